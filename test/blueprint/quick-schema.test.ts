/**
 * Goal: the quick look never vouches for what ajv refuses, and does vouch for what people really write: a start that is right
 * loads no ajv. Method: ajv beside it, over our own schemas with data of the templates, whole and damaged, and over drawn ones.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { Contract } from '../../src/blueprint/contract-model.js';
import { Fleet } from '../../src/blueprint/fleet/fleet.js';
import { Blueprint } from '../../src/blueprint/model.js';
import { completedBy, isPlainSchema, surelyFits } from '../../src/blueprint/quick-schema.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { ROOT } from '../helpers/sources.js';

const OPTIONS = { strict: false, logger: false, allErrors: true } as const;
const FLEET = { ...Fleet, $defs: { Value: {} } };

function dataIn(folder: string): unknown[] {
  return readdirSync(join(ROOT, 'templates'))
    .flatMap((template) => {
      const place = join(ROOT, 'templates', template, folder);
      return readdirSync(place).map((name) => join(place, name));
    })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(file, 'utf8')));
}

const WRITTEN = [
  ...dataIn('.').map((data) => ['a blueprint', Blueprint, data] as const),
  ...dataIn('fleets').map((data) => ['a fleet', FLEET, data] as const),
  ...dataIn('contracts').map((data) => ['a contract', Contract, data] as const),
];

/** JSON values, mostly of names and numbers that stand in the schemas below. */
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('', 'a', 'ab', '5s', '💡', 'constructor', 0, 1, 1.5, -1, 1e300, null, true),
    fc.constantFrom<unknown>(Number.NaN, Number.POSITIVE_INFINITY, {}, []),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'toString'), tie('any'), { maxKeys: 3 }),
  ),
})).any;

describe('surelyFits', () => {
  it.each(WRITTEN)('vouches for %s of a template', (_what, schema, data) => {
    expect(surelyFits(schema, data)).toBe(true);
  });

  test('never vouches for what ajv refuses: data of the templates with a value changed', () => {
    const known = new Map(WRITTEN.map(([, schema]) => [schema, new Ajv(OPTIONS).compile(schema)]));
    fc.assert(
      fc.property(fc.constantFrom(...WRITTEN), fc.nat(), value, ([, schema, data], at, other) => {
        const damaged = changed(data, at, other);
        if (surelyFits(schema, damaged)) expect(known.get(schema)?.(damaged)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [{ format: 'date' }, 'no date'],
    [{ not: {} }, 1],
    [{ if: {}, else: false }, 1],
    [{ $ref: '#/$defs/Nobody' }, 1],
    [{ const: {} }, {}],
    [{ maxLength: 1 }, 'ab'],
    [{ minLength: 2 }, '💡'],
    [{ maxItems: 1 }, [1, 2]],
    [{ minProperties: 1 }, {}],
    [{ uniqueItems: true }, [{}, {}]],
    ['object', {}],
  ])('%j is for others', (schema, given) => {
    expect(surelyFits(schema, given)).toBe(false);
  });
});

/** The data with one of its values, counted through, replaced. */
function changed(data: unknown, at: number, other: unknown): unknown {
  const copy = { root: structuredClone(data) };
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: object) => {
    for (const [name, member] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, name]);
      if (typeof member === 'object' && member !== null) walk(member);
    }
  };
  walk(copy);
  const [node, name] = places[at % places.length] as (typeof places)[number];
  node[name] = other;
  return copy.root;
}

const limit = fc.constantFrom<unknown>(-1, 0, 1, 2, 1.5, '1', null);
const pattern = fc.constantFrom('^a', 'b$', '^.$', '(', '\\p{L}');
const name = fc.constantFrom('a', 'b', 'toString');

/** Schemas, most of them right, of the known keywords and some others. */
const schema = fc.letrec<{ schema: object; entry: readonly [string, unknown] }>((tie) => ({
  entry: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(
      fc.constant('type'),
      fc.oneof(
        fc.constantFrom<unknown>('string', 'integer', 'number', 'object', 'array', 'null', 'text', 5),
        fc.array(fc.constantFrom('string', 'number', 'boolean'), { maxLength: 2 }),
      ),
    ),
    fc.tuple(fc.constantFrom('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'), limit),
    fc.tuple(
      fc.constantFrom(
        ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
      ),
      limit,
    ),
    fc.tuple(fc.constantFrom('enum', 'examples', 'required'), fc.array(value, { maxLength: 2 })),
    fc.tuple(
      fc.constantFrom('const', 'default', 'uniqueItems', 'readOnly', 'title', 'format', '$ref'),
      value,
    ),
    fc.tuple(fc.constant('required'), fc.array(name, { maxLength: 2 })),
    fc.tuple(fc.constant('pattern'), pattern),
    fc.tuple(fc.constant('uniqueItems'), fc.boolean()),
    fc.tuple(fc.constantFrom('properties'), fc.dictionary(name, tie('schema'), { maxKeys: 2 })),
    fc.tuple(fc.constantFrom('patternProperties'), fc.dictionary(pattern, tie('schema'), { maxKeys: 2 })),
    fc.tuple(
      fc.constantFrom('additionalProperties', 'items', 'not', 'if'),
      fc.oneof(fc.boolean(), tie('schema')),
    ),
    fc.tuple(fc.constantFrom('anyOf', 'allOf', 'items'), fc.array(tie('schema'), { maxLength: 2 })),
  ),
  schema: fc.array(tie('entry'), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
})).schema;

test('isPlainSchema: what it vouches for is JSON Schema in both drafts, and means what surelyFits says', () => {
  let sure = 0;
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 4, maxLength: 8 }), (drawn, values) => {
      if (!isPlainSchema(drawn)) return;
      for (const ajv of [new Ajv(OPTIONS), new Ajv2020(OPTIONS)]) {
        expect(ajv.validateSchema(drawn), JSON.stringify(ajv.errors)).toBe(true);
        const validate = ajv.compile(drawn);
        for (const given of values.filter((one) => surelyFits(drawn, one))) {
          sure++;
          expect(validate(given), JSON.stringify({ drawn, given })).toBe(true);
        }
      }
    }),
    { numRuns: 600 },
  );
  expect(sure).toBeGreaterThan(100);
});

