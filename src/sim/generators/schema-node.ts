/**
 * One place of a JSON Schema, with everything that applies there put together: references followed, `allOf` joined, and
 * of `anyOf` and `oneOf` the first alternative taken that fits the rest.
 */
import { fieldsOf, isFields, itemsOf, own } from '../../blueprint/data.js';

export type Schema = Readonly<Record<string, unknown>>;

/** References inside themselves end after so many levels. */
export const DEPTH_MAX = 16;
/** From here on, only what must be there: so most schemas inside themselves end by themselves. */
export const OPTIONAL_DEPTH = 4;

/** What holds for `part`, a place in the schema `root`. */
export function resolved(part: unknown, root: unknown, depth: number): Schema {
  if (part === false) return { enum: [] };
  if (!isFields(part) || depth > DEPTH_MAX) return {};
  const { $ref, oneOf, anyOf, allOf, ...rest } = part;
  const target = typeof $ref === 'string' ? pointed(root, $ref) : undefined;
  const joined = [target, ...itemsOf(allOf)].filter((other) => other !== undefined);
  const node = joined.reduce<Schema>((all, other) => merged(all, resolved(other, root, depth + 1)), rest);
  const find = (alternatives: unknown, isExclusive: boolean, base: Schema) =>
    withAlternative(base, { alternatives: itemsOf(alternatives), isExclusive, root, depth });
  return find(oneOf, true, find(anyOf, false, node));
}

interface Alternatives {
  readonly alternatives: readonly unknown[];
  /** Only one of them may hold. */
  readonly isExclusive: boolean;
  readonly root: unknown;
  readonly depth: number;
}

function withAlternative(node: Schema, { alternatives, isExclusive, root, depth }: Alternatives): Schema {
  if (alternatives.length === 0) return node;
  // Far down, what refers to nothing ends sooner.
  const isDeep = depth >= OPTIONAL_DEPTH;
  const order = isDeep ? alternatives.toSorted((a, b) => refers(a) - refers(b)) : alternatives;
  const options = order.map((alternative) => resolved(alternative, root, depth + 1));
  const fitting = options.filter((option) => isPossible(merged(node, option), root, depth));
  const isApart = (option: Schema) =>
    fitting.every((other) => other === option || !isPossible(merged(other, option), root, depth));
  const chosen = (isExclusive ? fitting.find(isApart) : undefined) ?? fitting[0] ?? (options[0] as Schema);
  const others = isExclusive ? options.filter((other) => other !== chosen) : [];
  const whole = merged(node, chosen);
  // What makes another alternative hold as well is left out, where it may be.
  const unwanted = others.flatMap(requiredOf).filter((name) => !requiredOf(whole).includes(name));
  return unwanted.length === 0 ? whole : { ...whole, [LEFT_OUT]: [...leftOut(whole), ...unwanted] };
}

const refers = (part: unknown) => Number(fieldsOf(part).$ref !== undefined);

/** Names that must not be in an object, found on the way; no keyword of JSON Schema has this name. */
const LEFT_OUT = '(left out)';

/** Optional members that would make an alternative hold that was not chosen. */
export const leftOut = (node: Schema) => itemsOf(node[LEFT_OUT]) as readonly string[];
/** Names of the members that must be there. */
export const requiredOf = (node: Schema) => itemsOf(node.required) as readonly string[];

const LARGER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const SMALLER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const UNITED = ['required', LEFT_OUT];
const JOINED = ['items', 'additionalProperties', 'contains'];

/** Both at once. */
function merged(one: Schema, other: Schema): Schema {
  const all: Record<string, unknown> = { ...one, ...other };
  for (const key of Object.keys(other))
    if (Object.hasOwn(one, key)) all[key] = both(key, one[key], other[key]);
  const isTorn = one.const !== undefined && other.const !== undefined && !equals(one.const, other.const);
  return isTorn ? { ...all, enum: [] } : all;
}

