/**
 * What versions declare besides schemas: endpoints, a default configuration, and the software of an application.
 */
import { METADATA_KEY_PATTERN } from '../../kp1/payloads.js';
import { fieldsOf, itemsOf, own, textOf } from '../data.js';
import type { SchemaTools } from '../json-schema.js';
import { listNames, nearest } from '../nearest.js';
import { sayPattern } from '../patterns.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { type Assembly, commandTypes, NO_SCHEMAS, type VersionView, versionsOf } from './assembly.js';

/** Everything that applications and versions declare besides schemas. */
export function checkDeclarations(assembly: Assembly, tools: SchemaTools): Finding[] {
  const versions = versionsOf(assembly.applications);
  return [
    ...versions.flatMap((version) => checkVersion(version, assembly, tools)),
    ...checkTokens(versions),
    ...checkEndpointIds(versions),
    ...Object.entries(assembly.applications).flatMap(([name, fields]) =>
      checkSoftware(['applications', name, 'software'], fieldsOf(fields).software),
    ),
  ];
}

interface Place<Item> {
  readonly path: Path;
  readonly item: Item;
}

const endpointsOf = (version: VersionView): Place<ReturnType<typeof fieldsOf>>[] =>
  itemsOf(version.fields.endpoints).map((item, index) => ({
    path: [...version.path, 'endpoints', index],
    item: fieldsOf(item),
  }));

function checkVersion(version: VersionView, assembly: Assembly, tools: SchemaTools): Finding[] {
  const schemas = own(assembly.schemas, version.name) ?? NO_SCHEMAS;
  const check = (schema: object | undefined, value: unknown, path: Path) =>
    schema === undefined || value === undefined ? [] : tools.validateBy(schema, value, path);
  const byDefault = check(schemas.configuration, version.fields.configuration, [
    ...version.path,
    'configuration',
  ]);
  const declared = endpointsOf(version).flatMap(({ path, item }) => [
    ...checkMetadataKeys(item.metadata, [...path, 'metadata']),
    ...check(schemas.metadata, item.metadata, [...path, 'metadata']),
    ...check(schemas.configuration, item.configuration, [...path, 'configuration']),
    ...itemsOf(item.commands).flatMap((command, index) =>
      checkCommand(version.name, schemas, fieldsOf(command), [...path, 'commands', index], tools),
    ),
  ]);
  return [...byDefault, ...declared];
}

/** Endpoints could not read a key of another form. [10/EPMP EPMP-08] */
function checkMetadataKeys(metadata: unknown, path: Path): Finding[] {
  const form = new RegExp(METADATA_KEY_PATTERN);
  return Object.keys(fieldsOf(metadata))
    .filter((key) => !form.test(key))
    .map((key) => ({
      path: [...path, key],
      at: 'key',
      message: `the metadata key "${key}" must ${sayPattern(METADATA_KEY_PATTERN)}`,
    }));
}

/** A command that waits for an endpoint, or that somebody invokes in a fleet: `{type, payload?}`. */
export function checkCommand(
  version: string,
  schemas: Assembly['schemas'][string],
  command: { readonly type?: unknown; readonly payload?: unknown },
  path: Path,
  tools: SchemaTools,
  typeKey = 'type',
): Finding[] {
  const type = textOf(command.type);
  if (type === undefined) return [];
  const declared = own(schemas.commands, type);
  if (declared === undefined) return [unknownCommand(version, schemas, type, [...path, typeKey])];
  if (declared.payload === undefined || command.payload === undefined) return [];
  return [...tools.validateBy(declared.payload, command.payload, [...path, 'payload'])];
}

/** A command type that the version does not declare. [11/CEP CEP-03] */
export function unknownCommand(
  version: string,
  schemas: Assembly['schemas'][string],
  type: string,
  path: Path,
  at: Finding['at'] = 'value',
): Finding {
  const types = commandTypes(schemas);
  return {
    path,
    at,
    message: `"${version}" has no command "${type}" in schemas.commands; there are: ${listNames(types)}`,
    suggestion: nearest(type, types),
  };
}

/** Tokens are unique in an application, across its versions. (Kaa concepts) */
function checkTokens(versions: readonly VersionView[]): Finding[] {
  const applications = [...new Set(versions.map(({ application }) => application))];
  return applications.flatMap((application) => {
    const places = versions.filter((version) => version.application === application).flatMap(endpointsOf);
    return repeated(
      places,
      'token',
      (token, first) => `the token "${token}" is there twice in "${application}"; first: ${first.join('.')}`,
    );
  });
}

/** Endpoint IDs are unique in the platform. (Kaa concepts) */
function checkEndpointIds(versions: readonly VersionView[]): Finding[] {
  return repeated(
    versions.flatMap(endpointsOf),
    'endpointId',
    (id, first) =>
      `the endpoint ID "${id}" is there twice; it must be unique in the platform; first: ${first.join('.')}`,
  );
}

function repeated(
  places: readonly Place<ReturnType<typeof fieldsOf>>[],
  key: string,
  say: (value: string, first: Path) => string,
): Finding[] {
  const seen = new Map<string, Path>();
  return places.flatMap(({ path, item }) => {
    const value = textOf(item[key]);
    if (value === undefined) return [];
    const first = seen.get(value);
    if (first !== undefined) return [{ path: [...path, key], message: say(value, first) }];
    seen.set(value, path);
    return [];
  });
}

const SEMANTIC_VERSION =
  /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Versions of software are semantic, and unique in the application. (reference 7.7) */
function checkSoftware(base: Path, software: unknown): Finding[] {
  const places = itemsOf(software).map((item, index) => ({ path: [...base, index], item: fieldsOf(item) }));
  const named = places.flatMap(({ path, item }) => [
    { path: [...path, 'version'], value: item.version },
    ...itemsOf(item.upgradableFrom).map((value, index) => ({
      path: [...path, 'upgradableFrom', index],
      value,
    })),
  ]);
  const malformed = named.flatMap(({ path, value }) =>
    typeof value === 'string' && value !== '' && !SEMANTIC_VERSION.test(value)
      ? [{ path, message: `"${value}" must be a semantic version such as 1.0.2` }]
      : [],
  );
  return [
    ...malformed,
    ...repeated(places, 'version', (version) => `software ${version} is there twice in this application`),
  ];
}
