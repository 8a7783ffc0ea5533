/**
 * The members that a fleet sends, against the schema of the object that they make up.
 *
 * Generated values are not known before they are sent, their names are.
 */
import { type Fields, fieldsOf, itemsOf } from '../data.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';

/** Members that a closed object schema does not know, and required ones that are not there. */
export function memberFindings(
  members: Fields,
  schema: object,
  path: Path,
  whose: string,
  isComplete = true,
): Finding[] {
  const { properties, required, additionalProperties, patternProperties } = schema as Fields;
  const names = Object.keys(fieldsOf(properties));
  const isClosed = additionalProperties === false && patternProperties === undefined;
  const unknown = Object.keys(members)
    .filter((name) => isClosed && !names.includes(name))
    .map((name) => ({
      path: [...path, name],
      at: 'key' as const,
      message: `the schema of ${whose} has no "${name}"; there are: ${listNames(names)}`,
      suggestion: nearest(name, names),
    }));
  const missing = itemsOf(required)
    .filter((name) => isComplete && !Object.hasOwn(members, String(name)))
    .map((name) => ({
      path,
      at: 'key' as const,
      message: `missing "${name}", which the schema of ${whose} requires`,
    }));
  return [...unknown, ...missing];
}
