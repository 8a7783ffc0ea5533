import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valuesOfSchema } from '../../../../src/sim/generators/from-schema.js';
import { momentAt, originOf } from '../../helpers/fleets.js';

function values(schema: object, count = 50): unknown[] {
  const generator = valuesOfSchema(schema)(originOf());
  return Array.from({ length: count }, (_, place) => generator.next(momentAt(place * 1000)));
}

const SCHEMAS: readonly (readonly [string, object])[] = [
  ['bounds', { type: 'number', minimum: -5, maximum: 5 }],
  ['exclusive bounds', { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 3 }],
  ['one bound', { type: 'number', minimum: 1000 }],
  ['the other bound', { type: 'integer', maximum: -1000 }],
  ['narrow bounds', { type: 'number', minimum: 0.123, maximum: 0.124 }],
  ['a multiple', { type: 'integer', minimum: 7, maximum: 99, multipleOf: 5 }],
  ['an enum', { enum: ['on', 'off', null] }],
  ['a constant', { const: 'kaa' }],
  ['several types', { type: ['null', 'string'] }],
  ['lengths', { type: 'string', minLength: 12, maxLength: 14 }],
  ['a short text', { type: 'string', maxLength: 3 }],
  ['formats', { type: 'object', properties: formatProperties(), required: Object.keys(formatProperties()) }],
  [
    'objects within objects',
    {
      type: 'object',
      properties: {
        location: {
          type: 'object',
          properties: { lat: { type: 'number', minimum: -90, maximum: 90 } },
          required: ['lat'],
        },
        tags: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
        on: { type: 'boolean' },
      },
      required: ['location', 'tags', 'on', 'anything'],
      additionalProperties: true,
    },
  ],
  [
    'references and alternatives',
    {
      $defs: { reading: { type: 'number', minimum: 3, maximum: 4 } },
      type: 'object',
      properties: {
        reading: { $ref: '#/$defs/reading' },
        either: { oneOf: [{ $ref: '#/$defs/reading' }, { type: 'string' }] },
        both: { allOf: [{ type: 'integer', minimum: 5 }, { maximum: 9 }] },
      },
      required: ['reading', 'either', 'both'],
      additionalProperties: false,
    },
  ],
  ['a multiple that floating point does not hit exactly', { type: 'number', minimum: 0, multipleOf: 0.1 }],
  ['a multiple beyond the usual width', { type: 'integer', exclusiveMinimum: 7, multipleOf: 1000 }],
  ['whole multiples of a fraction', { type: 'integer', minimum: 1, maximum: 30, multipleOf: 2.5 }],
  ['fractions as bounds of whole numbers', { type: 'integer', minimum: 0.5, maximum: 1.5 }],
  ['bounds that are excluded and narrow', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1e-4 }],
  ['both kinds of bounds', { type: 'number', minimum: 1, exclusiveMinimum: 1, maximum: 2 }],
  ['an enum of which one value fits', { type: 'string', enum: [1, 'b', null], minLength: 1 }],
  ['items that differ', { type: 'array', items: { enum: [1, 2, 3, 4] }, minItems: 4, uniqueItems: true }],
  ['numbers that differ', { type: 'array', items: { type: 'integer' }, minItems: 3, uniqueItems: true }],
  ['an array that contains', { type: 'array', items: { type: 'number' }, contains: { minimum: 500 } }],
  [
    'a list of forms, and nothing after it',
    { items: [{ type: 'string' }, { const: 2 }], additionalItems: false },
  ],
  ['a null beside the type', { type: ['object', 'null'], properties: { a: { type: ['null'] } } }],
  [
    'names by pattern',
    { type: 'object', required: ['t1'], patternProperties: { '^t': { type: 'boolean' } } },
  ],
  ['other names', { type: 'object', required: ['a'], additionalProperties: { type: 'string' } }],
  [
    'one more member than there may be',
    { type: 'object', properties: { a: {}, b: {}, c: {} }, required: ['c'], maxProperties: 2 },
  ],
  ['the alternative that fits the type', { type: 'string', anyOf: [{ type: 'number' }, { maxLength: 4 }] }],
  [
    'one of two members',
    {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
  ],
  [
    'one of two that overlap, and a third that does not',
    { oneOf: [{ type: 'integer' }, { type: 'number' }, { type: 'string' }] },
  ],
  [
    'alternatives told apart by a member',
    {
      type: 'object',
      properties: { kind: { const: 'b' } },
      required: ['kind'],
      oneOf: [
        { properties: { kind: { const: 'a' }, x: { type: 'number' } } },
        { properties: { kind: { const: 'b' }, x: { type: 'string' } }, required: ['x'] },
      ],
    },
  ],
  [
    'bounds from all sides',
    {
      allOf: [
        { type: 'number', minimum: 5, properties: { a: { minimum: 1 } } },
        { type: ['integer', 'string'], minimum: 2, maximum: 9 },
      ],
    },
  ],
  [
    'an anchor',
    {
      $defs: { n: { $id: '#n', type: 'integer', minimum: 50, maximum: 51 } },
      properties: { a: { $ref: '#n' } },
      type: 'object',
    },
  ],
  [
    'a tree whose end is nothing',
    {
      type: 'object',
      properties: {
        left: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
        right: { type: 'array', items: { $ref: '#' } },
      },
      required: ['left', 'right'],
      additionalProperties: false,
    },
  ],
  [
    'a schema inside itself',
    {
      $defs: {
        node: {
          type: 'object',
          properties: { next: { $ref: '#/$defs/node' }, n: { type: 'integer' } },
          required: ['n'],
        },
      },
      $ref: '#/$defs/node',
    },
  ],
];

