// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
/**
 * Goal: inclusion of JSON Schemas is sound and finds what people change. Method: known pairs with the families that must be
 * told; and generated pairs, where a `yes` must hold for every instance that fast-check makes.
 */
import { expect, test } from 'vitest';
import { schemaTools } from '../../../src/blueprint/json-schema.js';
import { documentOf } from '../../../src/contract/schemas/place.js';
import { createValidator } from '../../../src/contract/schemas/validator.js';
import { inclusionOf } from '../../../src/contract/schemas/witness.js';
import { createRandom } from '../../../src/kernel/random.js';

const validator = createValidator(schemaTools());
const D2020 = 'https://json-schema.org/draft/2020-12/schema';

const compare = (one: object | boolean, other: object | boolean) =>
  inclusionOf(documentOf('one', one), documentOf('other', other), validator, createRandom(1).stream('test'));

const told = (one: object | boolean, other: object | boolean) => {
  const { verdict, differences } = compare(one, other);
  return [verdict, ...differences.map(({ path, family }) => `${path.join('.')}:${family}`)];
};

const object = (properties: object, required: string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...more,
});

test.each<[string, object | boolean, object | boolean]>([
  ['itself', object({ a: { type: 'number' } }), object({ a: { type: 'number' } })],
  ['integer in number', { type: 'integer' }, { type: 'number' }],
  ['a const in an enum', { const: 'a' }, { enum: ['a', 'b'] }],
  [
    'tighter bounds',
    { type: 'number', minimum: 1, maximum: 2 },
    { type: 'number', exclusiveMinimum: 0, maximum: 2 },
  ],
  ['whole numbers above 0', { type: 'integer', exclusiveMinimum: 0 }, { type: 'integer', minimum: 1 }],
  ['multiples', { type: 'integer', multipleOf: 10 }, { type: 'number', multipleOf: 5 }],
  ['one more required', object({ a: {} }, ['a']), object({ a: {} })],
  ['a member less', object({ a: {} }), object({ a: {}, b: {} })],
  ['nullable', { type: 'string' }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
  ['nullable by types', { anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: ['string', 'null'] }],
  [
    'tagged',
    { oneOf: [object({ k: { const: 1 } }, ['k'])] },
    { oneOf: [object({ k: { const: 1 } }, ['k']), object({ k: { const: 2 } }, ['k'])] },
  ],
  ['nothing in anything', false, { type: 'string' }],
  ['anything', { type: 'string' }, true],
  ['by reference', { $ref: '#/definitions/t', definitions: { t: { type: 'integer' } } }, { type: 'number' }],
  [
    'recursive',
    { type: 'object', properties: { next: { $ref: '#' } } },
    { type: 'object', properties: { next: { $ref: '#' } }, title: 'x' },
  ],
  ['allOf joined', { allOf: [{ type: 'number' }, { minimum: 3 }] }, { type: 'number', minimum: 2 }],
  ['not', { type: 'number' }, { not: { type: 'string' } }],
  [
    'shorter lists',
    { type: 'array', items: { type: 'integer' }, maxItems: 2 },
    { type: 'array', items: { type: 'number' }, maxItems: 3 },
  ],
  [
    'tuples',
    { type: 'array', items: [{ type: 'integer' }], additionalItems: false },
    { type: 'array', maxItems: 1, items: { type: 'number' } },
  ],
  [
    'patterns of names',
    { type: 'object', patternProperties: { '^a': { type: 'integer' } }, additionalProperties: false },
    { type: 'object', additionalProperties: { type: 'number' } },
  ],
  [
    'conditions',
    { type: 'object', properties: { a: { const: 1 }, b: { const: 2 } }, required: ['a', 'b'] },
    { if: { properties: { a: { const: 1 } } }, then: { properties: { b: { const: 2 } } } },
  ],
  [
    'unevaluated',
    { $schema: D2020, type: 'object', properties: { a: {} }, additionalProperties: false },
    { $schema: D2020, type: 'object', allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
  ],
  [
    'unevaluated, closed',
    { $schema: D2020, type: 'object', anyOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
    { $schema: D2020, type: 'object', properties: { a: {} }, additionalProperties: false },
  ],
  [
    'draft-07 in 2020-12',
    { items: [{ type: 'integer' }] },
    { $schema: D2020, prefixItems: [{ type: 'number' }] },
  ],
])('yes: %s', (_title, one, other) => {
  expect(told(one, other)).toEqual(['yes']);
});

test.each<[string, object | boolean, object | boolean, string[]]>([
  ['number to string', object({ a: { type: 'number' } }), object({ a: { type: 'string' } }), ['a:type']],
  ['number to integer', { type: 'number' }, { type: 'integer' }, [':type']],
  [
    'required',
    object({ a: {}, b: { type: 'number' } }, ['a']),
    object({ a: {}, b: { type: 'number' } }, ['a', 'b']),
    ['b:required'],
  ],
  ['a member less', object({ a: {}, b: { type: 'number' } }), object({ a: {} }), ['b:property']],
  ['an enum value less', { enum: ['a', 'b'] }, { enum: ['a'] }, [':values']],
  ['an enum after free text', { type: 'string' }, { type: 'string', enum: ['a'] }, [':values']],
  [
    'bounds',
    { type: 'number', minimum: 0 },
    { type: 'number', minimum: 1, maximum: 9 },
    [':bound', ':bound'],
  ],
  ['a bound itself', { type: 'number', maximum: 4 }, { type: 'number', exclusiveMaximum: 4 }, [':bound']],
  [
    'a lower bound itself',
    { type: 'number', minimum: 4 },
    { type: 'number', exclusiveMinimum: 4 },
    [':bound'],
  ],
  ['lengths', { type: 'string' }, { type: 'string', maxLength: 3 }, [':length']],
  [
    'pattern',
    { type: 'string', pattern: '^[A-Z]{2}$' },
    { type: 'string', pattern: '^[A-Z]{3}$' },
    [':pattern'],
  ],
  ['format', { type: 'string' }, { type: 'string', format: 'date-time' }, [':format']],
  ['step', { type: 'number' }, { type: 'number', multipleOf: 0.5 }, [':multiple-of']],
  ['closed', { type: 'object' }, { type: 'object', additionalProperties: false }, ['*:other-properties']],
  [
    'deep',
    object({ a: object({ b: { type: 'number' } }, ['b']) }),
    object({ a: object({ b: { type: 'boolean' } }, ['b']) }),
    ['a.b:type'],
  ],
  [
    'items',
    { type: 'array', items: { type: 'number' } },
    { type: 'array', items: { type: 'string' } },
    ['*:type'],
  ],
  [
    'unique',
    { type: 'array', items: { type: 'integer' } },
    { type: 'array', items: { type: 'integer' }, uniqueItems: true },
    [':unique-items'],
  ],
  ['count', { type: 'array' }, { type: 'array', minItems: 1, maxItems: 2 }, [':item-count', ':item-count']],
  ['null no longer', { type: ['string', 'null'] }, { type: 'string' }, [':type']],
  [
    'an alternative less',
    { oneOf: [object({ k: { const: 1 } }, ['k']), object({ k: { const: 2 } }, ['k'])] },
    { oneOf: [object({ k: { const: 1 } }, ['k'])] },
    [':alternatives'],
  ],
  [
    'two alternatives at once',
    { type: 'integer' },
    { oneOf: [{ type: 'integer' }, { minimum: 5 }] },
    [':alternatives'],
  ],
  ['not', { type: 'number' }, { not: { minimum: 5 } }, [':exclusion']],
  ['a name with false', { type: 'object' }, { type: 'object', properties: { a: false } }, ['a:property']],
  ['a name', { type: 'object' }, { type: 'object', propertyNames: { pattern: '^x' } }, ['*:property-name']],
  [
    'what may be unevaluated',
    { $schema: D2020, type: 'object', properties: { a: {} } },
    {
      $schema: D2020,
      type: 'object',
      anyOf: [{ properties: { a: {} }, required: ['b'] }, {}],
      unevaluatedProperties: false,
    },
    ['a:property', '*:other-properties'],
  ],
  ['nothing', { type: 'string' }, false, [':nothing']],
  [
    'a recursive one',
    { type: 'object', properties: { v: { type: 'number' }, next: { $ref: '#' } } },
    { type: 'object', properties: { v: { type: 'integer' }, next: { $ref: '#' } } },
    ['v:type', 'next.v:type'],
  ],
])('no, with a value that shows it: %s', (_title, one, other, families) => {
  const { verdict, differences } = compare(one, other);
  expect([verdict, told(one, other).slice(1)]).toEqual(['no', families]);
  for (const { witness } of differences) {
    expect(
      validator.accepts({ document: documentOf('one', one), schema: one, path: [] }, witness?.value),
    ).toBe(true);
    expect(
      validator.accepts({ document: documentOf('other', other), schema: other, path: [] }, witness?.value),
    ).toBe(false);
  }
});

test('what cannot be decided is unknown, never yes', () => {
  expect(
    told({ type: 'string', pattern: '^(?=a)a+$' }, { type: 'string', pattern: '^(?=aa)a+$' })[0],
  ).not.toBe('yes');
  expect(told({ type: 'number' }, { anyOf: [{ maximum: 5 }, { minimum: 5 }] })[0]).toBe('unknown');
});
