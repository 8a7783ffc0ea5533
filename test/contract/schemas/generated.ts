/** Generated JSON Schemas and values over a small vocabulary, so that values often meet what schemas say. */
import fc from 'fast-check';

const NAMES = ['a', 'b', 'ab'] as const;
const name = fc.constantFrom(...NAMES);
const small = fc.integer({ min: -2, max: 4 });
const count = fc.integer({ min: 0, max: 3 });
const scalar = fc.constantFrom<unknown>(null, true, false, 0, 1, 2, 0.5, '', 'a', 'b', 'ab', 'abc');

/** JSON values over the same names and numbers. */
export const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    {
      weight: 2,
      arbitrary: fc.dictionary(fc.constantFrom(...NAMES, 'c'), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
  ),
})).value;

type Schema = Record<string, unknown> | boolean;

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const without = (schema: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));

/** @param dialect of the whole: draft-07, or 2020-12 with its own keywords */
export function schemas(dialect: '07' | '2020'): fc.Arbitrary<Schema> {
  const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
    const inner = tie('schema');
    const list = fc.array(inner, { minLength: 1, maxLength: 2 });
    const is2020 = dialect === '2020';
    const number = fc
      .record({
        type: fc.constantFrom('number', 'integer', undefined),
        minimum: optional(small),
        exclusiveMaximum: optional(small),
        maximum: optional(small),
        multipleOf: optional(fc.constantFrom(1, 2, 0.5)),
      })
      .map(without);
    const text = fc
      .record({
        type: fc.constant('string'),
        minLength: optional(count),
        maxLength: optional(count),
        pattern: optional(fc.constantFrom('^a', 'b$', '^a+$')),
      })
      .map(without);
    const array = fc
      .record({
        type: fc.constantFrom('array', undefined),
        items: optional(is2020 ? inner : fc.oneof(inner, list)),
        ...((is2020 ? { prefixItems: optional(list) } : { additionalItems: optional(inner) }) as object),
        minItems: optional(count),
        maxItems: optional(count),
        uniqueItems: optional(fc.boolean()),
        contains: optional(inner),
        ...((is2020 ? { minContains: optional(count) } : {}) as object),
      })
      .map(without);
    const object = fc
      .record({
        type: fc.constantFrom('object', undefined),
        properties: optional(fc.dictionary(name, inner, { maxKeys: 2, noNullPrototype: true })),
        required: optional(fc.uniqueArray(name, { maxLength: 2 })),
        patternProperties: optional(
          fc.dictionary(fc.constantFrom('^a', 'b$'), inner, { maxKeys: 1, noNullPrototype: true }),
        ),
        additionalProperties: optional(fc.oneof(fc.constant(false), inner)),
        propertyNames: optional(fc.constantFrom({ pattern: '^a' }, { maxLength: 1 })),
        minProperties: optional(count),
        maxProperties: optional(count),
        ...((is2020
          ? {
              unevaluatedProperties: optional(fc.constant(false)),
              dependentRequired: optional(
                fc.dictionary(name, fc.uniqueArray(name, { maxLength: 1 }), {
                  maxKeys: 1,
                  noNullPrototype: true,
                }),
              ),
              dependentSchemas: optional(fc.dictionary(name, inner, { maxKeys: 1, noNullPrototype: true })),
            }
          : {
              dependencies: optional(
                fc.dictionary(name, fc.oneof(inner, fc.uniqueArray(name, { maxLength: 1 })), {
                  maxKeys: 1,
                  noNullPrototype: true,
                }),
              ),
            }) as object),
      })
      .map(without);
    const logic = fc
      .record({
        allOf: optional(list),
        anyOf: optional(list),
        oneOf: optional(list),
        not: optional(inner),
        if: optional(inner),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: optional(inner),
        else: optional(inner),
      })
      .map(without);
    const plain = fc.oneof(
      number,
      text,
      fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { type: ['string', 'null'] }),
    );
    const listed = fc.oneof(
      fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((several) => ({ enum: several })),
      scalar.map((one) => ({ const: one })),
    );
    const both = fc.tuple(fc.oneof(object, plain), logic).map(([one, other]) => ({ ...one, ...other }));
    return {
      schema: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        { weight: 3, arbitrary: plain },
        { weight: 2, arbitrary: listed },
        { weight: 1, arbitrary: fc.boolean() },
        { weight: 4, arbitrary: object },
        { weight: 2, arbitrary: array },
        { weight: 1, arbitrary: logic },
        { weight: 1, arbitrary: both },
        { weight: 1, arbitrary: fc.constant({ $ref: '#/definitions/shared' }) },
      ),
    };
  });
  const $schema =
    dialect === '2020'
      ? 'https://json-schema.org/draft/2020-12/schema'
      : 'http://json-schema.org/draft-07/schema#';
  const shared = fc.constantFrom(
    { type: 'integer' },
    { type: 'object', properties: { a: { $ref: '#/definitions/shared' } } },
  );
  return fc.tuple(schema, shared).map(([root, definition]) => ({
    $schema,
    definitions: { shared: definition },
    ...(typeof root === 'boolean' ? { allOf: [root] } : root),
  }));
}

/** Two schemas that are near each other: the second is the first with something changed, or something else. */
export function schemaPairs(dialect: '07' | '2020'): fc.Arbitrary<readonly [Schema, Schema]> {
  const one = schemas(dialect);
  const edits = fc.array(fc.tuple(fc.nat(), one), { minLength: 0, maxLength: 2 });
  const near = fc.tuple(one, edits).map(([first, changes]) => {
    let second = first;
    for (const [at, other] of changes) second = edited(second, at, other);
    return [first, second] as const;
  });
  const apart = fc.tuple(one, one);
  return fc
    .oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: apart })
    .chain(([a, b]) => fc.constantFrom([a, b] as const, [b, a] as const));
}

/** One keyword taken from another schema, or left out. */
function edited(schema: Schema, at: number, other: Schema): Schema {
  if (typeof schema === 'boolean' || typeof other === 'boolean') return other;
  const keywords = [...new Set([...Object.keys(schema), ...Object.keys(other)])].filter(
    (key) => !/^\$schema|definitions/.test(key),
  );
  const keyword = keywords[at % keywords.length];
  if (keyword === undefined) return schema;
  const { [keyword]: _, ...rest } = schema;
  return keyword in other && at % 3 !== 0 ? { ...rest, [keyword]: other[keyword] } : rest;
}
