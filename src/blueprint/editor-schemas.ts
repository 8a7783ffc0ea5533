/**
 * The JSON Schemas that editors use for blueprint.yaml and for fleet files, from the same source as the types.
 *
 * They are draft-07, which editors know best. `scripts/schemas.js` writes them to `schemas/`; a new blueprint gets copies.
 */
import type { TSchema } from '../schema.js';
import { Contract } from './contract-model.js';
import { type Fields, fieldsOf } from './data.js';
import { Fleet } from './fleet/fleet.js';
import { Blueprint, INSTANCE_PATTERN, type ServiceCatalog, ServiceInstance } from './model.js';
import { valueDefinitions } from './value-model.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** The schema of blueprint.yaml, with the settings of every service that the platform has. */
export function blueprintSchema(catalog: ServiceCatalog): object {
  const plain = plainData(Blueprint);
  const services = {
    ...fieldsOf(fieldsOf(plain.properties).services),
    properties: impliedServices(catalog),
    patternProperties: {
      [INSTANCE_PATTERN]: instanceSchema(catalog),
      // Who is not in a plain installation must say what it is an instance of.
      [`^(?!(?:${Object.keys(catalog.defaultInstances).join('|')})$)`]: { required: ['service'] },
    },
  };
  return { $schema: DRAFT, ...plain, properties: { ...fieldsOf(plain.properties), services } };
}

/** The schema of a fleet file. */
export function fleetSchema(): object {
  return { $schema: DRAFT, ...plainData(Fleet), $defs: plainData(valueDefinitions()) };
}

/** The schema of a contract file. */
export function contractSchema(): object {
  return { $schema: DRAFT, ...plainData(Contract) };
}

/** A service instance whose settings are those of the service that it names. */
function instanceSchema(catalog: ServiceCatalog): object {
  const names = Object.keys(catalog.services);
  const plain = plainData(ServiceInstance);
  const service = { ...fieldsOf(fieldsOf(plain.properties).service), enum: names };
  const allOf = Object.entries(catalog.services).map(([name, { settings }]) => ({
    // Without the "required" an instance that names no service yet would match every one.
    if: { properties: { service: { const: name } }, required: ['service'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { settings: optional(settings) } },
  }));
  return { ...plain, properties: { ...fieldsOf(plain.properties), service }, allOf };
}

/** Instances of a plain installation have the settings of their service although they do not name it. */
function impliedServices(catalog: ServiceCatalog): Fields {
  const instances = Object.entries(catalog.defaultInstances).map(([name, { service }]) => {
    const settings = catalog.services[service]?.settings;
    return [
      name,
      {
        if: { not: { required: ['service'] } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { properties: { settings: settings === undefined ? {} : optional(settings) } },
      },
    ];
  });
  return Object.fromEntries(instances);
}

/** Every setting has a default, so none need be there. */
function optional(settings: TSchema): Fields {
  const { required: _, ...rest } = plainData(settings);
  const properties = Object.entries(fieldsOf(rest.properties)).map(([name, schema]) => [
    name,
    fieldsOf(schema).type === 'object' ? optional(schema as TSchema) : schema,
  ]);
  return rest.properties === undefined ? rest : { ...rest, properties: Object.fromEntries(properties) };
}

/** A schema as it is written to a file: without what its library keeps in it for itself. */
const plainData = (schema: object): Fields => JSON.parse(JSON.stringify(schema)) as Fields;
