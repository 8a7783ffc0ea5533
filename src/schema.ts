/**
 * Builds JSON Schemas whose types TypeScript knows: `Type.Object({ name: Type.String() })`, and `Static<typeof …>` for the type.
 *
 * The types are those of typebox; the values are made here, by a line each, since typebox takes longer to load than all
 * of kaa (some 300 modules) and every command begins with a schema. A test holds each builder to what typebox itself makes.
 */
import type TypeboxType from 'typebox';

export type { Static, TProperties, TSchema } from 'typebox';

type Schema = Record<string, unknown>;
type Options = Schema | undefined;

/** Marks what an object may lack; unseen in JSON. */
const OPTIONAL = Symbol('optional');

const optional = (schema: Schema): Schema =>
  Object.defineProperty({ ...schema }, OPTIONAL, { value: true, enumerable: false });

function object(properties: Record<string, Schema>, options?: Options): Schema {
  const required = Object.keys(properties).filter((name) => !(OPTIONAL in (properties[name] as Schema)));
  return { type: 'object', ...(required.length > 0 && { required }), properties, ...options };
}

function record(key: Schema, value: Schema, options?: Options): Schema {
  const pattern = typeof key.pattern === 'string' ? key.pattern : '^.*$';
  return { type: 'object', patternProperties: { [pattern]: value }, ...options };
}

/** As typebox: what was said about the whole object is not kept. */
function partial(schema: Schema, options?: Options): Schema {
  const properties = Object.entries(schema.properties as Record<string, Schema>);
  return object(
    Object.fromEntries(properties.map(([name, property]) => [name, optional(property)])),
    options,
  );
}

const ofType = (type: string) => (options?: Options) => ({ type, ...options });

const builders = {
  String: ofType('string'),
  Number: ofType('number'),
  Integer: ofType('integer'),
  Boolean: ofType('boolean'),
  Null: ofType('null'),
  Unknown: (options?: Options) => ({ ...options }),
  Unsafe: (schema: Schema) => ({ ...schema }),
  Literal: (value: unknown, options?: Options) => ({ type: typeof value, const: value, ...options }),
  Enum: (values: readonly unknown[], options?: Options) => ({ enum: values, ...options }),
  Array: (items: Schema, options?: Options) => ({ type: 'array', items, ...options }),
  Tuple: (items: readonly Schema[], options?: Options) => ({
    ...{ type: 'array', additionalItems: false, items, minItems: items.length },
    ...options,
  }),
  Union: (anyOf: readonly Schema[], options?: Options) => ({ anyOf, ...options }),
  Intersect: (allOf: readonly Schema[], options?: Options) => ({ allOf, ...options }),
  Ref: ($ref: string, options?: Options) => ({ $ref, ...options }),
  Object: object,
  Record: record,
  Optional: optional,
  Partial: partial,
};

/** The builders that kaa uses, typed as typebox types them. */
const Type = builders as unknown as Pick<typeof TypeboxType, keyof typeof builders>;

export { Type };
