/**
 * Values that depend on other fields of the same data sample: `by` and `expression`.
 */
import { type Fields, fieldsOf, isFields } from '../data.js';
import { parseExpression } from '../expression/parse.js';
import { type FieldTree, fieldsIn } from '../expression/tree.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { generatorOf } from '../values-in.js';

/** The fields of a data sample that a value may refer to: those before it, in order, with their values. */
export type EarlierFields = ReadonlyMap<string, unknown>;

/** `by`: the field is an earlier one, and has the values that are named. */
export function checkBy(options: unknown, path: Path, earlier: EarlierFields): Finding[] {
  const { field, values } = fieldsOf(options) as { field: string; values: Fields };
  if (!earlier.has(field)) {
    const names = [...earlier.keys()];
    const message = `"${field}" is no earlier field of the same data sample; before this one there are: ${listNames(names)}`;
    return [{ path: [...path, 'field'], message, suggestion: nearest(field, names) }];
  }
  const possible = outcomesOf(earlier.get(field));
  if (possible === undefined) return [];
  return Object.keys(values)
    .filter((value) => !possible.includes(value))
    .map((value) => ({
      path: [...path, 'values', value],
      at: 'key',
      message: `"${field}" is never "${value}"; it is: ${listNames(possible)}`,
      suggestion: nearest(value, possible),
    }));
}

/** The values that a field can have, as texts; undefined when they cannot be counted. */
function outcomesOf(spec: unknown): string[] | undefined {
  const { states, choice, chance, sequence } = fieldsOf(spec);
  if (states !== undefined) return Object.keys(fieldsOf(fieldsOf(states).states));
  if (chance !== undefined) return ['true', 'false'];
  const some = sequence ?? choice;
  const list = isFields(some) ? some.values : some;
  return Array.isArray(list) ? list.map(String) : undefined;
}

/** `expression`: it can be read, and its fields are earlier ones with these members. */
export function checkExpression(text: string, path: Path, earlier: EarlierFields): Finding[] {
  const { tree, fault } = parseExpression(text);
  if (tree === undefined) return [{ path, message: `column ${fault.column}: ${fault.message}` }];
  return fieldsIn(tree).flatMap((field) => {
    const finding = checkField(field, earlier);
    return finding === undefined ? [] : [{ path, ...finding }];
  });
}

function checkField({ path: [name = '', ...members], column }: FieldTree, earlier: EarlierFields) {
  if (!earlier.has(name)) {
    const names = [...earlier.keys()];
    const message = `column ${column}: "${name}" is no earlier field of the same data sample; before this one there are: ${listNames(names)}`;
    return { message, suggestion: nearest(name, names) };
  }
  let spec: unknown = earlier.get(name);
  let above = name;
  for (const member of members) {
    const known = membersOf(spec);
    if (known === undefined) return undefined;
    if (!known.has(member)) {
      const names = [...known.keys()];
      const has =
        names.length === 0 ? 'has no members' : `has no "${member}"; there are: ${listNames(names)}`;
      return { message: `column ${column}: "${above}" ${has}`, suggestion: nearest(member, names) };
    }
    spec = known.get(member);
    above += `.${member}`;
  }
  return undefined;
}

/** Stands for a value of which nothing is known but that it is there. */
const UNKNOWN = { replay: {} };
const ROUTE_MEMBERS = new Map(['lat', 'lon', 'bearing', 'speed'].map((name) => [name, 0]));
/** Whatever these name, it may be an object. */
const OPAQUE = ['by', 'choice', 'expression', 'faker', 'replay', 'sequence', 'step'];

/** The members that a value has, with theirs; undefined when they cannot be known. */
function membersOf(spec: unknown): ReadonlyMap<string, unknown> | undefined {
  const named = generatorOf(spec);
  if (named === undefined) return new Map();
  if (named.name === 'object') return new Map(Object.entries(fieldsOf(named.options)));
  if (named.name === 'route') return ROUTE_MEMBERS;
  if (named.name === 'constant')
    return new Map(Object.keys(fieldsOf(named.options)).map((name) => [name, UNKNOWN]));
  return OPAQUE.includes(named.name) ? undefined : new Map();
}
