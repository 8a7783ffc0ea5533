/** Our own schemas are compiled without being checked (a start has no time for that): here they are. */
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { contractSchema, fleetSchema } from '../../src/blueprint/editor-schemas.js';
import { Blueprint } from '../../src/blueprint/model.js';
import { serviceCatalog } from '../../src/platform/catalog.js';

const settings = Object.entries(serviceCatalog().services).flatMap(([name, service]) =>
  (['settings', 'applicationConfig', 'versionConfig'] as const).map(
    (part) => [`${part} of ${name}`, service[part]] as const,
  ),
);

const ours: readonly (readonly [name: string, schema: object])[] = [
  ['the blueprint', Blueprint],
  ['fleets', fleetSchema()],
  ['contracts', contractSchema()],
  ...settings,
];

it.each(ours)('%s: JSON Schema, as JSON Schema has it', (_name, schema) => {
  const ajv = new Ajv({ strict: false });
  ajv.validateSchema(schema);
  expect(ajv.errors ?? []).toEqual([]);
});
