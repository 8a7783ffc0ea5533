/**
 * Values of a fleet file: constants, and objects with one member that names a generator.
 *
 * They are not checked as the union that their schema is (that would answer a typing error with a complaint for each
 * generator), but by the generator that they name: first its options, then what options must have to do with each other.
 */
import { isFields, own } from '../data.js';
import type { ModuleReference } from '../fleet/module.js';
import type { SchemaTools } from '../json-schema.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Recordings } from '../recording/recordings.js';
import { findingsOf } from '../schema-errors.js';
import type { Path } from '../source.js';
import { GENERATOR_OPTIONS, type GeneratorName } from '../value-model.js';
import { expressionsIn, valuesWithin } from '../values-in.js';
import { checkBy, checkExpression, checkTemplate, type EarlierFields } from './values-fields.js';
import { checkModule } from './values-module.js';
import { RELATIONS } from './values-relations.js';
import { checkReplay } from './values-replay.js';

export type { EarlierFields };

/** What the checks of values ask. */
export interface ValueTools {
  readonly tools: SchemaTools;
  readonly recordings: Recordings;
  /** Whether a file is there, its path relative to blueprint.yaml. */
  readonly hasFile: (path: string) => boolean;
  /** What expressions may name besides fields, with the values that it has. */
  readonly roots?: EarlierFields | undefined;
}

interface Place extends ValueTools {
  readonly path: Path;
  /** The fields of the data sample before this one. */
  readonly earlier: EarlierFields;
  /** They are those of the data sample that was taken last. */
  readonly isLast?: boolean | undefined;
}

/** A constant is always right; a generator must be one, with the options that it takes. */
export function checkValue(value: unknown, place: Place): Finding[] {
  if (!isFields(value)) return [];
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return [notOneGenerator(place.path, keys)];
  const options = own<object>(OPTION_SCHEMAS, name);
  if (options === undefined) return [unknownGenerator(place.path, name)];
  const path = [...place.path, name];
  const shape = findingsOf(place.tools.validate(options, value[name]), path);
  const named = { name: name as GeneratorName, options: value[name] };
  const here = { ...place, path };
  const inner = valuesWithin(named).flatMap((within) =>
    checkValue(within.value, { ...place, path: [...path, ...within.path] }),
  );
  return [...shape, ...(shape.length > 0 ? [] : relationsOf(named.name, named.options, here)), ...inner];
}

/** What the schema of the options cannot say. They run on options that their schema has passed. */
function relationsOf(name: GeneratorName, options: unknown, place: Place): Finding[] {
  const { path } = place;
  if (name === 'by') return checkBy(options, path, place);
  if (name === 'replay') return checkReplay(options, path, place.recordings);
  const texts = expressionsIn({ name, options });
  if (texts.length > 0)
    return texts.flatMap((text) => checkExpression(text.value, [...path, ...text.path], place));
  if (name === 'template') return checkTemplate(String(options), path, place.roots);
  if (name === 'module') return checkModule(options as ModuleReference, path, place.hasFile);
  return RELATIONS[name]?.(options, path) ?? [];
}

const GENERATORS = Object.keys(GENERATOR_OPTIONS);
/** Values within values are free here: they are checked on their own. */
const OPTION_SCHEMAS = Object.fromEntries(
  Object.entries(GENERATOR_OPTIONS).map(([name, options]) => [name, { ...options, $defs: { Value: {} } }]),
);

function unknownGenerator(path: Path, name: string): Finding {
  const suggestion = nearest(name, GENERATORS);
  const known = suggestion === undefined ? `; there are: ${listNames(GENERATORS, 40)}` : '';
  return {
    path: [...path, name],
    at: 'key',
    message: `unknown generator "${name}"${known}`,
    suggestion,
  };
}

function notOneGenerator(path: Path, keys: readonly string[]): Finding {
  const generator = keys.find((key) => GENERATORS.includes(key));
  const found = keys.length === 0 ? 'is none' : `are ${keys.length} (${listNames(keys)})`;
  const hint =
    generator === undefined
      ? 'for an object write { object: { … } }'
      : `put the other members inside "${generator}"`;
  return { path, message: `a generator is an object with one member, here ${found}; ${hint}` };
}
