/**
 * What keeps one schema from being included in another: a place in the values, the keyword of the wider schema that is not
 * kept, and values that may show it.
 *
 * The families are about the keyword; which way round it is (narrowed or widened) depends on which schema is the newer one and is
 * said by the rules in `rules.ts`.
 */

import type { Path } from '../../../blueprint/source.js';
import type { RandomStream } from '../../../kernel/random.js';
import type { Accepts, Branch } from '../branches.js';
import { instancesOf } from '../instances.js';
import { madePlace, type Place, type SchemaNode } from '../place.js';

/** What a difference is about. */
export type Family =
  | 'type'
  | 'values'
  | 'bound'
  | 'multiple-of'
  | 'length'
  | 'pattern'
  | 'format'
  | 'required'
  /** A member that the one has and the other does not allow. */
  | 'property'
  /** Members that nobody has written down. */
  | 'other-properties'
  | 'property-count'
  | 'property-name'
  | 'dependency'
  /** Items at places that the other does not have. */
  | 'item'
  | 'item-count'
  | 'unique-items'
  | 'contains'
  | 'alternatives'
  | 'exclusion'
  | 'condition'
  /** Nothing fits the other schema at all. */
  | 'nothing'
  /** Not understood well enough to be compared. */
  | 'not-comparable';

export interface Difference {
  /** To the value that differs, `*` for members or items that are not named one by one. */
  readonly path: Path;
  readonly family: Family;
  readonly keyword: string;
  /** Whether it is there only because the one schema says nothing about this place. */
  readonly isUnsaid: boolean;
  /** What the one and the other say, in the terms of the keyword; undefined for nothing. */
  readonly one: unknown;
  readonly other: unknown;
  /** Where they say it, in their documents. */
  readonly onePath: Path;
  readonly otherPath: Path;
  /** Values of the one schema that the other may refuse for this reason; whoever needs to be sure asks a validator. */
  readonly probes: readonly unknown[];
}

export interface Tools {
  readonly accepts: Accepts;
  readonly random: RandomStream;
  /** Steps left; at none the answer is that it is not known. */
  readonly budget: { left: number };
  /** The question inside this one: is every value of these schemas one of the other? */
  readonly compare: (ones: readonly Place[], other: Place, trail: Trail) => Difference[];
}

/** The way that led to a question: what is being asked further out, at the same value or around it. */
export interface Trail {
  readonly depth: number;
  readonly asked: readonly { readonly key: string; readonly depth: number }[];
}

export const inward = (trail: Trail): Trail => ({ ...trail, depth: trail.depth + 1 });

/** Everything that a keyword of the other schema asks of one branch. */
export type Check = (branch: Branch, other: Place, tools: Tools, trail: Trail) => Difference[];

const PROBES_MAX = 6;

/** Values of a branch that fit a further schema as well. */
export function probesOf(branch: Branch, tools: Tools, further?: SchemaNode): unknown[] {
  if (branch.values !== undefined) {
    const fitting = branch.values.filter(
      (value) => further === undefined || tools.accepts(madePlace(further), value),
    );
    return fitting.slice(0, PROBES_MAX);
  }
  const places = [...placesOf(branch), ...(further === undefined ? [] : [madePlace(further)])];
  return instancesOf(places, { ...tools, optional: 0 }, PROBES_MAX / 2);
}

/** The branch as schemas that all hold. */
export const placesOf = (branch: Branch): readonly Place[] => [
  ...branch.nodes,
  madePlace({ type: branch.type }),
];

type Said = Pick<Difference, 'family' | 'keyword'> & Partial<Omit<Difference, 'family' | 'keyword'>>;

/** A difference at the place itself, with what is usual filled in. */
export function differenceAt(branch: Branch, other: Place, said: Said): Difference {
  return {
    path: [],
    isUnsaid: false,
    one: undefined,
    other: undefined,
    onePath: branch.nodes[0]?.path ?? [],
    otherPath: other.path,
    probes: [],
    ...said,
  };
}

/** The same difference seen from one level further out. */
export function outward(
  difference: Difference,
  step: string,
  wrap: (probe: unknown) => unknown[],
): Difference {
  return {
    ...difference,
    path: [step, ...difference.path],
    probes: difference.probes.flatMap(wrap).slice(0, PROBES_MAX),
  };
}

/** Differences of several branches, those about the same thing as one. */
export function joined(differences: readonly Difference[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const difference of differences) {
    const { path, family, keyword, otherPath } = difference;
    const key = JSON.stringify([path, family, keyword, otherPath]);
    const known = found.get(key);
    found.set(key, known === undefined ? difference : both(known, difference));
  }
  return [...found.values()];
}

function both(one: Difference, other: Difference): Difference {
  const said = one.family === 'type' || one.family === 'values' ? united(one.one, other.one) : one.one;
  return {
    ...one,
    one: said,
    isUnsaid: one.isUnsaid && other.isUnsaid,
    probes: [...one.probes, ...other.probes].slice(0, PROBES_MAX * 2),
  };
}

const united = (one: unknown, other: unknown) => [...new Set([one, other].flat())];
