/**
 * What expressions of a fleet can name besides fields: `device`, and where they mean something `command` and `configuration`.
 *
 * Each is written as if it were a value of the fleet file, so that members are looked up in one way.
 */
import { type Fields, fieldsOf, isFields } from '../data.js';
import type { VersionSchemas } from '../model.js';
import { type EarlierFields, UNKNOWN } from './values-fields.js';

export type Roots = ReadonlyMap<string, unknown>;

/** What the endpoints of this fleet are and keep. @param schemas of its version, as far as they are known */
export function deviceRoots(fleet: Fields, schemas: VersionSchemas | undefined): Roots {
  const { parameters, variables, behaviour } = fleet;
  const states = Object.keys(fieldsOf(fieldsOf(behaviour).states));
  const isOpen = fieldsOf(behaviour).module !== undefined;
  const device = {
    index: 0,
    token: '',
    fleet: '',
    ...(behaviour !== undefined && { state: isOpen ? '' : { choice: states } }),
    ...(parameters !== undefined && { parameters: { object: fieldsOf(parameters) } }),
    // A variable may be given any value later.
    ...(variables !== undefined && { variables: { object: openValues(fieldsOf(variables)) } }),
    configuration: specOfSchema(schemas?.configuration),
    software: { object: { version: '' } },
  };
  return new Map([['device', { object: device }]]);
}

/** With the payload of a command. */
export const withCommand = (roots: Roots, type: string, schemas: VersionSchemas | undefined): Roots =>
  new Map([...roots, ['command', specOfSchema(schemas?.commands[type]?.payload)]]);

/** With the configuration that was pushed. */
export const withConfiguration = (roots: Roots, schemas: VersionSchemas | undefined): Roots =>
  new Map([...roots, ['configuration', specOfSchema(schemas?.configuration)]]);

/**
 * The fields of the data sample that was taken last, in whatever state; undefined when nobody knows.
 */
export function sampledFields(fleet: Fields, schemas: VersionSchemas | undefined): EarlierFields | undefined {
  const { samples, behaviour } = fleet;
  const states = Object.values(fieldsOf(fieldsOf(behaviour).states)).map(
    (state) => fieldsOf(fieldsOf(state).samples).fields,
  );
  const base = fieldsOf(samples).fields ?? fieldsOf(specOfSchema(schemas?.dataSample)).object;
  if (samples !== undefined && !isFields(base)) return undefined;
  const known = new Map(Object.entries(fieldsOf(base)));
  for (const [name, spec] of states.flatMap((fields) => Object.entries(fieldsOf(fields)))) {
    known.set(name, known.has(name) ? UNKNOWN : spec);
  }
  return known;
}

const openValues = (values: Fields) => Object.fromEntries(Object.keys(values).map((name) => [name, UNKNOWN]));

/** The members of what a schema describes, where it names all of them. */
function specOfSchema(schema: unknown): unknown {
  const { type, properties, additionalProperties } = fieldsOf(schema);
  if (type !== 'object' || !isFields(properties) || additionalProperties !== false) return UNKNOWN;
  const members = Object.entries(properties).map(([name, part]) => [name, specOfSchema(part)]);
  return { object: Object.fromEntries(members) };
}
