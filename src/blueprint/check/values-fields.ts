/**
 * Values that depend on other fields of the same data sample, or on the endpoint: `by`, `expression` and `template`.
 */
import { type Fields, fieldsOf, isFields } from '../data.js';
import { parseExpression } from '../expression/parse.js';
import { devicePath, fieldsIn } from '../expression/tree.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { parametersIn } from '../text-template.js';
import { generatorOf } from '../values-in.js';

/** The fields of a data sample that a value may refer to: those before it, in order, with their values. */
export type EarlierFields = ReadonlyMap<string, unknown>;

/** What an expression may name: fields, and what else there is, such as `device`. */
export interface Known {
  /** Undefined: nobody knows which fields there are. */
  readonly earlier: EarlierFields | undefined;
  readonly roots?: EarlierFields | undefined;
  /** The fields are those of the data sample that was taken last: all of them are there. */
  readonly isLast?: boolean | undefined;
}

/** `by`: the field is an earlier one, or something of the endpoint, and has the values that are named. */
export function checkBy(options: unknown, path: Path, known: Known): Finding[] {
  const { field, values } = fieldsOf(options) as { field: string; values: Fields };
  const parts = known.earlier?.has(field) === true ? [field] : (devicePath(field) ?? [field]);
  const found = specAt(parts, known);
  if (found.fault !== undefined) return [{ path: [...path, 'field'], ...found.fault }];
  const possible = outcomesOf(found.spec);
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

/** `expression`: it can be read, and what it names is there, with these members. */
export function checkExpression(text: string, path: Path, known: Known): Finding[] {
  const { tree, fault } = parseExpression(text);
  if (tree === undefined) return [{ path, message: `column ${fault.column}: ${fault.message}` }];
  return fieldsIn(tree).flatMap(({ path: parts, column }) => {
    const { fault: wrong } = specAt(parts, known);
    if (wrong === undefined) return [];
    return [{ path, ...wrong, message: `column ${column}: ${wrong.message}` }];
  });
}

/** `template`: a place that is nearly the name of a parameter is a slip; others stay as they are written. */
export function checkTemplate(text: string, path: Path, roots: EarlierFields | undefined): Finding[] {
  const parameters = Object.keys(parametersOf(roots));
  return parametersIn(text).flatMap((name) => {
    const suggestion = parameters.includes(name) ? undefined : nearest(name, parameters);
    return suggestion === undefined
      ? []
      : [
          {
            path,
            message: `the fleet has no parameter "${name}"; there are: ${listNames(parameters)}`,
            suggestion,
          },
        ];
  });
}

interface Fault {
  readonly message: string;
  readonly suggestion: string | undefined;
}

/** The value that a path leads to; undefined when it cannot be known; or why there is none. */
function specAt([name = '', ...members]: readonly string[], known: Known): { spec?: unknown; fault?: Fault } {
  const { earlier, roots } = known;
  const isField = earlier?.has(name) === true;
  if (!isField && roots?.has(name) !== true)
    return earlier === undefined ? {} : { fault: unknownName(name, known) };
  let spec: unknown = isField ? earlier.get(name) : roots?.get(name);
  let above = name;
  for (const member of members) {
    const inside = membersOf(spec);
    if (inside === undefined) return {};
    if (!inside.has(member)) {
      const names = [...inside.keys()];
      const has =
        names.length === 0 ? 'has no members' : `has no "${member}"; there are: ${listNames(names)}`;
      return { fault: { message: `"${above}" ${has}`, suggestion: nearest(member, names) } };
    }
    spec = inside.get(member);
    above += `.${member}`;
  }
  return { spec };
}

function unknownName(name: string, { earlier, roots, isLast }: Known): Fault {
  const names = [...(earlier?.keys() ?? [])];
  const message = isLast
    ? `"${name}" is no field of the data samples; there are: ${listNames(names)}`
    : `"${name}" is no earlier field of the same data sample; before this one there are: ${listNames(names)}`;
  return { message, suggestion: nearest(name, names) ?? longNameOf(name, roots) };
}

/** What somebody meant who named a parameter, a variable or a member of `device` alone. */
function longNameOf(name: string, roots: EarlierFields | undefined): string | undefined {
  const device = membersOf(roots?.get('device'));
  if (device === undefined) return undefined;
  const groups = ['parameters', 'variables'].filter((group) => membersOf(device.get(group))?.has(name));
  if (groups[0] !== undefined) return `device.${groups[0]}.${name}`;
  return device.has(name) ? `device.${name}` : undefined;
}

function parametersOf(roots: EarlierFields | undefined): Fields {
  const device = fieldsOf(fieldsOf(roots?.get('device')).object);
  return fieldsOf(fieldsOf(device.parameters).object);
}

/** Stands for a value of which nothing is known but that it is there. */
export const UNKNOWN = { replay: {} };
const ROUTE_MEMBERS = new Map(['lat', 'lon', 'bearing', 'speed'].map((name) => [name, 0]));
/** Whatever these name, it may be an object. */
const OPAQUE = ['by', 'choice', 'expression', 'faker', 'module', 'replay', 'sequence', 'step'];

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
