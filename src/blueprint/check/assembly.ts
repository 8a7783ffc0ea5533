/**
 * What a blueprint says, put together from its files, whether or not it is right.
 *
 * The checks ask this view. It has the shape of a loaded blueprint, with one difference: nothing is promised about the
 * values, since another check may be about to refuse them.
 */
import { posix } from 'node:path';
import { type Fields, fieldsOf, itemsOf, own, textOf } from '../data.js';
import type { ServiceCatalog, VersionSchemas } from '../model.js';
import type { Path } from '../source.js';

/** A service instance, declared or default. */
export interface InstanceView {
  readonly service: string | undefined;
  readonly version?: string;
  readonly settings: Fields;
}

export interface VersionView {
  readonly application: string;
  readonly name: string;
  /** In blueprint.yaml. */
  readonly path: Path;
  readonly fields: Fields;
}

export interface Assembly {
  readonly applications: Fields;
  readonly services: Readonly<Record<string, InstanceView>>;
  /** `kaa.applications` of each file, by service instance name. */
  readonly configs: Readonly<Record<string, Fields>>;
  /** By application version name. */
  readonly schemas: Readonly<Record<string, VersionSchemas>>;
}

/** The schemas of a version that named none. */
export const NO_SCHEMAS: VersionSchemas = { commands: {} };

/** Every version of every application, in the order of the file. */
export function versionsOf(applications: Fields): VersionView[] {
  return Object.entries(applications).flatMap(([application, fields]) =>
    Object.entries(fieldsOf(fieldsOf(fields).versions)).map(([name, version]) => ({
      application,
      name,
      path: ['applications', application, 'versions', name],
      fields: fieldsOf(version),
    })),
  );
}

/** A schema file that a version names. */
export interface SchemaReference {
  readonly version: string;
  readonly path: Path;
  /** Relative to blueprint.yaml, normalized. */
  readonly file: string;
  /** `['dataSample']`, or `['commands', <type>, 'payload']`. */
  readonly role: readonly string[];
}

/** The schema files that a blueprint (the data of blueprint.yaml) names. */
export function schemaReferences(blueprint: unknown): SchemaReference[] {
  return versionsOf(fieldsOf(fieldsOf(blueprint).applications)).flatMap(({ name, path, fields }) => {
    const schemas = fieldsOf(fields.schemas);
    const commands = Object.entries(fieldsOf(schemas.commands)).flatMap(([type, command]) =>
      ['payload', 'result'].map((part) => ({
        role: ['commands', type, part],
        file: fieldsOf(command)[part],
      })),
    );
    const plain = ['dataSample', 'metadata', 'configuration'].map((part) => ({
      role: [part],
      file: schemas[part],
    }));
    return [...plain, ...commands].flatMap(({ role, file }) =>
      typeof file === 'string' && file !== ''
        ? [{ version: name, path: [...path, 'schemas', ...role], file: posix.normalize(file), role }]
        : [],
    );
  });
}

/** A contract file that a version names. */
export interface ContractReference {
  readonly version: string;
  readonly path: Path;
  /** Relative to blueprint.yaml, normalized. */
  readonly file: string;
}

/** The contract files that a blueprint (the data of blueprint.yaml) names. */
export function contractReferences(blueprint: unknown): ContractReference[] {
  return versionsOf(fieldsOf(fieldsOf(blueprint).applications)).flatMap(({ name, path, fields }) => {
    const file = textOf(fields.contract);
    if (file === undefined || file === '') return [];
    return [{ version: name, path: [...path, 'contract'], file: posix.normalize(file) }];
  });
}

/** The schemas of all versions, from the files that could be read. */
export function assembleSchemas(
  blueprint: unknown,
  schemaOf: (file: string) => object | undefined,
): Record<string, VersionSchemas> {
  const references = schemaReferences(blueprint);
  const versions = versionsOf(fieldsOf(fieldsOf(blueprint).applications));
  return Object.fromEntries(
    versions.map(({ name, fields }) => {
      const find = (...role: string[]) => {
        const reference = references.find(
          (candidate) => candidate.version === name && candidate.role.join('/') === role.join('/'),
        );
        return reference && schemaOf(reference.file);
      };
      const types = Object.keys(fieldsOf(fieldsOf(fields.schemas).commands));
      const commands = types.map((type) => [
        type,
        { payload: find('commands', type, 'payload'), result: find('commands', type, 'result') },
      ]);
      return [
        name,
        {
          dataSample: find('dataSample'),
          metadata: find('metadata'),
          configuration: find('configuration'),
          commands: Object.fromEntries(commands),
        },
      ];
    }),
  );
}

/** Declared instances over those of a plain installation. Settings of a default instance that are not named stay. */
export function assembleServices(declared: Fields, catalog: ServiceCatalog): Record<string, InstanceView> {
  const names = [...Object.keys(catalog.defaultInstances), ...Object.keys(declared)];
  return Object.fromEntries(
    [...new Set(names)].map((name) => {
      const byDefault = own(catalog.defaultInstances, name);
      const fields = fieldsOf(declared[name]);
      const service = textOf(fields.service) ?? byDefault?.service;
      const inherited = byDefault?.service === service ? byDefault?.settings : {};
      const version = textOf(fields.version) ?? byDefault?.version;
      return [
        name,
        {
          service,
          settings: { ...inherited, ...fieldsOf(fields.settings) },
          ...(version === undefined ? {} : { version }),
        },
      ];
    }),
  );
}

/** Command types that a version declares. */
export const commandTypes = (schemas: VersionSchemas) => Object.keys(schemas.commands);

/** Tokens that the blueprint declares for an application. */
export function declaredTokens(applications: Fields, application: string): string[] {
  return Object.values(fieldsOf(fieldsOf(own(applications, application)).versions)).flatMap((version) =>
    itemsOf(fieldsOf(version).endpoints).flatMap((endpoint) => textOf(fieldsOf(endpoint).token) ?? []),
  );
}
