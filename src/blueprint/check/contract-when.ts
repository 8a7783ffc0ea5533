/**
 * What a step of a contract makes happen: one thing, with what belongs to it, and in keeping with the schemas of the version.
 */
import { WHEN_KEYS } from '../contract-when.js';
import { type Fields, isFields, own, textOf } from '../data.js';
import type { SchemaTools } from '../json-schema.js';
import type { VersionSchemas } from '../model.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { NO_SCHEMAS } from './assembly.js';
import { unknownCommand } from './endpoints.js';

/** What is known of the version whose contract it is. */
export interface ContractVersion {
  readonly name: string;
  readonly schemas: VersionSchemas | undefined;
  /** Service by name of an extension instance. */
  readonly instances: readonly string[];
}

/** An expectation, or a step of a scenario, and what stands before and after it there. */
export interface StepView {
  readonly path: Path;
  readonly step: Fields;
  readonly earlier: readonly Fields[];
  readonly later: readonly Fields[];
  readonly inScenario: boolean;
}

/** Those of the keys that are there. */
export const has = (fields: Fields, keys: readonly string[]) =>
  keys.filter((key) => fields[key] !== undefined);

const BELONGS: Readonly<Record<string, readonly string[]>> = {
  payload: ['command'],
  duplicated: ['command'],
  name: ['configuration'],
  to: ['answers'],
  by: ['answers'],
  for: ['link', 'answers', 'token', 'platform'],
};

/** One thing happens, and what is said of it belongs to it. */
export function checkWhen(when: Fields, path: Path, { instances }: ContractVersion): Finding[] {
  const actions = has(when, WHEN_KEYS);
  if (actions.length !== 1)
    return [{ path, message: `name one thing that happens: ${listNames(WHEN_KEYS)}`, at: 'key' }];
  const action = actions[0] as string;
  const strangers = Object.keys(BELONGS)
    .filter((key) => when[key] !== undefined && !BELONGS[key]?.includes(action))
    .map((key): Finding => ({ path: [...path, key], at: 'key', message: `does not go with "${action}"` }));
  const to = textOf(when.to);
  if (to !== undefined && !instances.includes(to))
    strangers.push({
      path: [...path, 'to'],
      message: `there is no extension instance "${to}"; there are: ${listNames(instances)}`,
      suggestion: nearest(to, instances),
    });
  if ((when.answers === 'late') !== (when.by !== undefined) && action === 'answers')
    strangers.push({ path, at: 'key', message: '"by" says how late answers are: { answers: late, by: 3s }' });
  return strangers;
}

/** The status that a step expects of what it sends; undefined when it does not say. */
function expectedStatus(step: Fields, key: 'result' | 'applied'): string | undefined {
  const seen = step[key];
  const status = isFields(seen) ? seen.statusCode : seen;
  return status === undefined ? undefined : String(status);
}

/** A command or configuration against its schema, where no failure is expected. */
export function checkSent(
  view: StepView,
  when: Fields,
  version: ContractVersion,
  tools: SchemaTools,
): Finding[] {
  const { name, schemas = NO_SCHEMAS } = version;
  const at = [...view.path, 'when'];
  if (typeof when.command === 'string') {
    if (mayFail(view, 'result')) return [];
    const declared = own(schemas.commands, when.command);
    if (declared === undefined) return [unknownCommand(name, schemas, when.command, [...at, 'command'])];
    if (declared.payload === undefined || when.payload === undefined) return [];
    return [...tools.validateBy(declared.payload, when.payload, [...at, 'payload'])];
  }
  const { configuration } = when;
  if (configuration === undefined) return [];
  if (typeof configuration === 'string') return checkWord(configuration, schemas, at);
  if (schemas.configuration === undefined || when.name !== undefined) return [];
  if (mayFail(view, 'applied')) return [];
  return [...tools.validateBy(schemas.configuration, configuration, [...at, 'configuration'])];
}

/** Where a failure is expected, here or later in the scenario, anything may be sent. */
function mayFail({ step, later }: StepView, key: 'result' | 'applied'): boolean {
  return [step, ...later].some((other) => {
    const status = expectedStatus(other, key);
    return status !== undefined && !status.startsWith('2');
  });
}

const CONFIGURATION_WORDS = ['valid', 'invalid', 'unchanged'];

function checkWord(word: string, { configuration }: VersionSchemas, at: Path): Finding[] {
  const path = [...at, 'configuration'];
  if (!CONFIGURATION_WORDS.includes(word)) {
    const message = `must be a configuration, or one of ${CONFIGURATION_WORDS.join(', ')}`;
    return [{ path, message, suggestion: nearest(word, CONFIGURATION_WORDS) }];
  }
  if (word === 'unchanged' || configuration !== undefined) return [];
  return [{ path, message: 'the version has no schema of its configuration to make one from' }];
}
