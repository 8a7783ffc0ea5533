/** Bounds of numbers, and what they are multiples of. */
import type { Branch } from '../branches.js';
import { isInteger, isMultiple, multiplesOf, type Range, rangeOf } from '../facts.js';
import { keywordsOf, type Place } from '../place.js';
import { type Check, type Difference, differenceAt, probesOf, type Tools } from './difference.js';

export const numberDifferences: Check = (branch, other, tools) => {
  if (branch.type !== 'number') return [];
  return [...boundDifferences(branch, other, tools), ...multipleDifferences(branch, other, tools)];
};

interface Bound {
  /** Whether all numbers of the range keep the limit. */
  isKept(range: Range, limit: number): boolean;
  /** What numbers beyond the limit fit. */
  beyond(limit: number): Record<string, number>;
  /** What the range has in its place. */
  of(range: Range): number;
}

const BOUNDS: Readonly<Record<string, Bound>> = {
  minimum: {
    isKept: ({ min }, limit) => min >= limit,
    beyond: (limit) => ({ exclusiveMaximum: limit }),
    of: ({ min }) => min,
  },
  exclusiveMinimum: {
    isKept: ({ min, isMinOpen }, limit) => min > limit || (min === limit && isMinOpen),
    beyond: (limit) => ({ maximum: limit }),
    of: ({ min }) => min,
  },
  maximum: {
    isKept: ({ max }, limit) => max <= limit,
    beyond: (limit) => ({ exclusiveMinimum: limit }),
    of: ({ max }) => max,
  },
  exclusiveMaximum: {
    isKept: ({ max, isMaxOpen }, limit) => max < limit || (max === limit && isMaxOpen),
    beyond: (limit) => ({ minimum: limit }),
    of: ({ max }) => max,
  },
};

function boundDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const range = rangeOf(branch.nodes);
  return Object.entries(BOUNDS).flatMap(([keyword, bound]) => {
    const limit = keywordsOf(other)[keyword];
    if (typeof limit !== 'number' || bound.isKept(range, limit)) return [];
    const own = bound.of(range);
    const probes = probesOf(branch, tools, bound.beyond(limit));
    if (branch.values !== undefined && probes.length === 0) return [];
    const one = Number.isFinite(own) ? own : undefined;
    return [differenceAt(branch, other, { family: 'bound', keyword, one, other: limit, probes })];
  });
}

function multipleDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const { multipleOf } = keywordsOf(other);
  if (typeof multipleOf !== 'number') return [];
  const own = [...multiplesOf(branch.nodes), ...(isInteger(branch.nodes) ? [1] : [])];
  if (own.some((multiple) => isMultiple(multiple, multipleOf))) return [];
  const probes = probesOf(branch, tools, { not: { multipleOf } });
  if (branch.values !== undefined && probes.length === 0) return [];
  const [one] = multiplesOf(branch.nodes);
  return [
    differenceAt(branch, other, {
      family: 'multiple-of',
      keyword: 'multipleOf',
      one,
      other: multipleOf,
      probes,
    }),
  ];
}
