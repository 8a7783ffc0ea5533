/**
 * The JSON Schemas for editors: up to date, true to the checks, and complete.
 */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blueprintSchema, fleetSchema } from '../../src/blueprint/editor-schemas.js';
import { serviceCatalog } from '../../src/platform/catalog.js';
import { CATALOG } from './catalog.js';
import { type Change, changed, RIGHT } from './fixture.js';

const published = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const plain = (schema: object) => JSON.parse(JSON.stringify(schema));
const ajv = new Ajv({ strict: false });

describe('schemas/', () => {
  const stale = 'stale: run npm run docs';

  it('blueprint.schema.json is what the models and the platform say', () => {
    expect(published('blueprint'), stale).toEqual(plain(blueprintSchema(serviceCatalog())));
  });

  it('fleet.schema.json is what the models say', () => {
    expect(published('fleet'), stale).toEqual(plain(fleetSchema()));
  });
});

describe('the schema of a blueprint', () => {
  const validate = ajv.compile(blueprintSchema(CATALOG));
  const isValid = (...changes: readonly Change[]) =>
    validate(parse(changed(...changes).get('blueprint.yaml') ?? ''));

  it('takes a right one', () => {
    expect(isValid() || validate.errors).toBe(true);
  });

  it('knows the settings of each service, and that they need not be given', () => {
    expect(isValid(['blueprint.yaml', 'pushQos: 1', 'pushQos: 2'])).toBe(false);
    expect(isValid(['blueprint.yaml', 'pushQos: 1', 'provider: ecr'])).toBe(false);
    expect(isValid(['blueprint.yaml', 'service: kpc', 'service: kpx'])).toBe(false);
    expect(isValid(['blueprint.yaml', '      pushQos: 1', '      {}'])).toBe(true);
  });

  it('knows what the instances of a plain installation are instances of, and that others must say so', () => {
    const withoutService = ['blueprint.yaml', '    service: kpc\n', ''] as const;
    expect(isValid(withoutService) || validate.errors).toBe(true);
    expect(isValid(withoutService, ['blueprint.yaml', 'pushQos: 1', 'pushQos: 2'])).toBe(false);
    expect(isValid(['blueprint.yaml', '  kpc:\n    service: kpc', '  kpc2:'])).toBe(false);
  });

  it('refuses unknown keys and wrong names', () => {
    expect(isValid(['blueprint.yaml', 'environments:', 'enviroments:'])).toBe(false);
    expect(isValid(['blueprint.yaml', '  lamp:', '  Lamp:'])).toBe(false);
  });
});

describe('the schema of a fleet', () => {
  const validate = ajv.compile(fleetSchema());
  const isValid = (from = '', to = '') =>
    validate(
      parse(
        changed(['fleets/kettles.yaml', from || 'fleet', to || 'fleet']).get('fleets/kettles.yaml') ?? '',
      ),
    );

  it('takes a right one, with values in values', () => {
    expect(isValid() || validate.errors).toBe(true);
    expect(RIGHT.get('fleets/kettles.yaml')).toContain('by:');
  });

  it('refuses unknown generators, at the top and inside', () => {
    expect(isValid('{ walk: {', '{ wak: {')).toBe(false);
    expect(isValid('{ chance: 0.9 }', '{ chanc: 0.9 }')).toBe(false);
  });
});
