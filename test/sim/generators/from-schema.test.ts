import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { valuesOfSchema } from '../../../src/sim/generators/from-schema.js';
import { momentAt, originOf } from '../helpers/fleets.js';

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

function formatProperties() {
  const names = ['date-time', 'date', 'time', 'uuid', 'email', 'uri', 'hostname', 'ipv4'];
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

  test('numbers change over time', () => {
    expect(new Set(values({ type: 'number', minimum: 0, maximum: 100 })).size).toBeGreaterThan(20);
  });

  test('a schema that says nothing, or refers to nothing, does not fail', () => {
    expect(values({}, 1)).toHaveLength(1);
    expect(values({ $ref: '#/$defs/missing' }, 1)).toHaveLength(1);
    expect(values({ $ref: '#' }, 1)).toHaveLength(1);
  });
});