describe('completedBy', () => {
  const settings = Object.entries(serviceCatalog().services).flatMap(([service, parts]) =>
    (['settings', 'applicationConfig', 'versionConfig'] as const).map(
      (part) => [`${part} of ${service}`, parts[part] as object] as const,
    ),
  );

  it.each(settings)('%s: the same defaults as ajv fills in', (_what, of) => {
    const complete = new Ajv({ ...OPTIONS, useDefaults: true }).compile(of);
    fc.assert(
      fc.property(settingsOf(of), (given) => {
        const theirs = structuredClone(given);
        complete(theirs);
        expect(completedBy(of, given)).toEqual(theirs);
      }),
      { numRuns: 50 },
    );
  });
});

/** Some of the settings that a schema names, with values of no sense but the right shape around others. */
function settingsOf(of: object): fc.Arbitrary<unknown> {
  const { properties, patternProperties, items } = of as Record<string, Record<string, object> | undefined>;
  if (items !== undefined && !Array.isArray(items)) return fc.array(settingsOf(items), { maxLength: 2 });
  if (patternProperties !== undefined)
    return fc.dictionary(fc.constantFrom('a', 'kpc'), settingsOf(Object.values(patternProperties)[0] ?? {}));
  if (properties === undefined) return value;
  const members = Object.entries(properties).map(([key, member]) => [key, settingsOf(member)]);
  return fc.record(Object.fromEntries(members), { requiredKeys: [] });
}

test('isPlainSchema: a property of the name that ajv takes otherwise is for ajv', () => {
  const odd = JSON.parse('{"properties":{"__proto__":{"type":"string"}},"additionalProperties":false}');
  expect(isPlainSchema(odd)).toBe(false);
  expect(new Ajv(OPTIONS).compile(odd)(JSON.parse('{"__proto__":"x"}'))).toBe(false);
});
