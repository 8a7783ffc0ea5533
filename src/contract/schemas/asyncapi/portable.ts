/**
 * A schema of a version as AsyncAPI wants it: draft-07, under a name of its own, with references that lead there.
 *
 * What 2020-12 has and draft-07 lacks is said in draft-07's words where it has some; what remains is named in
 * `x-kaa-not-expressed`, so that no reader takes the schema for complete.
 */
import { isFields } from '../../../blueprint/data.js';
import { documentOf, type Place, rootPlace, targetOf } from '../place.js';

export type Portable = Readonly<Record<string, unknown>> | boolean;

const INEXPRESSIBLE = [
  'unevaluatedProperties',
  'unevaluatedItems',
  'minContains',
  'maxContains',
  '$dynamicRef',
  '$recursiveRef',
];
const DROPPED = ['$schema', '$id', '$anchor', '$dynamicAnchor', '$comment', '$vocabulary'];
/** Keywords whose members are names and not keywords. */
const MAPS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependencies', 'dependentSchemas'];
/** Keywords whose value is data. */
const DATA = ['const', 'enum', 'default', 'examples', 'required', 'dependentRequired'];

/** @param at where the schema will be, such as `#/components/schemas/data-sample` */
export function portableSchema(schema: object, at: string): Portable {
  const document = documentOf('exported', schema);
  const missing = new Set<string>();
  const visit = (node: unknown, place: Place): unknown => {
    if (Array.isArray(node)) return node.map((part) => visit(part, place));
    if (!isFields(node)) return node;
    const lacking = document.isLegacy ? [] : INEXPRESSIBLE.filter((keyword) => keyword in node);
    for (const keyword of lacking) missing.add(keyword);
    const entries = Object.entries(node)
      .filter(([keyword]) => !DROPPED.includes(keyword) && !lacking.includes(keyword))
      .map(([keyword, value]): [string, unknown] => {
        if (DATA.includes(keyword)) return [keyword, value];
        if (keyword === '$ref')
          return [keyword, pointerOf({ ...place, schema: { $ref: value } }, at) ?? value];
        if (MAPS.includes(keyword) && isFields(value))
          return [
            keyword,
            Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part, place)])),
          ];
        return [keyword, visit(value, place)];
      });
    const visited = Object.fromEntries(entries);
    return document.isLegacy ? visited : inDraft07(visited);
  };
  const portable = visit(schema, rootPlace(document)) as Record<string, unknown>;
  return missing.size === 0 ? portable : { ...portable, 'x-kaa-not-expressed': [...missing] };
}

function pointerOf(place: Place, at: string): string | undefined {
  const target = targetOf(place);
  if (target === undefined) return undefined;
  const steps = target.path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [at, ...steps].join('/');
}

function inDraft07({
  prefixItems,
  dependentRequired,
  dependentSchemas,
  ...rest
}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { items, ...others } = rest;
  const tuple =
    prefixItems === undefined
      ? items === undefined
        ? {}
        : { items }
      : { items: prefixItems, ...(items === undefined ? {} : { additionalItems: items }) };
  const dependent = [dependentSchemas, dependentRequired].filter(isFields);
  const dependencies = dependent.length === 0 ? {} : { dependencies: Object.assign({}, ...dependent) };
  return { ...others, ...tuple, ...dependencies };
}
