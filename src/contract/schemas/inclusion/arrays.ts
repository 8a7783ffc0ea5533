/** Items of lists: what each must fit, how many there are, whether one is there twice, and what must be among them. */
import { type Branch, isNothing } from '../branches.js';
import { boundsOf, itemAt, itemPlaces, saidOf, tupleLength } from '../facts.js';
import { instanceOf } from '../instances.js';
import { childOf, isSameIn, keywordsOf, madePlace, type Place } from '../place.js';
import {
  type Check,
  type Difference,
  differenceAt,
  inward,
  outward,
  placesOf,
  probesOf,
  type Tools,
  type Trail,
} from './difference.js';

export const arrayDifferences: Check = (branch, other, tools, trail) => {
  if (branch.type !== 'array' || branch.values !== undefined) return [];
  return [
    ...itemDifferences(branch, other, tools, trail),
    ...countDifferences(branch, other, tools),
    ...uniqueDifferences(branch, other, tools),
    ...containsDifferences(branch, other, tools, trail),
  ];
};

function itemDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const { items, prefixItems } = keywordsOf(other);
  if (items === undefined && prefixItems === undefined) return [];
  const [, most] = boundsOf(branch.nodes, 'array');
  const tuple = Math.max(tupleLength(branch.nodes), itemPlaces(other).tuple.length);
  const places = Array.from({ length: tuple + 1 }, (_, index) => index);
  return places.flatMap((index) => {
    if (index >= most) return [];
    const own = itemAt(branch.nodes, index);
    const [wanted] = itemAt([other], index);
    if (wanted === undefined || isNothing(own, tools.accepts, 1)) return [];
    const wrap = (probe: unknown) => listsWith(branch, other, index, probe, tools);
    const found =
      wanted.schema === false
        ? [noItem(branch, other, own, tools)]
        : tools.compare(own, wanted, inward(trail));
    const isUnsaid = own.every(({ schema }) => schema === true);
    return found.map((difference) =>
      outward(
        { ...difference, isUnsaid: difference.isUnsaid || isUnsaid },
        index === tuple ? '*' : String(index),
        wrap,
      ),
    );
  });
}

function noItem(branch: Branch, other: Place, own: readonly Place[], tools: Tools): Difference {
  const made = instanceOf(own, { ...tools, optional: 0 });
  return differenceAt(branch, other, { family: 'item', keyword: 'items', probes: made ? [made.value] : [] });
}

/** Lists of the branch with this item. */
function listsWith(branch: Branch, other: Place, index: number, item: unknown, tools: Tools): unknown[] {
  const ports = { ...tools, optional: 0 };
  const long = madePlace({ minItems: index });
  const made = [
    instanceOf([...placesOf(branch), other, long], ports),
    instanceOf([...placesOf(branch), long], ports),
  ];
  return made.flatMap((one) => {
    if (one === undefined) return [];
    const list = one.value as unknown[];
    return [[...list.slice(0, index), item, ...list.slice(index + 1)]];
  });
}

function countDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const { minItems, maxItems } = keywordsOf(other);
  const [least, most] = boundsOf(branch.nodes, 'array');
  const said = (keyword: string, one: number, limit: number, further: Record<string, number>) =>
    differenceAt(branch, other, {
      ...{ family: 'item-count', keyword, other: limit, probes: probesOf(branch, tools, further) },
      one: Number.isFinite(one) && one > 0 ? one : undefined,
    });
  return [
    ...(typeof minItems === 'number' && least < minItems
      ? [said('minItems', least, minItems, { maxItems: minItems - 1 })]
      : []),
    ...(typeof maxItems === 'number' && most > maxItems
      ? [said('maxItems', most, maxItems, { minItems: maxItems + 1 })]
      : []),
  ];
}

function uniqueDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  if (keywordsOf(other).uniqueItems !== true) return [];
  const isUnique = saidOf(branch.nodes, 'uniqueItems').includes(true);
  const [, most] = boundsOf(branch.nodes, 'array');
  if (isUnique || most <= 1) return [];
  const lists = probesOf(branch, tools, { minItems: 2 }) as unknown[][];
  const twice = lists.flatMap((list) => [list.map(() => list[0]), [...list.slice(0, -1), list[0]]]);
  const single = probesOf(branch, tools, { minItems: 1 }) as unknown[][];
  const probes = [...single.map((list) => [...list, list[0]]), ...twice];
  return [
    differenceAt(branch, other, { family: 'unique-items', keyword: 'uniqueItems', other: true, probes }),
  ];
}

const CONTAINS = ['contains', 'minContains', 'maxContains'];

function containsDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const { contains, minContains = 1, maxContains } = keywordsOf(other);
  if (contains === undefined || branch.nodes.some((node) => isSameIn(node, other, CONTAINS))) return [];
  const wanted = childOf(other, 'contains');
  const isKept =
    maxContains === undefined &&
    (minContains === 0 || holdsOne(branch, wanted, Number(minContains), tools, trail));
  if (isKept) return [];
  const probes = [...probesOf(branch, tools, { maxItems: 0 }), ...probesOf(branch, tools)];
  return [differenceAt(branch, other, { family: 'contains', keyword: 'contains', other: contains, probes })];
}

/** Whether there surely are so many items that fit. */
function holdsOne(branch: Branch, wanted: Place, count: number, tools: Tools, trail: Trail): boolean {
  const isSure = (ones: readonly Place[]) => tools.compare(ones, wanted, inward(trail)).length === 0;
  const contained = branch.nodes.some((node) => {
    const { contains, minContains = 1 } = keywordsOf(node);
    return contains !== undefined && Number(minContains) >= count && isSure([childOf(node, 'contains')]);
  });
  const [least] = boundsOf(branch.nodes, 'array');
  const places = Array.from({ length: count }, (_, index) => index);
  return (
    contained ||
    (least >= count && count <= 100 && places.every((index) => isSure(itemAt(branch.nodes, index))))
  );
}