/** Schemas that some value fits: keywords that contradict each other are not of interest. */
function schemaOf(depth: number): fc.Arbitrary<object> {
  const bounds = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 2, max: 500 }));
  const number = fc
    .tuple(fc.constantFrom('number', 'integer'), bounds, fc.subarray(['low', 'high', 'excluded', 'multiple']))
    .map(([type, [low, width], parts]) => {
      const [min, max] = parts.includes('excluded')
        ? ['exclusiveMinimum', 'exclusiveMaximum']
        : ['minimum', 'maximum'];
      return {
        type,
        ...(parts.includes('low') && { [min as string]: low }),
        ...(parts.includes('high') && { [max as string]: low + width }),
        ...(parts.includes('multiple') && { multipleOf: Math.max(1, Math.floor(width / 4)) }),
      };
    });
  const text = fc
    .tuple(fc.nat(12), fc.nat(12), fc.subarray(['minLength', 'maxLength']))
    .map(([least, more, parts]) => ({
      type: 'string',
      ...(parts.includes('minLength') && { minLength: least }),
      ...(parts.includes('maxLength') && { maxLength: least + more }),
    }));
  const plain = fc.oneof(
    number,
    text,
    fc.constantFrom(...Object.values(formatProperties())),
    fc.constantFrom<object>(
      { type: 'boolean' },
      { type: 'null' },
      { const: { a: 1 } },
      { type: ['null', 'string'] },
    ),
    fc
      .uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { minLength: 1 })
      .map((some) => ({ enum: some })),
  );
  if (depth === 0) return plain;
  const inner = schemaOf(depth - 1);
  const object = fc
    .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), inner), fc.integer())
    .map(([properties, mask]) => ({
      type: 'object',
      properties,
      required: Object.keys(properties).filter((_, place) => (mask >> place) & 1),
    }));
  const closed = object.map((schema) => ({ ...schema, additionalProperties: false }));
  const array = fc.tuple(inner, fc.nat(3), fc.nat(3)).map(([items, least, more]) => ({
    type: 'array',
    items,
    minItems: least,
    maxItems: least + more,
  }));
  const several = fc.tuple(inner, inner).map((anyOf) => ({ anyOf }));
  const joined = fc.tuple(object, inner).map(([one, extra]) => ({
    allOf: [one, { properties: { extra } }, { type: ['object', 'null'], required: ['extra'] }],
  }));
  return fc.oneof(plain, object, closed, array, several, joined);
}

function formatProperties() {
  const names = [
    'date-time',
    'date',
    'time',
    'uuid',
    'email',
    'uri',
    'hostname',
    'ipv4',
    'ipv6',
    'duration',
    'uri-reference',
  ];
  return Object.fromEntries(names.map((format) => [format, { type: 'string', format }]));
}

describe('values from a JSON Schema', () => {
  test.each(SCHEMAS)('fit it: %s', (_name, schema) => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    for (const value of values(schema)) {
      const sent = JSON.parse(JSON.stringify(value)) as unknown;
      expect(validate(sent), JSON.stringify([sent, validate.errors])).toBe(true);
    }
  });

  test('2020-12: prefixItems, $anchor and a reference with siblings', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: { level: { $anchor: 'level', type: 'integer', minimum: 0 } },
      type: 'array',
      prefixItems: [{ const: 'a' }, { $ref: '#level', maximum: 3 }],
      items: false,
      minItems: 2,
    };
    const validate = new Ajv2020({ strict: false }).compile(schema);
    for (const value of values(schema)) expect(validate(value), JSON.stringify(value)).toBe(true);
  });

  test('fit any schema made of the keywords that they know', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    fc.assert(
      fc.property(schemaOf(3), (schema) => {
        const validate = ajv.compile(schema);
        for (const value of values(schema, 10)) {
          const sent = JSON.parse(JSON.stringify(value)) as unknown;
          expect(validate(sent), JSON.stringify([schema, sent, validate.errors])).toBe(true);
        }
      }),
      { numRuns: 20000 },
    );
  });

  test('numbers change over time', () => {
    expect(new Set(values({ type: 'number', minimum: 0, maximum: 100 })).size).toBeGreaterThan(20);
  });

  test('a schema that says nothing, or refers to nothing, does not fail', () => {
    expect(values({}, 1)).toHaveLength(1);
    expect(values({ $ref: '#/$defs/missing' }, 1)).toHaveLength(1);
    expect(values({ $ref: '#' }, 1)).toHaveLength(1);
  });
});