function both(key: string, one: unknown, other: unknown): unknown {
  if (LARGER.includes(key)) return Math.max(one as number, other as number);
  if (SMALLER.includes(key)) return Math.min(one as number, other as number);
  if (UNITED.includes(key)) return [...new Set([...itemsOf(one), ...itemsOf(other)])];
  if (key === 'type') return commonTypes(typesIn(one), typesIn(other));
  if (key === 'enum')
    return itemsOf(one).filter((value) => itemsOf(other).some((also) => equals(value, also)));
  if (key === 'multipleOf') return commonMultiple(one as number, other as number);
  if (key === 'uniqueItems') return one === true || other === true;
  if (key === 'properties') return joinedMembers(fieldsOf(one), fieldsOf(other));
  return JOINED.includes(key) && !Array.isArray(one) && !Array.isArray(other)
    ? joinedParts(one, other)
    : other;
}

const joinedParts = (one: unknown, other: unknown) =>
  one === false || other === false ? false : { allOf: [one, other] };

function joinedMembers(one: Schema, other: Schema): Schema {
  const all: Record<string, unknown> = { ...one, ...other };
  for (const name of Object.keys(other))
    if (Object.hasOwn(one, name)) all[name] = joinedParts(one[name], other[name]);
  return all;
}

const equals = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function commonMultiple(one: number, other: number): number {
  if (!Number.isInteger(one) || !Number.isInteger(other)) return Math.max(one, other);
  let [a, b] = [one, other];
  while (b !== 0) [a, b] = [b, a % b];
  return (one / a) * other;
}

const typesIn = (type: unknown): readonly unknown[] => (Array.isArray(type) ? type : [type]);

function commonTypes(one: readonly unknown[], other: readonly unknown[]): unknown[] {
  const has = (types: readonly unknown[], type: unknown) =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return [...one.filter((type) => has(other, type)), ...other.filter((type) => has(one, type))].filter(
    (type, place, all) => all.indexOf(type) === place,
  );
}

/** False for what no value can fit, as far as it is easily seen. */
function isPossible(node: Schema, root: unknown, depth: number): boolean {
  if (Array.isArray(node.type) && node.type.length === 0) return false;
  if (Array.isArray(node.enum) && !node.enum.some((value) => admits(node, value))) return false;
  if (node.const !== undefined && !admits(node, node.const)) return false;
  const bounds = [
    ['minimum', 'maximum'],
    ['minLength', 'maxLength'],
    ['minItems', 'maxItems'],
  ] as const;
  if (bounds.some(([low, high]) => (node[low] as number) > (node[high] as number))) return false;
  if (depth > OPTIONAL_DEPTH) return true;
  const members = fieldsOf(node.properties);
  return requiredOf(node).every((name) => {
    const member = own(members, name);
    if (member === undefined) return node.additionalProperties !== false;
    return isPossible(resolved(member, root, depth + 1), root, depth + 1);
  });
}

/** Whether a constant fits the plain keywords of a node. */
export function admits(node: Schema, value: unknown): boolean {
  const types = node.type === undefined ? undefined : typesIn(node.type);
  if (types !== undefined && !types.includes(jsonTypeOf(value)))
    if (!(types.includes('integer') && Number.isInteger(value))) return false;
  if (node.const !== undefined && !equals(node.const, value)) return false;
  if (Array.isArray(node.enum) && !node.enum.some((one) => equals(one, value))) return false;
  if (typeof value === 'string') return within(value.length, node.minLength, node.maxLength);
  if (typeof value !== 'number') return true;
  const isInside =
    !(value <= (node.exclusiveMinimum as number)) && !(value >= (node.exclusiveMaximum as number));
  return isInside && within(value, node.minimum, node.maximum);
}

const within = (value: number, low: unknown, high: unknown) =>
  !(value < (low as number)) && !(value > (high as number));

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What a local reference such as `#/$defs/reading` or `#reading` points to. */
function pointed(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  const pointer = decodeURIComponent(reference.slice(1));
  if (pointer !== '' && !pointer.startsWith('/')) return anchored(root, pointer);
  let node: unknown = root;
  for (const level of pointer.split('/').slice(1)) {
    const key = level.replaceAll('~1', '/').replaceAll('~0', '~');
    node = (node as Record<string, unknown> | undefined)?.[key];
  }
  return node;
}

function anchored(node: unknown, anchor: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  const { $anchor, $id } = node as Schema;
  if ($anchor === anchor || $id === `#${anchor}`) return node;
  for (const part of Object.values(node)) {
    const found = anchored(part, anchor);
    if (found !== undefined) return found;
  }
  return undefined;
}
