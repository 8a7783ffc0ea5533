/**
 * What plain schemas that all hold say together of numbers, texts and lists: the tightest bounds, all patterns.
 */
import { childOf, keywordsOf, type Place } from './place.js';

export interface Range {
  readonly min: number;
  readonly max: number;
  /** The bound itself does not belong to it. */
  readonly isMinOpen: boolean;
  readonly isMaxOpen: boolean;
}

/** Every value that the schemas give to a keyword. */
export function saidOf<Value>(nodes: readonly Place[], keyword: string): Value[] {
  return nodes.flatMap((node) => {
    const value = keywordsOf(node)[keyword];
    return value === undefined ? [] : [value as Value];
  });
}

const largest = (nodes: readonly Place[], keyword: string, otherwise: number) =>
  Math.max(otherwise, ...saidOf<number>(nodes, keyword));
const smallest = (nodes: readonly Place[], keyword: string, otherwise: number) =>
  Math.min(otherwise, ...saidOf<number>(nodes, keyword));

/** `minimum`, `maximum` and their exclusive forms. */
export function rangeOf(nodes: readonly Place[]): Range {
  const [least, over] = [largest(nodes, 'minimum', -Infinity), largest(nodes, 'exclusiveMinimum', -Infinity)];
  const [most, under] = [smallest(nodes, 'maximum', Infinity), smallest(nodes, 'exclusiveMaximum', Infinity)];
  const range = {
    min: Math.max(least, over),
    max: Math.min(most, under),
    isMinOpen: over >= least,
    isMaxOpen: under <= most,
  };
  return isInteger(nodes) ? wholeRange(range) : range;
}

/** The range of the whole numbers in a range. */
function wholeRange({ min, max, isMinOpen, isMaxOpen }: Range): Range {
  return {
    min: isMinOpen ? Math.floor(min) + 1 : Math.ceil(min),
    max: isMaxOpen ? Math.ceil(max) - 1 : Math.floor(max),
    isMinOpen: false,
    isMaxOpen: false,
  };
}

/** Whether numbers are whole. */
export function isInteger(nodes: readonly Place[]): boolean {
  const isWhole = (type: unknown) => {
    const types = [type].flat();
    return types.includes('integer') && !types.includes('number');
  };
  return saidOf(nodes, 'type').some(isWhole) || multiplesOf(nodes).some(Number.isInteger);
}

export const multiplesOf = (nodes: readonly Place[]) => saidOf<number>(nodes, 'multipleOf');

const BOUNDS: Readonly<Record<string, readonly [string, string]>> = {
  string: ['minLength', 'maxLength'],
  array: ['minItems', 'maxItems'],
  object: ['minProperties', 'maxProperties'],
};

/** The least and the most characters, items or members. */
export function boundsOf(nodes: readonly Place[], type: string): readonly [number, number] {
  const [least, most] = BOUNDS[type] ?? ['', ''];
  const places = type === 'array' ? smallestTuple(nodes) : Infinity;
  return [largest(nodes, least, 0), Math.min(places, smallest(nodes, most, Infinity))];
}

/** A list of places that is closed after them cannot be longer. */
function smallestTuple(nodes: readonly Place[]): number {
  const lengths = nodes.map((node) => {
    const { tuple, rest } = itemPlaces(node);
    const closed = tuple.findIndex(({ schema }) => schema === false);
    if (closed >= 0) return closed;
    return rest.schema === false ? tuple.length : Infinity;
  });
  return Math.min(Infinity, ...lengths);
}

/** The schemas of the first items, each by its place, and that of all others. [draft-07 `items`, 2020-12 `prefixItems`] */
export function itemPlaces(node: Place): { readonly tuple: readonly Place[]; readonly rest: Place } {
  const { items, prefixItems } = keywordsOf(node);
  if (Array.isArray(prefixItems))
    return {
      tuple: prefixItems.map((_, index) => childOf(node, 'prefixItems', index)),
      rest: childOf(node, 'items'),
    };
  if (Array.isArray(items))
    return {
      tuple: items.map((_, index) => childOf(node, 'items', index)),
      rest: childOf(node, 'additionalItems'),
    };
  return { tuple: [], rest: childOf(node, 'items') };
}

/** The schemas that an item at an index must fit, all of them. */
export function itemAt(nodes: readonly Place[], index: number): Place[] {
  return nodes.map((node) => {
    const { tuple, rest } = itemPlaces(node);
    return tuple[index] ?? rest;
  });
}

/** From this index on all items are alike. */
export const tupleLength = (nodes: readonly Place[]) =>
  Math.max(0, ...nodes.map((node) => itemPlaces(node).tuple.length));

/** Whether two numbers are multiples of each other in the arithmetic of validators, beyond doubt. */
export function isMultiple(number: number, of: number): boolean {
  if (number === of) return true;
  const isExact = Number.isInteger(of) || Number.isInteger(1 / of);
  const isPowerOfTwo = Number.isInteger(Math.log2(of));
  return isExact && (Number.isInteger(of) || isPowerOfTwo) && Number.isInteger(number / of);
}
