/**
 * What plain schemas that all hold say together of the members of an object: which there must be, which there may be, and
 * which schemas a member of a name must fit.
 */
import { fieldsOf, isFields, itemsOf } from '../../blueprint/data.js';
import { boundsOf } from './facts.js';
import { childOf, keywordsOf, type Place, targetOf } from './place.js';

const INNER_DEPTH = 8;

/** Names of the members that must be there; what a member that must be there brings with it as well. */
export function requiredOf(nodes: readonly Place[]): ReadonlySet<string> {
  const names = new Set(nodes.flatMap((node) => itemsOf(keywordsOf(node).required) as string[]));
  for (const name of names) for (const other of dependentOn(nodes, name)) names.add(other);
  return names;
}

function dependentOn(nodes: readonly Place[], name: string): string[] {
  return nodes.flatMap((node) => {
    const { dependentRequired, dependencies } = keywordsOf(node);
    return [dependentRequired, dependencies].flatMap(
      (keyword) => itemsOf(fieldsOf(keyword)[name]) as string[],
    );
  });
}

/** Names that the schemas speak of, present or not. */
export function namedMembers(nodes: readonly Place[]): string[] {
  const declared = nodes.flatMap((node) => Object.keys(fieldsOf(keywordsOf(node).properties)));
  return [...new Set([...declared, ...requiredOf(nodes)])];
}

/** Whether one of the schemas says something about members of this name in particular. */
export const isDeclared = (nodes: readonly Place[], name: string) =>
  nodes.some((node) => ownPlaces(node, name).length > 0);

/** The schemas that a member of this name must fit, all of them. */
export function memberAt(nodes: readonly Place[], name: string, sureness: Sureness = 'maybe'): Place[] {
  return nodes.flatMap((node) => {
    const own = ownPlaces(node, name);
    const { additionalProperties, unevaluatedProperties } = keywordsOf(node);
    const others =
      own.length === 0 && additionalProperties !== undefined ? [childOf(node, 'additionalProperties')] : [];
    const isLeft = unevaluatedProperties !== undefined && !isEvaluated(node, name, sureness);
    return [...own, ...others, ...(isLeft ? [childOf(node, 'unevaluatedProperties')] : [])];
  });
}

/** The schemas that members must fit whose name no `properties` and no pattern of their schema speaks of. */
export function otherMembers(nodes: readonly Place[], sureness: Sureness = 'maybe'): Place[] {
  return nodes.flatMap((node) => {
    const { additionalProperties, unevaluatedProperties } = keywordsOf(node);
    const others = additionalProperties === undefined ? [] : [childOf(node, 'additionalProperties')];
    const isLeft = unevaluatedProperties !== undefined && !isEvaluated(node, undefined, sureness);
    return [...others, ...(isLeft ? [childOf(node, 'unevaluatedProperties')] : [])];
  });
}

/** Patterns of names, with the schema that members of such names must fit. */
export function patternMembers(nodes: readonly Place[]): (readonly [string, Place])[] {
  return nodes.flatMap((node) =>
    Object.keys(fieldsOf(keywordsOf(node).patternProperties)).map(
      (pattern) => [pattern, childOf(node, 'patternProperties', pattern)] as const,
    ),
  );
}

/** Whether a name fits a pattern; a pattern that is none fits nothing. */
export function fitsPattern(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return false;
  }
}

function ownPlaces(node: Place, name: string): Place[] {
  const { properties } = keywordsOf(node);
  const declared =
    isFields(properties) && Object.hasOwn(properties, name) ? [childOf(node, 'properties', name)] : [];
  const matching = patternMembers([node]).filter(([pattern]) => fitsPattern(pattern, name));
  return [...declared, ...matching.map(([, place]) => place)];
}

/** Whether members count as evaluated that perhaps are, or those alone that surely are: the side of whoever proves something. */
export type Sureness = 'maybe' | 'surely';

/**
 * Whether something applied at the same value speaks of a name, so that it does not count as unevaluated. Without a name:
 * whether something speaks of names that nobody wrote down.
 */
function isEvaluated(node: Place, name: string | undefined, sureness: Sureness, depth = 0): boolean {
  if (node.schema === true || node.schema === false) return false;
  const isUnclear = sureness === 'maybe';
  if (depth > INNER_DEPTH) return isUnclear;
  const keywords = keywordsOf(node);
  if (keywords.additionalProperties !== undefined) return true;
  if (depth > 0 && keywords.unevaluatedProperties !== undefined) return isUnclear;
  if (keywords.$dynamicRef !== undefined || keywords.$recursiveRef !== undefined) return isUnclear;
  if (name === undefined ? isUnclear && patternMembers([node]).length > 0 : ownPlaces(node, name).length > 0)
    return true;
  if (keywords.$ref !== undefined && targetOf(node) === undefined) return isUnclear;
  return inPlaceOf(node, sureness).some((inner) => isEvaluated(inner, name, sureness, depth + 1));
}

/** Schemas that are applied to the same value; those that surely hold alone, if so much is asked. */
function inPlaceOf(node: Place, sureness: Sureness): Place[] {
  const keywords = keywordsOf(node);
  const target = targetOf(node);
  const sure = [
    ...itemsOf(keywords.allOf).map((_, index) => childOf(node, 'allOf', index)),
    ...(target === undefined ? [] : [target]),
  ];
  if (sureness === 'surely') return sure;
  const lists = ['anyOf', 'oneOf'].flatMap((keyword) =>
    itemsOf(keywords[keyword]).map((_, index) => childOf(node, keyword, index)),
  );
  const singles = ['if', 'then', 'else'].flatMap((keyword) =>
    keywords[keyword] === undefined ? [] : [childOf(node, keyword)],
  );
  const dependents = ['dependentSchemas', 'dependencies'].flatMap((keyword) =>
    Object.keys(fieldsOf(keywords[keyword])).map((name) => childOf(node, keyword, name)),
  );
  return [...sure, ...lists, ...singles, ...dependents];
}

/** Whether one of the schemas that all hold is `false`. */
export const isClosedTo = (places: readonly Place[]) => places.some(({ schema }) => schema === false);

/** Whether a member that must be there cannot be, or there must be more than there may. */
export function isImpossibleObject(
  nodes: readonly Place[],
  isNothing: (places: readonly Place[]) => boolean,
): boolean {
  const required = requiredOf(nodes);
  const [least, most] = memberCounts(nodes);
  if (least > most) return true;
  return [...required].some((name) => isNothing(memberAt(nodes, name)));
}

/** The least and the most members that there can be. */
export function memberCounts(nodes: readonly Place[]): readonly [number, number] {
  const [least, most] = boundsOf(nodes, 'object');
  const isClosed = isClosedTo(otherMembers(nodes)) && patternMembers(nodes).length === 0;
  const names = namedMembers(nodes).filter((name) => !isClosedTo(memberAt(nodes, name)));
  return [Math.max(least, requiredOf(nodes).size), Math.min(most, isClosed ? names.length : Infinity)];
}
