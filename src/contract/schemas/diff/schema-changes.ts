/**
 * What changed in one schema of a version: both inclusions, each judged by direction.
 */

import { fieldsOf } from '../../../blueprint/data.js';
import type { Path } from '../../../blueprint/source.js';
import type { RandomStream } from '../../../kernel/random.js';
import type { SchemaDocument } from '../place.js';
import { documentOf } from '../place.js';
import type { Validator } from '../validator.js';
import { inclusionOf, type ShownDifference } from '../witness.js';
import { consequenceOf, type Flow, pairingOf, type SideNames } from './direction.js';
import { explanationOf } from './explain.js';
import type { DiffFinding, DiffPlace } from './report.js';
import { type Rule, ruleOf, type Turn } from './rules.js';
import type { SchemaFile } from './side.js';

export interface Context {
  readonly names: SideNames;
  readonly appVersion: string;
  readonly validator: Validator;
  readonly random: RandomStream;
}

export interface SchemaPair {
  readonly subject: string;
  readonly old: SchemaFile | undefined;
  readonly new: SchemaFile | undefined;
  /** The way of the value at a path: some metadata is written by the platform. */
  flow(path: Path): Flow;
}

/** Every change of a schema; none when both sides accept the same. */
export function schemaChanges(pair: SchemaPair, context: Context): DiffFinding[] {
  if (pair.old === undefined && pair.new === undefined) return [];
  if (pair.old === undefined || pair.new === undefined) return [schemaComeOrGone(pair, context)];
  const [old, current] = [documentOf('old', pair.old.schema), documentOf('new', pair.new.schema)];
  const { validator, random } = context;
  const tightened = inclusionOf(old, current, validator, random).differences;
  const loosened = inclusionOf(current, old, validator, random).differences;
  return [
    ...tightened.map((difference) => changeOf(difference, 'tightened', [old, current], pair, context)),
    ...loosened.map((difference) => changeOf(difference, 'loosened', [current, old], pair, context)),
  ];
}

function changeOf(
  difference: ShownDifference,
  turn: Turn,
  documents: readonly [SchemaDocument, SchemaDocument],
  pair: SchemaPair,
  context: Context,
): DiffFinding {
  const [one, other] = [
    typesAt(documents[0], difference.onePath),
    typesAt(documents[1], difference.otherPath),
  ];
  const types = { ...(one && { one }), ...(other && { other }) };
  const flow = pair.flow(difference.path);
  const { witness, isUnsaid } = difference;
  return {
    severity: witness !== undefined && !isUnsaid ? 'break' : 'warning',
    rule: ruleOf(difference, turn, types),
    certain: witness !== undefined,
    appVersion: context.appVersion,
    subject: pair.subject,
    flow,
    pairing: pairingOf(flow, turn),
    path: jsonPath(difference.path),
    message: explanationOf(difference, turn, types),
    consequence: consequenceOf(flow, turn, context.names),
    witness,
    place: placeOf(pair, turn === 'tightened' ? difference.otherPath : difference.onePath),
  };
}

function schemaComeOrGone(pair: SchemaPair, { appVersion, names }: Context): DiffFinding {
  const turn: Turn = pair.old === undefined ? 'tightened' : 'loosened';
  const rule: Rule = turn === 'tightened' ? 'schema-added' : 'schema-removed';
  const flow = pair.flow([]);
  const message =
    turn === 'tightened'
      ? 'has a schema now; before, nothing was said about it'
      : 'has no schema any more: nothing is said about it now';
  return {
    ...{
      severity: 'warning',
      rule,
      certain: true,
      appVersion,
      subject: pair.subject,
      flow,
      path: '$',
      message,
    },
    pairing: pairingOf(flow, turn),
    consequence: consequenceOf(flow, turn, names),
    place: placeOf(pair, []),
  };
}

/** In the NEW file, where there is one. */
function placeOf({ old, new: current }: SchemaPair, path: Path): DiffPlace {
  const [file, side] = current === undefined ? [old, 'old' as const] : [current, 'new' as const];
  if (file === undefined) return { file: 'blueprint.yaml', line: 1, column: 1, side };
  return { file: file.file, ...file.locate(path), side };
}

function typesAt({ root }: SchemaDocument, path: Path): readonly string[] | undefined {
  const schema = path.reduce<unknown>(
    (node, step) => (node as Record<string, unknown> | undefined)?.[step],
    root,
  );
  const { type } = fieldsOf(schema);
  return type === undefined ? undefined : ([type].flat() as string[]);
}

/** `$.comfort.min`, `$.readings[*]`, `$["a b"]`. */
export function jsonPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (step === '*') return `${text}[*]`;
    if (/^[0-9]+$/.test(String(step))) return `${text}[${step}]`;
    return /^[A-Za-z_][\w-]*$/.test(String(step))
      ? `${text}.${step}`
      : `${text}[${JSON.stringify(String(step))}]`;
  }, '$');
}
