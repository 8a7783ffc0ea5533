/**
 * A place in a JSON Schema: a schema inside a document, with the way to it, so that references can be followed.
 *
 * Draft-07 and 2020-12. Only references within the document are followed; what a schema says by other means (`$dynamicRef`,
 * other documents) is left to whoever asks, as something that is not known.
 */
import { fieldsOf, isFields, own } from '../../blueprint/data.js';
import type { Path } from '../../blueprint/source.js';

export type SchemaNode = Readonly<Record<string, unknown>>;

/** A whole JSON Schema. */
export interface SchemaDocument {
  /** Tells documents of one comparison apart. */
  readonly name: string;
  readonly root: unknown;
  /** Draft-07, where what stands beside `$ref` is ignored by the specification and heeded by some validators. */
  readonly isLegacy: boolean;
}

export interface Place {
  readonly document: SchemaDocument;
  /** The schema there: an object, or true or false. */
  readonly schema: unknown;
  readonly path: Path;
}

const DRAFT_2020 = /draft\/20(19-09|20-12)/;

/** A document; true, which accepts everything, when there is no schema. */
export function documentOf(name: string, schema: object | boolean | undefined): SchemaDocument {
  const root = schema ?? true;
  const dialect = fieldsOf(root).$schema;
  return { name, root, isLegacy: typeof dialect !== 'string' || !DRAFT_2020.test(dialect) };
}

export const rootPlace = (document: SchemaDocument): Place => ({ document, schema: document.root, path: [] });

/** What is at a step further in; a schema that is not there accepts everything. */
export function childOf(place: Place, ...steps: Path): Place {
  const schema = steps.reduce<unknown>(stepInto, place.schema) ?? true;
  return { document: place.document, schema, path: [...place.path, ...steps] };
}

/** A schema that stands in no document, made for one question. */
export function madePlace(schema: SchemaNode): Place {
  return { document: { name: 'made', root: schema, isLegacy: true }, schema, path: [] };
}

/** A schema made from one of a document, in its dialect; true when it has references, which would lead nowhere. */
export function madeFrom(place: Place, make: (schema: unknown) => SchemaNode): Place {
  if (refers(place.schema)) return madePlace({});
  const { $schema } = fieldsOf(place.document.root);
  const schema = { ...($schema === undefined ? {} : { $schema }), ...make(place.schema) };
  return { document: { name: 'made', root: schema, isLegacy: place.document.isLegacy }, schema, path: [] };
}

/** The same schema wherever it is used: for memories. */
export const keyOf = ({ document, path, schema }: Place) =>
  `${document.name}#${path.join('/')}${document.name === 'made' ? JSON.stringify(schema) : ''}`;

/** Keywords that came after draft-07 and mean nothing there. */
const LATER = [
  ...['prefixItems', 'minContains', 'maxContains', 'dependentRequired', 'dependentSchemas'],
  ...['unevaluatedProperties', 'unevaluatedItems', '$dynamicRef', '$recursiveRef'],
];

/** The keywords of a place; none for true and false. */
export function keywordsOf({ schema, document }: Place): SchemaNode {
  const keywords = fieldsOf(schema);
  if (!document.isLegacy || !LATER.some((keyword) => keyword in keywords)) return keywords;
  return Object.fromEntries(Object.entries(keywords).filter(([keyword]) => !LATER.includes(keyword)));
}

/** Where `$ref` leads; undefined where it leads out of the document, or nowhere. */
export function targetOf(place: Place): Place | undefined {
  const { $ref } = keywordsOf(place);
  const { document } = place;
  if (typeof $ref !== 'string' || !$ref.startsWith('#') || hasInnerIds(document.root)) return undefined;
  const path = pathOf($ref.slice(1), document.root);
  const schema = path?.reduce<unknown>(stepInto, document.root);
  return path === undefined || schema === undefined ? undefined : { document, schema, path };
}

/** Whether two places surely say the same: equal texts whose references, if any, mean the same. */
export function isSame(one: Place, other: Place): boolean {
  if (JSON.stringify(one.schema) !== JSON.stringify(other.schema)) return false;
  return !refers(one.schema) || JSON.stringify(one.document.root) === JSON.stringify(other.document.root);
}

/** Whether two places surely say the same in these keywords. */
export function isSameIn(one: Place, other: Place, keywords: readonly string[]): boolean {
  const pick = (place: Place) => ({
    ...place,
    schema: Object.fromEntries(keywords.map((keyword) => [keyword, keywordsOf(place)[keyword]])),
  });
  return isSame(pick(one), pick(other));
}

function stepInto(node: unknown, step: string | number): unknown {
  if (Array.isArray(node)) return node[Number(step)];
  return isFields(node) ? own(node, String(step)) : undefined;
}

function pathOf(fragment: string, root: unknown): Path | undefined {
  if (fragment !== '' && !fragment.startsWith('/')) return anchored(root, fragment, []);
  try {
    return decodeURIComponent(fragment).split('/').slice(1).map(unescaped);
  } catch {
    return undefined;
  }
}

const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

function anchored(node: unknown, anchor: string, path: Path): Path | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { $anchor, $id } = fieldsOf(node);
  if ($anchor === anchor || $id === `#${anchor}`) return path;
  for (const [step, part] of Object.entries(node)) {
    const found = anchored(part, anchor, [...path, step]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Schemas with an identifier of their own inside change what `#` means; those are left alone. */
function hasInnerIds(root: unknown): boolean {
  const within = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null) return false;
    const { $id } = fieldsOf(node);
    if (typeof $id === 'string' && !$id.startsWith('#')) return true;
    return Object.values(node).some(within);
  };
  return typeof root === 'object' && root !== null && Object.values(root).some(within);
}

function refers(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(
    ([key, part]) => /^\$(ref|dynamicRef|recursiveRef)$/.test(key) || refers(part),
  );
}
