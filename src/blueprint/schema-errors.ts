/**
 * Errors of a JSON Schema validator as sentences that a person understands, with the nearest valid name.
 *
 * A union that fails gives one finding, about the branch that was meant, in place of one for each branch.
 */
import type { ErrorObject } from 'ajv';
import { fieldsOf, isFields, itemsOf } from './data.js';
import { listNames, nearest } from './nearest.js';
import { sayPattern, wordsOf } from './patterns.js';
import type { Finding } from './problems.js';
import type { Path } from './source.js';

/** @param base path of the value that was checked, from the root of its file */
export function findingsOf(errors: readonly ErrorObject[], base: Path): Finding[] {
  return withoutBranches(errors).flatMap((error) => {
    const path = [...base, ...pointerOf(error.instancePath)];
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf') return sayUnion(error, path, errors);
    return (SAY[error.keyword] ?? sayOther)(error, path) ?? [];
  });
}

/** As {@link findingsOf}, for the data of a whole file: one without any is said to be empty. */
export function findingsOfFile(errors: readonly ErrorObject[], data: unknown): Finding[] {
  const isEmpty = data === null || data === undefined;
  return isEmpty ? [{ path: [], message: 'there is nothing in this file' }] : findingsOf(errors, []);
}

type Say = (error: ErrorObject, path: Path) => Finding | undefined;

const sayOther: Say = (error, path) => ({ path, message: error.message ?? 'is not valid' });
const must = (path: Path, what: string): Finding => ({ path, message: `must ${what}` });

/** By keyword of JSON Schema; undefined: another error says the same better. */
const SAY: Readonly<Record<string, Say>> = {
  additionalProperties: sayUnknownKey,
  unevaluatedProperties: (error, path) =>
    unknownKey(path, String(error.params.unevaluatedProperty), Object.keys(propertiesOf(error))),
  required: (error, path) => ({ path, message: `missing "${error.params.missingProperty}"` }),
  type: sayOtherType,
  pattern: sayMismatch,
  propertyNames: () => undefined,
  const: (error, path) => sayOneOf(error, path, [error.params.allowedValue]),
  enum: (error, path) => sayOneOf(error, path, itemsOf(error.params.allowedValues)),
  minimum: sayLimit,
  maximum: sayLimit,
  exclusiveMinimum: sayLimit,
  exclusiveMaximum: sayLimit,
  minLength: (error, path) =>
    must(path, error.params.limit === 1 ? 'not be empty' : `have at least ${error.params.limit} characters`),
  minItems: (error, path) => must(path, `have at least ${count(error.params.limit, 'item')}`),
  maxItems: (error, path) => must(path, `have at most ${count(error.params.limit, 'item')}`),
  additionalItems: (error, path) => must(path, `have at most ${count(error.params.limit, 'item')}`),
  minProperties: (error, path) => must(path, `have at least ${count(error.params.limit, 'member')}`),
  uniqueItems: (_error, path) => must(path, 'not hold the same item twice'),
  format: (error, path) => must(path, `be of the format ${error.params.format}, not ${sayValue(error.data)}`),
  false: (_error, path) => ({ path, message: 'nothing is allowed here' }),
};

/** Where a time should stand, somebody who wrote 5 has forgotten the unit, and not the quotation marks. */
function sayOtherType(error: ErrorObject, path: Path): Finding {
  const { pattern } = fieldsOf(error.parentSchema);
  const named = typeof pattern === 'string' ? sayPattern(pattern) : '';
  const wanted = named.startsWith('be a time') ? named : `be ${sayTypes(error.params.type)}`;
  return must(path, `${wanted}, not ${sayValue(error.data)}`);
}

function sayMismatch(error: ErrorObject, path: Path): Finding {
  const words = wordsOf(error.params.pattern);
  if (words !== undefined) return sayOneOf(error, path, words);
  return { path, message: `${sayValue(error.data)} must ${sayPattern(error.params.pattern)}` };
}

