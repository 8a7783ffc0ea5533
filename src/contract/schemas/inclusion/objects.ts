/**
 * Members of objects: which there must be, which there may be, what each must fit, how many there are.
 *
 * Names that either schema writes down are compared one by one; all others are compared by the patterns that they fit, and
 * those that fit none by what is said of other members.
 */
import { fieldsOf, itemsOf } from '../../../blueprint/data.js';
import type { Branch } from '../branches.js';
import { isNothing } from '../branches.js';
import { instanceOf, otherName } from '../instances.js';
import {
  fitsPattern,
  isClosedTo,
  isDeclared,
  memberAt,
  memberCounts,
  namedMembers,
  otherMembers,
  patternMembers,
  requiredOf,
  type Sureness,
} from '../object-facts.js';
import { keywordsOf, type Place } from '../place.js';
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
import { nameDifferences } from './names.js';

export const objectDifferences: Check = (branch, other, tools, trail) => {
  if (branch.type !== 'object' || branch.values !== undefined) return [];
  return [
    ...requiredDifferences(branch, other, tools),
    ...memberDifferences(branch, other, tools, trail),
    ...countDifferences(branch, other, tools),
    ...nameDifferences(branch, other, tools, trail),
  ];
};

function requiredDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const own = requiredOf(branch.nodes);
  const missing = (itemsOf(keywordsOf(other).required) as string[]).filter((name) => !own.has(name));
  if (missing.length === 0) return [];
  const objects = basesOf(branch, other, tools);
  return missing.map((name) => {
    const probes = objects.map((object) => without(object, name));
    const said = { family: 'required', keyword: 'required', other: name, path: [name] } as const;
    return differenceAt(branch, other, { ...said, probes });
  });
}

/** Objects of the branch, of the other schema as well where there are such; or at least as near to it as members can be. */
function basesOf(branch: Branch, other: Place, tools: Tools): Record<string, unknown>[] {
  const ports = { ...tools, optional: 0 };
  const own = placesOf(branch);
  const both = instanceOf([...own, other], ports) ?? nearest(branch, other, tools);
  return [both, instanceOf(own, ports)].flatMap((one) =>
    one === undefined ? [] : [one.value as Record<string, unknown>],
  );
}

/** Each member that either asks for: one that fits both, else one that fits the branch. */
function nearest(branch: Branch, other: Place, tools: Tools): { readonly value: object } {
  const ports = { ...tools, optional: 0 };
  const names = new Set([...requiredOf(branch.nodes), ...requiredOf([other])]);
  const members = [...names].flatMap((name) => {
    const own = memberAt(branch.nodes, name);
    const made = instanceOf([...own, ...memberAt([other], name)], ports) ?? instanceOf(own, ports);
    return made === undefined ? [] : [[name, made.value] as const];
  });
  return { value: Object.fromEntries(members) };
}

const without = (object: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

/** Members by name, then all others. */
function memberDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = keywordsOf(other);
  const said = [properties, patternProperties, additionalProperties, unevaluatedProperties];
  if (said.every((keyword) => keyword === undefined)) return [];
  const names = [...new Set([...namedMembers(branch.nodes), ...namedMembers([other])])];
  return [
    ...names.flatMap((name) => namedDifferences(branch, other, name, tools, trail)),
    ...otherDifferences(branch, other, tools, trail),
  ];
}

function namedDifferences(
  branch: Branch,
  other: Place,
  name: string,
  tools: Tools,
  trail: Trail,
): Difference[] {
  const wanted = memberAt([other], name, 'surely');
  const own = memberAt(branch.nodes, name);
  if (wanted.length === 0 || isNothing(own, tools.accepts, 1)) return [];
  const isUnsaid = !isDeclared(branch.nodes, name);
  const wrap = (probe: unknown) =>
    basesOf(branch, other, tools).map((object) => ({ ...object, [name]: probe }));
  const isClosed = isClosedTo(wanted);
  const found = isClosed
    ? [notAllowed(branch, other, own, tools)]
    : wanted.flatMap((place) => tools.compare(own, place, inward(trail)));
  return found.map((difference) =>
    outward({ ...difference, isUnsaid: difference.isUnsaid || isUnsaid }, name, wrap),
  );
}

