/**
 * A schema taken apart into branches: each is one JSON type with plain schemas that must all hold.
 *
 *     {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]}   →   number: [minimum 0]   null: [null]
 *
 * References and `allOf` are joined, `anyOf`, `oneOf` and `if` become branches. What is too much or cannot be followed is left
 * out, so the branches together accept everything that the schema accepts, and perhaps more. Whoever proves something about
 * all values of the branches has therefore proved it about the schema.
 */
import { itemsOf } from '../../blueprint/data.js';
import { boundsOf, isInteger, rangeOf } from './facts.js';
import { isClosedTo, isImpossibleObject } from './object-facts.js';
import { childOf, keywordsOf, madeFrom, type Place, targetOf } from './place.js';

export const JSON_TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

export interface Branch {
  readonly type: JsonType;
  /** Plain schemas, all of which hold; what they say of `$ref`, `allOf`, `anyOf` and the like is in the others. */
  readonly nodes: readonly Place[];
  /** All values that there are, when they are few. */
  readonly values?: readonly unknown[] | undefined;
}

/** Whether a schema accepts a value: the word of a validator. */
export type Accepts = (place: Place, value: unknown) => boolean;

/** Beyond, an alternative is left out. */
const BRANCHES_MAX = 64;
const DEPTH_MAX = 24;
/** Whole numbers of so few are listed. */
const LISTED_MAX = 24;
/** How far is looked into members to see that nothing fits. */
export const IMPOSSIBLE_DEPTH = 3;

/** The branches of schemas that all hold; none when certainly no value fits. */
export function branchesOf(places: readonly Place[], accepts: Accepts, depth = IMPOSSIBLE_DEPTH): Branch[] {
  const sets = places.reduce<Place[][]>((all, place) => product(all, alternativesOf(place, 0)), [[]]);
  return sets.flatMap((nodes) =>
    typesOf(nodes).flatMap((type) => {
      const branch: Branch = { type, nodes, values: valuesOf(type, nodes, accepts) };
      return isImpossible(branch, accepts, depth) ? [] : [branch];
    }),
  );
}

/** Whether certainly no value fits. */
export const isNothing = (places: readonly Place[], accepts: Accepts, depth = IMPOSSIBLE_DEPTH) =>
  branchesOf(places, accepts, depth).length === 0;

function alternativesOf(place: Place, depth: number): Place[][] {
  const { schema } = place;
  if (schema === false) return [];
  if (schema === true || depth > DEPTH_MAX) return [[]];
  const { $ref, allOf, anyOf, oneOf } = keywordsOf(place);
  const target = $ref === undefined ? undefined : targetOf(place);
  const inner = (keyword: string, index: number) => alternativesOf(childOf(place, keyword, index), depth + 1);
  const isAlone = $ref !== undefined && place.document.isLegacy;
  let sets: Place[][] = isAlone ? [[]] : [[place]];
  if (target !== undefined) sets = product(sets, alternativesOf(target, depth + 1));
  if (isAlone) return sets;
  for (const index of itemsOf(allOf).keys()) sets = product(sets, inner('allOf', index));
  for (const [keyword, alternatives] of [
    ['anyOf', anyOf],
    ['oneOf', oneOf],
  ] as const)
    if (Array.isArray(alternatives))
      sets = product(
        sets,
        alternatives.flatMap((_, index) => inner(keyword, index)),
      );
  return conditionsOf(place).length === 0
    ? sets
    : product(
        sets,
        conditionsOf(place).flatMap((both) =>
          both.reduce<Place[][]>((all, one) => product(all, alternativesOf(one, depth + 1)), [[]]),
        ),
      );
}

/** `if` and `then`, or the opposite and `else`. */
function conditionsOf(place: Place): Place[][] {
  const { if: condition } = keywordsOf(place);
  if (condition === undefined) return [];
  const whether = childOf(place, 'if');
  return [
    [whether, childOf(place, 'then')],
    [madeFrom(whether, (schema) => ({ not: schema })), childOf(place, 'else')],
  ];
}

function product(one: readonly Place[][], other: readonly Place[][]): Place[][] {
  if (one.length * other.length > BRANCHES_MAX) return [...one];
  return one.flatMap((left) => other.map((right) => [...left, ...right]));
}

/** The types that the `type` keywords leave. */
function typesOf(nodes: readonly Place[]): JsonType[] {
  return JSON_TYPES.filter((type) =>
    nodes.every((node) => {
      const { type: said } = keywordsOf(node);
      if (said === undefined) return true;
      return [said].flat().some((one) => one === type || (type === 'number' && one === 'integer'));
    }),
  );
}

/** The JSON type of a value. */
export function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'object' || type === 'number' || type === 'boolean' ? type : 'string';
}

function valuesOf(type: JsonType, nodes: readonly Place[], accepts: Accepts): readonly unknown[] | undefined {
  const candidates = candidatesOf(type, nodes);
  return candidates
    ?.filter((value) => jsonTypeOf(value) === type)
    .filter((value) => nodes.every((node) => accepts(node, value)));
}

function candidatesOf(type: JsonType, nodes: readonly Place[]): readonly unknown[] | undefined {
  if (type === 'null') return [null];
  if (type === 'boolean') return [true, false];
  for (const node of nodes) {
    const keywords = keywordsOf(node);
    if ('const' in keywords) return [keywords.const];
    if (Array.isArray(keywords.enum)) return keywords.enum;
  }
  return type === 'number' ? listedNumbers(nodes) : undefined;
}

function listedNumbers(nodes: readonly Place[]): number[] | undefined {
  if (!isInteger(nodes)) return undefined;
  const { min, max } = rangeOf(nodes);
  const [low, high] = [Math.ceil(min), Math.floor(max)];
  if (!(high - low < LISTED_MAX) || !Number.isSafeInteger(low) || !Number.isSafeInteger(high))
    return undefined;
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);
}

function isImpossible(branch: Branch, accepts: Accepts, depth: number): boolean {
  const { type, nodes, values } = branch;
  if (values !== undefined) return values.length === 0;
  if (type === 'number') {
    const { min, max, isMinOpen, isMaxOpen } = rangeOf(nodes);
    return min > max || (min === max && (isMinOpen || isMaxOpen));
  }
  const [least, most] = boundsOf(nodes, type);
  if (least > most) return true;
  if (type !== 'object') return false;
  return isImpossibleObject(
    nodes,
    (places) => isClosedTo(places) || (depth > 0 && isNothing(places, accepts, depth - 1)),
  );
}
