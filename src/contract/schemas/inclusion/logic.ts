/** Schemas made of schemas: `allOf`, `anyOf`, `oneOf`, `not`, `if`; and what cannot be compared. */
import { itemsOf } from '../../../blueprint/data.js';
import { type Branch, isNothing } from '../branches.js';
import { instancesOf } from '../instances.js';
import { childOf, isSameIn, keywordsOf, madeFrom, type Place } from '../place.js';
import {
  type Check,
  type Difference,
  differenceAt,
  placesOf,
  probesOf,
  type Tools,
  type Trail,
} from './difference.js';

export const logicDifferences: Check = (branch, other, tools, trail) => [
  ...partsOf(other, 'allOf').flatMap((part) => tools.compare(placesOf(branch), part, trail)),
  ...anyDifferences(branch, other, tools, trail),
  ...oneDifferences(branch, other, tools, trail),
  ...notDifferences(branch, other, tools, trail),
  ...conditionDifferences(branch, other, tools, trail),
  ...unknownDifferences(branch, other, tools),
];

const partsOf = (place: Place, keyword: string) =>
  itemsOf(keywordsOf(place)[keyword]).map((_, index) => childOf(place, keyword, index));

const hasSame = (branch: Branch, other: Place, ...keywords: string[]) =>
  branch.nodes.some((node) => isSameIn(node, other, keywords));

/** Whether certainly no value of the branch fits the schema. */
const isApart = (branch: Branch, place: Place, tools: Tools) =>
  isNothing([...placesOf(branch), place], tools.accepts);

function anyDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const parts = partsOf(other, 'anyOf');
  if (parts.length === 0 || hasSame(branch, other, 'anyOf')) return [];
  return alternativeDifferences(branch, other, 'anyOf', parts, tools, trail);
}

function oneDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const parts = partsOf(other, 'oneOf');
  if (parts.length === 0 || hasSame(branch, other, 'oneOf')) return [];
  const found = alternativeDifferences(branch, other, 'oneOf', parts, tools, trail);
  const meeting = parts.filter((part) => !isApart(branch, part, tools));
  if (found.length > 0 || meeting.length <= 1) return found;
  const pairs = meeting.flatMap((one, index) => meeting.slice(index + 1).map((another) => [one, another]));
  const probes = pairs.flatMap((pair) =>
    instancesOf([...placesOf(branch), ...pair], { ...tools, optional: 0 }, 2),
  );
  return [
    differenceAt(branch, other, {
      family: 'alternatives',
      keyword: 'oneOf',
      probes: [...probes, ...probesOf(branch, tools)],
    }),
  ];
}

/** Nothing when the branch surely is inside one of the alternatives; told in terms of the only one that it can be meant to fit. */
function alternativeDifferences(
  branch: Branch,
  other: Place,
  keyword: string,
  parts: readonly Place[],
  tools: Tools,
  trail: Trail,
): Difference[] {
  const near = parts.filter((part) => !isApart(branch, part, tools));
  const found = near.map((part) => tools.compare(placesOf(branch), part, trail));
  if (found.some((differences) => differences.length === 0)) return [];
  const [only = [], ...others] = found;
  if (near.length === 1 && others.length === 0) return only;
  const probes = [
    ...found.flat().flatMap((difference) => difference.probes.slice(0, 3)),
    ...probesOf(branch, tools),
  ];
  return [differenceAt(branch, other, { family: 'alternatives', keyword, one: branch.type, probes })];
}

function notDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  if (keywordsOf(other).not === undefined) return [];
  const barred = childOf(other, 'not');
  if (isApart(branch, barred, tools)) return [];
  const isBarred = branch.nodes.some(
    (node) =>
      keywordsOf(node).not !== undefined &&
      tools.compare([...placesOf(branch), barred], childOf(node, 'not'), trail).length === 0,
  );
  if (isBarred) return [];
  const probes = instancesOf([...placesOf(branch), barred], { ...tools, optional: 0 }, 4);
  return [differenceAt(branch, other, { family: 'exclusion', keyword: 'not', other: barred.schema, probes })];
}

function conditionDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const { if: condition, then: consequence, else: otherwise } = keywordsOf(other);
  if (condition === undefined || (consequence === undefined && otherwise === undefined)) return [];
  if (hasSame(branch, other, 'if', 'then', 'else')) return [];
  const whether = childOf(other, 'if');
  const opposite = madeFrom(whether, (schema) => ({ not: schema }));
  const found = [
    ...tools.compare([...placesOf(branch), whether], childOf(other, 'then'), trail),
    ...tools.compare([...placesOf(branch), opposite], childOf(other, 'else'), trail),
  ];
  return found.map((difference) => ({ ...difference, family: 'condition' as const, keyword: 'if' }));
}

/** Keywords that say something and are not looked into. */
const UNKNOWN: Readonly<Record<string, string | undefined>> = {
  $dynamicRef: undefined,
  $recursiveRef: undefined,
  unevaluatedItems: 'array',
};

function unknownDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  return Object.entries(UNKNOWN).flatMap(([keyword, type]) => {
    if (keywordsOf(other)[keyword] === undefined || (type !== undefined && branch.type !== type)) return [];
    const isPlain = branch.values !== undefined;
    if (isPlain) return [];
    return [
      differenceAt(branch, other, { family: 'not-comparable', keyword, probes: probesOf(branch, tools) }),
    ];
  });
}
