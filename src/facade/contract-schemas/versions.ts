/**
 * An application version of a blueprint and its schemas, as the commands about schemas name them.
 */
import { own } from '../../blueprint/data.js';
import type { LoadedBlueprint, VersionSchemas } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';

/** The version that is named, or the only one. @throws KaaError SCHEMA_VERSION_UNKNOWN, SCHEMA_VERSION_NEEDED */
export function versionOf(
  { applications }: LoadedBlueprint,
  named: string | undefined,
): { readonly application: string; readonly name: string } {
  const all = Object.entries(applications).flatMap(([application, { versions }]) =>
    Object.keys(versions).map((name) => ({ application, name })),
  );
  const versions = all.map(({ name }) => name).join(', ');
  const found = named === undefined ? all : all.filter(({ name }) => name === named);
  const [only, ...others] = found;
  if (only === undefined) throw kaaError('SCHEMA_VERSION_UNKNOWN', { version: named ?? '', versions });
  if (others.length > 0) throw kaaError('SCHEMA_VERSION_NEEDED', { versions });
  return only;
}

/** The schemas of a version by kind: `data-sample`, `metadata`, `configuration`, `command.<type>.payload`, `command.<type>.result`. */
export function schemasByKind(
  { schemas }: Pick<LoadedBlueprint, 'schemas'>,
  version: string,
): Record<string, object> {
  const { dataSample, metadata, configuration, commands }: VersionSchemas = own(schemas, version) ?? {
    commands: {},
  };
  const parts = Object.entries(commands).flatMap(([type, { payload, result }]) => [
    [`command.${type}.payload`, payload] as const,
    [`command.${type}.result`, result] as const,
  ]);
  const all = [
    ['data-sample', dataSample] as const,
    ['metadata', metadata] as const,
    ['configuration', configuration] as const,
    ...parts,
  ];
  return Object.fromEntries(all.flatMap(([kind, schema]) => (schema === undefined ? [] : [[kind, schema]])));
}
