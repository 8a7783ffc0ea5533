/**
 * Goal: mocked instances are what they are said to be. Method: instances of schemas with every family of keywords are checked by a
 * validator of the test's own; an invalid one differs from validity by one fault at the place that it names.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { schemaTools } from '../../../src/blueprint/json-schema.js';
import { invalidInstances, validInstances } from '../../../src/contract/schemas/mock.js';
import { createValidator } from '../../../src/contract/schemas/validator.js';
import { mockInstances } from '../../../src/facade/contract-schemas/mock.js';
import { createRandom } from '../../../src/kernel/random.js';
import { ROOT } from '../../helpers/sources.js';

const tools = schemaTools();
const ports = (seed = 1) => ({
  validator: createValidator(tools),
  random: createRandom(seed).stream('test'),
});
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    serial: { type: 'string', pattern: '^(?:EM|TH)-[0-9]{3,5}-[A-Z]$' },
    at: { type: 'string', format: 'date-time' },
    id: { type: 'string', format: 'uuid' },
    mode: { enum: ['eco', 'day'] },
    level: { type: 'integer', minimum: 0, exclusiveMaximum: 100, multipleOf: 5 },
    ratio: { type: 'number', minimum: 0, maximum: 1 },
    name: { type: 'string', minLength: 2, maxLength: 5 },
    tags: { type: 'array', items: { enum: ['a', 'b', 'c'] }, minItems: 1, maxItems: 3, uniqueItems: true },
    place: { oneOf: [{ $ref: '#/$defs/room' }, { $ref: '#/$defs/outside' }] },
  },
  required: ['serial', 'at', 'level', 'place'],
  additionalProperties: false,
  $defs: {
    room: {
      type: 'object',
      properties: { room: { type: 'integer' } },
      required: ['room'],
      additionalProperties: false,
    },
    outside: {
      type: 'object',
      properties: { lat: { type: 'number', minimum: -90, maximum: 90 } },
      required: ['lat'],
      additionalProperties: false,
    },
  },
};

test('valid ones are valid, and as many as were asked for', () => {
  const made = validInstances(SCHEMA, 50, ports());
  expect(made).toHaveLength(50);
  expect(made.filter((value) => !ajv.validate(SCHEMA, value))).toEqual([]);
  expect(new Set(made.map((value) => JSON.stringify(value))).size).toBeGreaterThan(45);
});

test('invalid ones are invalid at the place that they name, with faults of every kind', () => {
  const made = invalidInstances(SCHEMA, 80, ports());
  expect(made).toHaveLength(80);
  for (const { value, fault } of made) {
    expect(ajv.validate(SCHEMA, value)).toBe(false);
    const top = fault.path.split('.')[1] ?? '';
    const places = ajv.errors?.map(
      ({ instancePath, params }) =>
        `${instancePath} ${params.missingProperty ?? params.additionalProperty ?? ''}`,
    );
    expect(
      places?.some((place) => place.includes(top)),
      JSON.stringify(fault),
    ).toBe(true);
  }
  const rules = new Set(made.map(({ fault }) => fault.rule));
  expect([...rules].sort()).toEqual([
    'bound',
    'format',
    'item-count',
    'length',
    'multiple-of',
    'pattern',
    'required',
    'type',
    'unique-items',
    'unknown-member',
    'value',
  ]);
});

test('the same seed gives the same instances, another one others', () => {
  expect(validInstances(SCHEMA, 5, ports(7))).toEqual(validInstances(SCHEMA, 5, ports(7)));
  expect(validInstances(SCHEMA, 5, ports(7))).not.toEqual(validInstances(SCHEMA, 5, ports(8)));
});

test('by version and kind of a blueprint; what is not there is told', async () => {
  const blueprint = `${ROOT}templates/smart-building`;
  const options = { blueprint, appVersion: 'smart-building-v1', count: 3, seed: 1 };
  const mocked = await mockInstances({ ...options, kind: 'command.set-setpoint.payload' });
  expect(mocked.instances).toEqual([
    expect.objectContaining({ setpoint: expect.any(Number) }),
    expect.anything(),
    expect.anything(),
  ]);
  await expect(mockInstances({ ...options, kind: 'configuraton' })).rejects.toMatchObject({
    code: 'SCHEMA_KIND_UNKNOWN',
    message: expect.stringContaining('did you mean "configuration"'),
  });
  await expect(mockInstances({ ...options, kind: 'metadata', appVersion: undefined })).rejects.toMatchObject({
    code: 'SCHEMA_VERSION_NEEDED',
  });
  await expect(mockInstances({ ...options, kind: 'metadata', appVersion: 'other' })).rejects.toMatchObject({
    code: 'SCHEMA_VERSION_UNKNOWN',
  });
});

test('a schema that accepts everything has no invalid instance', () => {
  expect(invalidInstances({}, 5, ports())).toEqual([]);
  expect(validInstances({ type: 'string', minLength: 3, maxLength: 2 }, 5, ports())).toEqual([]);
});