function notAllowed(branch: Branch, other: Place, own: readonly Place[], tools: Tools): Difference {
  const keyword = keywordsOf(other).additionalProperties === false ? 'additionalProperties' : 'properties';
  const made = instanceOf(own, { ...tools, optional: 0 });
  const onePath = own[0]?.path ?? branch.nodes[0]?.path ?? [];
  return differenceAt(branch, other, {
    family: 'property',
    keyword,
    onePath,
    probes: made ? [made.value] : [],
  });
}

/** A kind of names that nobody has written down: those that fit a pattern, or those that fit none. */
interface Kind {
  readonly pattern: string | undefined;
  readonly places: readonly Place[];
}

const kindsOf = (nodes: readonly Place[], sureness: Sureness): Kind[] => [
  ...patternMembers(nodes).map(([pattern, place]) => ({ pattern, places: [place] })),
  { pattern: undefined, places: otherMembers(nodes, sureness) },
];

/** Whether one name may be of both kinds. Of two different patterns that is not known. */
function mayMeet(own: Kind, wanted: Kind, ownKinds: readonly Kind[], wantedKinds: readonly Kind[]): boolean {
  const isAmong = (kind: Kind, kinds: readonly Kind[]) =>
    kind.pattern !== undefined && kinds.some(({ pattern }) => pattern === kind.pattern);
  if (own.pattern === undefined) return !isAmong(wanted, ownKinds);
  return wanted.pattern !== undefined || !isAmong(own, wantedKinds);
}

function otherDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  const [ownKinds, wantedKinds] = [kindsOf(branch.nodes, 'maybe'), kindsOf([other], 'surely')];
  const [, most] = memberCounts(branch.nodes);
  if (most === 0) return [];
  return ownKinds.flatMap((own) =>
    wantedKinds
      .filter((wanted) => wanted.places.length > 0 && mayMeet(own, wanted, ownKinds, wantedKinds))
      .filter(() => !isNothing(own.places, tools.accepts, 1))
      .flatMap((wanted) => kindDifferences(branch, other, own, wanted, tools, trail)),
  );
}

function kindDifferences(
  branch: Branch,
  other: Place,
  own: Kind,
  wanted: Kind,
  tools: Tools,
  trail: Trail,
): Difference[] {
  const isClosed = isClosedTo(wanted.places);
  const found = isClosed
    ? [{ ...notAllowed(branch, other, own.places, tools), family: 'other-properties' as const }]
    : wanted.places.flatMap((place) => tools.compare(own.places, place, inward(trail)));
  const isOpen = own.pattern === undefined && own.places.length === 0;
  const names = namesOf(branch, own, wanted, tools);
  const wrap = (probe: unknown) =>
    names.flatMap((name) => basesOf(branch, other, tools).map((object) => ({ ...object, [name]: probe })));
  return found.map((difference) =>
    outward({ ...difference, isUnsaid: difference.isUnsaid || isOpen }, '*', wrap),
  );
}

/** Names of both kinds, as far as some can be made. */
function namesOf(branch: Branch, own: Kind, wanted: Kind, tools: Tools): string[] {
  const pattern = own.pattern ?? wanted.pattern;
  const patterned = {
    properties: {},
    patternProperties: pattern === undefined ? {} : { [pattern]: {} },
    additionalProperties: false,
  };
  const nodes =
    pattern === undefined
      ? branch.nodes
      : [{ document: { name: 'made', root: patterned, isLegacy: false }, schema: patterned, path: [] }];
  const made = [1, 2, 3].map((index) => otherName(nodes, index, tools.random));
  const taken = Object.keys(fieldsOf(keywordsOf(branch.nodes[0] ?? (wanted.places[0] as Place)).properties));
  return made
    .filter((name) => !taken.includes(name) && (pattern === undefined || fitsPattern(pattern, name)))
    .slice(0, 1);
}

function countDifferences(branch: Branch, other: Place, tools: Tools): Difference[] {
  const { minProperties, maxProperties } = keywordsOf(other);
  const [least, most] = memberCounts(branch.nodes);
  const said = (keyword: string, limit: number, further: Record<string, number>) =>
    differenceAt(branch, other, {
      ...{ family: 'property-count', keyword, other: limit, probes: probesOf(branch, tools, further) },
      one: keyword === 'minProperties' ? least : Number.isFinite(most) ? most : undefined,
    });
  return [
    ...(typeof minProperties === 'number' && least < minProperties
      ? [said('minProperties', minProperties, { maxProperties: minProperties - 1 })]
      : []),
    ...(typeof maxProperties === 'number' && most > maxProperties
      ? [said('maxProperties', maxProperties, { minProperties: maxProperties + 1 })]
      : []),
  ];
}
