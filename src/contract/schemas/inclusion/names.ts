/** Names of members, and members that bring others with them: `propertyNames`, `dependentRequired`, `dependentSchemas`, `dependencies`. */
import { fieldsOf } from '../../../blueprint/data.js';
import { type Branch, isNothing } from '../branches.js';
import { instanceOf } from '../instances.js';
import { isClosedTo, memberAt, namedMembers, otherMembers, patternMembers } from '../object-facts.js';
import { childOf, isSameIn, keywordsOf, madePlace, type Place } from '../place.js';
import {
  type Difference,
  differenceAt,
  outward,
  placesOf,
  probesOf,
  type Tools,
  type Trail,
} from './difference.js';

export function nameDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  return [...wrongNames(branch, other, tools, trail), ...dependencyDifferences(branch, other, tools, trail)];
}

function wrongNames(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  if (keywordsOf(other).propertyNames === undefined) return [];
  const wanted = childOf(other, 'propertyNames');
  const own = branch.nodes.flatMap((node) =>
    keywordsOf(node).propertyNames === undefined ? [] : [childOf(node, 'propertyNames')],
  );
  const names = namedMembers(branch.nodes).filter(
    (name) => !isNothing(memberAt(branch.nodes, name), tools.accepts, 1),
  );
  const wrong = names
    .filter((name) => own.every((place) => tools.accepts(place, name)) && !tools.accepts(wanted, name))
    .map((name) => withName(branch, other, name, tools));
  const isClosed = isClosedTo(otherMembers(branch.nodes)) && patternMembers(branch.nodes).length === 0;
  if (isClosed) return wrong;
  const found = tools.compare([...own, madePlace({ type: 'string' })], wanted, {
    ...trail,
    depth: trail.depth + 1,
  });
  const objects = instanceOf(placesOf(branch), { ...tools, optional: 0 });
  const wrap = (probe: unknown) =>
    objects === undefined ? [] : [{ ...fieldsOf(objects.value), [String(probe)]: 0 }];
  return [
    ...wrong,
    ...found.map((difference) => ({
      ...outward(difference, '*', wrap),
      ...({ family: 'property-name', isUnsaid: own.length === 0 } as const),
    })),
  ];
}

function withName(branch: Branch, other: Place, name: string, tools: Tools): Difference {
  const probes = probesOf(branch, tools, { required: [name] });
  return differenceAt(branch, other, {
    family: 'property-name',
    keyword: 'propertyNames',
    one: name,
    path: [name],
    probes,
  });
}

const KEYWORDS = ['dependentRequired', 'dependentSchemas', 'dependencies'] as const;

function dependencyDifferences(branch: Branch, other: Place, tools: Tools, trail: Trail): Difference[] {
  return KEYWORDS.flatMap((keyword) =>
    Object.keys(fieldsOf(keywordsOf(other)[keyword])).flatMap((name) => {
      if (branch.nodes.some((node) => isSameIn(node, other, [keyword]))) return [];
      const having = [...branch.nodes, madePlace({ type: 'object', required: [name] })];
      const said = childOf(other, keyword, name);
      const wanted = Array.isArray(said.schema) ? { ...said, schema: { required: said.schema } } : said;
      if (isNothing(memberAt(branch.nodes, name), tools.accepts, 1)) return [];
      const found = tools.compare(having, wanted, trail);
      return found.map((difference) => ({
        ...difference,
        family: 'dependency' as const,
        keyword,
        otherPath: said.path,
      }));
    }),
  );
}
