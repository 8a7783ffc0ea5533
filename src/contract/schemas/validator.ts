/**
 * The word of a JSON Schema validator on a place in a schema: whether it accepts a value, and what it has against it.
 */
import { isFields } from '../../blueprint/data.js';
import type { SchemaTools } from '../../blueprint/json-schema.js';
import type { Finding } from '../../blueprint/problems.js';
import type { Accepts } from './branches.js';
import { keyOf, type Place, type SchemaDocument } from './place.js';

export interface Validator {
  readonly accepts: Accepts;
  /** What is wrong with a value; nothing when it is accepted. */
  findings(place: Place, value: unknown): readonly Finding[];
}

/** @param tools of the blueprint: the same validator that the local platform has for schemas of versions */
export function createValidator(tools: Pick<SchemaTools, 'validateBy'>): Validator {
  const schemas = new WeakMap<SchemaDocument, Map<string, object>>();
  const schemaOf = (place: Place): object => {
    const ofDocument = schemas.get(place.document) ?? new Map<string, object>();
    schemas.set(place.document, ofDocument);
    const key = keyOf(place);
    const known = ofDocument.get(key) ?? wholeSchema(place, () => `kaa:place-${unique(tools)}`);
    ofDocument.set(key, known);
    return known;
  };
  const findings = (place: Place, value: unknown): readonly Finding[] => {
    if (typeof place.schema === 'boolean')
      return place.schema ? [] : [{ path: [], message: 'nothing is allowed here' }];
    try {
      return tools.validateBy(schemaOf(place), value, []);
    } catch (error) {
      // Some schemas make the validator itself fail on some values; such a value is no evidence of anything.
      return [{ path: [], message: `cannot be checked: ${(error as Error).message}` }];
    }
  };
  return { findings, accepts: (place, value) => findings(place, value).length === 0 };
}

/** Names within one validator must differ, whoever gave them. */
const given = new WeakMap<object, number>();
function unique(tools: object): number {
  const next = (given.get(tools) ?? 0) + 1;
  given.set(tools, next);
  return next;
}

/** A schema of its own that means what the place means in its document. */
function wholeSchema({ document: { root }, path, schema }: Place, name: () => string): object {
  if (path.length === 0 && isFields(root)) return root;
  if (!isFields(root) || !isFields(schema)) return {};
  const { $id: _, ...anonymous } = root;
  const id = name();
  const pointer = path
    .map((step) => encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  return {
    ...('$schema' in root ? { $schema: root.$schema } : {}),
    definitions: { root: { ...anonymous, $id: id } },
    $ref: `${id}#/${pointer}`,
  };
}