function sayUnknownKey(error: ErrorObject, path: Path): Finding {
  const key = String(error.params.additionalProperty);
  const patterns = Object.keys(fieldsOf(error.parentSchema?.patternProperties));
  if (patterns.length === 0) return unknownKey(path, key, Object.keys(propertiesOf(error)));
  return {
    path: [...path, key],
    at: 'key',
    message: `the name "${key}" must ${sayPattern(patterns[0] as string)}`,
  };
}

/** A key that may not be here. */
export function unknownKey(path: Path, key: string, allowed: readonly string[]): Finding {
  const suggestion = nearest(key, allowed);
  const instead = suggestion === undefined ? `; there may be: ${listNames(allowed)}` : '';
  return { path: [...path, key], at: 'key', message: `unknown key "${key}"${instead}`, suggestion };
}

const propertiesOf = (error: ErrorObject) => fieldsOf(error.parentSchema?.properties);

function sayOneOf(error: ErrorObject, path: Path, allowed: readonly unknown[]): Finding {
  const texts = allowed.filter((value): value is string => typeof value === 'string');
  const suggestion = typeof error.data === 'string' ? nearest(error.data, texts) : undefined;
  return { ...must(path, `be ${oneOf(allowed.map(sayValue))}, not ${sayValue(error.data)}`), suggestion };
}

function sayLimit(error: ErrorObject, path: Path): Finding {
  const words = {
    '>=': 'be at least',
    '<=': 'be at most',
    '>': 'be more than',
    '<': 'be less than',
  } as const;
  const comparison = error.params.comparison as keyof typeof words;
  return must(path, `${words[comparison]} ${error.params.limit}, not ${sayValue(error.data)}`);
}

/** About the branch whose type the value has, if that is one; else what all the branches want. */
function sayUnion(error: ErrorObject, path: Path, all: readonly ErrorObject[]): Finding[] {
  const branches = itemsOf(error.schema).map(fieldsOf);
  const constants = branches.map((branch) => branch.const);
  if (!constants.includes(undefined)) return [sayOneOf(error, path, constants)];
  const fitting = branches.flatMap((branch, index) => (hasType(branch, error.data) ? [index] : []));
  const prefix = `${error.schemaPath}/${fitting[0]}/`;
  const meant = all.filter(
    (other) =>
      fitting.length === 1 && other.schemaPath.startsWith(prefix) && isBeneath(other, error.instancePath),
  );
  const base = path.slice(0, path.length - pointerOf(error.instancePath).length);
  const inner = findingsOf(meant, base);
  if (inner.length > 0) return inner;
  // The branches with a list of names say more than the others.
  const named = all.find((other) => other.keyword === 'enum' && other.instancePath === error.instancePath);
  if (named !== undefined) return [sayOneOf(named, path, itemsOf(named.params.allowedValues))];
  return [must(path, `be ${oneOf(branches.map(sayBranch))}, not ${sayValue(error.data)}`)];
}

const isBeneath = (error: ErrorObject, instancePath: string) =>
  `${error.instancePath}/`.startsWith(`${instancePath}/`);

/** What the branches of a union said: their union speaks for them. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter(
    (error, index) =>
      !errors.some(
        (union, unionIndex) =>
          unionIndex > index &&
          (union.keyword === 'anyOf' || union.keyword === 'oneOf') &&
          isBeneath(error, union.instancePath),
      ),
  );
}

function pointerOf(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'nothing',
};

const sayTypes = (types: unknown) =>
  oneOf((Array.isArray(types) ? types : [types]).map((type) => TYPE_WORDS[String(type)] ?? String(type)));

function sayBranch(branch: Readonly<Record<string, unknown>>): string {
  if (branch.const !== undefined) return sayValue(branch.const);
  if (typeof branch.pattern === 'string') return sayPattern(branch.pattern).replace(/^be /, '');
  return branch.type === undefined ? 'of another form' : sayTypes(branch.type);
}

const hasType = (branch: Readonly<Record<string, unknown>>, value: unknown) =>
  [branch.type].flat().includes(typeOf(value)) || (branch.type === 'integer' && Number.isInteger(value));

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A value in a sentence: short ones as they are, long ones as what they are. */
export function sayValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (isFields(value)) return 'an object';
  if (Array.isArray(value)) return 'a list';
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

const oneOf = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
