/**
 * Is every instance of one JSON Schema an instance of another?
 *
 * The one is taken apart into branches, which accept at least what it accepts. The other is a list of obligations, one for each
 * keyword, and each branch must keep each of them. When all are kept the answer is a proof. What is not kept is a
 * *difference*, no more: whether a value shows it is for `witness.ts`. Nothing is compatible because it was not understood.
 */
import type { RandomStream } from '../../../kernel/random.js';
import { type Branch, branchesOf, jsonTypeOf } from '../branches.js';
import { isSame, keyOf, keywordsOf, type Place, targetOf } from '../place.js';
import type { Validator } from '../validator.js';
import { arrayDifferences } from './arrays.js';
import {
  type Check,
  type Difference,
  differenceAt,
  joined,
  probesOf,
  type Tools,
  type Trail,
} from './difference.js';
import { logicDifferences } from './logic.js';
import { numberDifferences } from './numbers.js';
import { objectDifferences } from './objects.js';
import { textDifferences } from './texts.js';
import { typeDifferences } from './types.js';

/** Obligations looked at before the answer is that it is not known. */
const BUDGET = 50_000;
const DEPTH_MAX = 40;
/** References that lead to references. */
const HOPS_MAX = 32;

const CHECKS: readonly Check[] = [
  typeDifferences,
  numberDifferences,
  textDifferences,
  arrayDifferences,
  objectDifferences,
  logicDifferences,
];

/** What keeps `one` from being included in `other`; nothing when it surely is. */
export function differencesOf(
  one: Place,
  other: Place,
  { accepts }: Pick<Validator, 'accepts'>,
  random: RandomStream,
): Difference[] {
  const tools: Tools = {
    accepts,
    random,
    budget: { left: BUDGET },
    compare: (ones, inner, trail) => compare(ones, inner, tools, trail),
  };
  return compare([one], other, tools, { depth: 0, asked: [] });
}

function compare(ones: readonly Place[], other: Place, tools: Tools, trail: Trail): Difference[] {
  if (isFree(other) || ones.some((one) => isSame(one, other))) return [];
  const key = [...ones.map(keyOf), keyOf(other)].join(' ');
  const before = trail.asked.find((asked) => asked.key === key);
  // Further in than before: values end somewhere, so what holds for all smaller ones holds for this one.
  if (before !== undefined && before.depth < trail.depth) return [];
  const branches = branchesOf(ones, tools.accepts);
  if (before !== undefined || trail.depth > DEPTH_MAX || tools.budget.left <= 0)
    return branches.slice(0, 1).map((branch) => notKnown(branch, other, tools));
  const further = { ...trail, asked: [...trail.asked, { key, depth: trail.depth }] };
  return joined(branches.flatMap((branch) => keeps(branch, other, tools, further)));
}

const isFree = ({ schema }: Place) =>
  schema === true || (typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0);

/** What one branch does not keep of the other schema. */
function keeps(branch: Branch, other: Place, tools: Tools, trail: Trail, hops = 0): Difference[] {
  if (tools.budget.left-- <= 0 || hops > HOPS_MAX) return [notKnown(branch, other, tools)];
  if (other.schema === false)
    return [
      differenceAt(branch, other, { family: 'nothing', keyword: 'false', probes: probesOf(branch, tools) }),
    ];
  if (branch.values !== undefined) {
    const refused = branch.values.filter((value) => !tools.accepts(other, value));
    if (refused.length === 0) return [];
    return differencesOfValues({ ...branch, values: refused }, other, tools, trail, hops);
  }
  const { $ref } = keywordsOf(other);
  const target = $ref === undefined ? undefined : targetOf(other);
  const referred = target === undefined ? [] : keeps(branch, target, tools, trail, hops + 1);
  const lost = $ref !== undefined && target === undefined ? [notKnown(branch, other, tools)] : [];
  return [...referred, ...lost, ...CHECKS.flatMap((check) => check(branch, other, tools, trail))];
}

/** Values that are refused, told by what refuses them. */
function differencesOfValues(
  branch: Branch,
  other: Place,
  tools: Tools,
  trail: Trail,
  hops: number,
): Difference[] {
  const target = targetOf(other);
  if (target !== undefined && branch.values?.some((value) => !tools.accepts(target, value)))
    return keeps(branch, target, tools, trail, hops + 1);
  const found = CHECKS.flatMap((check) => check(branch, other, tools, trail));
  if (found.length > 0) return found;
  const types = [...new Set(branch.values?.map(jsonTypeOf))].join(', ');
  return [
    differenceAt(branch, other, {
      family: 'values',
      keyword: types,
      one: branch.values,
      probes: branch.values ?? [],
    }),
  ];
}

const notKnown = (branch: Branch, other: Place, tools: Tools) =>
  differenceAt(branch, other, { family: 'not-comparable', keyword: '$ref', probes: probesOf(branch, tools) });
