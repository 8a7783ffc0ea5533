/**
 * The files of a blueprint, from wherever, as one side of a comparison. What is not compared is not checked: an old revision may
 * be wrong in ways that were not told then.
 */
import { schemaReferences, versionsOf } from '../../blueprint/check/assembly.js';
import { checkBlueprint } from '../../blueprint/check/blueprint.js';
import { fieldsOf, isFields, own } from '../../blueprint/data.js';
import { BLUEPRINT_FILE, type BlueprintFiles, CONFIG_FOLDER } from '../../blueprint/files.js';
import type { SchemaTools } from '../../blueprint/json-schema.js';
import type { LoadedBlueprint, Problem, VersionSchemas } from '../../blueprint/model.js';
import { refuse } from '../../blueprint/problems.js';
import { parseSource } from '../../blueprint/source.js';
import type { MetadataKeys, SchemaFile, Side, SideVersion } from '../../contract/schemas/diff/side.js';
import { serviceCatalog } from '../../platform/catalog.js';

/** @param name what people call this side, and where its problems are said to be @throws KaaError BLUEPRINT_INVALID */
export function sideOf(name: string, files: BlueprintFiles, tools: SchemaTools): Side {
  const { problems, blueprint } = checkBlueprint(files, serviceCatalog(), tools, { fleets: false });
  const source = parseSource(BLUEPRINT_FILE, files.get(BLUEPRINT_FILE) ?? '');
  refuse(problems.filter(isInTheWay), name);
  const references = schemaReferences(source.data);
  const schemaFile = (version: string, role: string, schema: object | undefined): SchemaFile | undefined => {
    const reference = references.find((one) => one.version === version && one.role.join('/') === role);
    if (reference === undefined || schema === undefined) return undefined;
    const { locate } = parseSource(reference.file, files.get(reference.file) ?? '');
    return { file: reference.file, schema, locate: (path) => locate(path) };
  };
  const versions = versionsOf(fieldsOf(blueprint.applications)).map((version): SideVersion => {
    const schemas = own(blueprint.schemas, version.name) ?? { commands: {} };
    return {
      name: version.name,
      schemas: schemasOf(schemas, (role, schema) => schemaFile(version.name, role, schema)),
      commands: Object.keys(schemas.commands),
      metadataKeys: metadataKeysOf(blueprint, files, version.application, version.name),
      contract: own(blueprint.contracts ?? {}, version.name),
      position: source.locate(version.path, 'key'),
    };
  });
  return { name, versions };
}

/** Settings are read as far as they can be; values that do not fit their schemas are for `kaa blueprint validate`. */
function isInTheWay({ file, path }: Problem): boolean {
  return (
    !file.startsWith(`${CONFIG_FOLDER}/`) &&
    !/\.(configuration|endpoints|when)(\.|$)/.test(path.replace(/\.schemas\..*/, ''))
  );
}

function schemasOf(
  schemas: VersionSchemas,
  fileOf: (role: string, schema: object | undefined) => SchemaFile | undefined,
): Record<string, SchemaFile> {
  const commands = Object.entries(schemas.commands).flatMap(([type, { payload, result }]) => [
    [`command.${type}.payload`, fileOf(`commands/${type}/payload`, payload)] as const,
    [`command.${type}.result`, fileOf(`commands/${type}/result`, result)] as const,
  ]);
  const all = [
    ['data-sample', fileOf('dataSample', schemas.dataSample)] as const,
    ['metadata', fileOf('metadata', schemas.metadata)] as const,
    ['configuration', fileOf('configuration', schemas.configuration)] as const,
    ...commands,
  ];
  return Object.fromEntries(all.flatMap(([subject, file]) => (file === undefined ? [] : [[subject, file]])));
}

/** The whitelist of the version; of several instances of epmx, the first that has one. [10/EPMP EPMP-06] */
function metadataKeysOf(
  { configs, services }: Pick<LoadedBlueprint, 'configs' | 'services'>,
  files: BlueprintFiles,
  application: string,
  version: string,
): MetadataKeys | undefined {
  for (const [instance, applications] of Object.entries(configs)) {
    if (own(services, instance)?.service !== 'epmx') continue;
    const versions = fieldsOf(fieldsOf(own(applications, application)).versions);
    const list = fieldsOf(own(versions, version))['metadata-keys'];
    if (!isFields(list)) continue;
    const file = `${CONFIG_FOLDER}/${instance}.yaml`;
    const { locate } = parseSource(file, files.get(file) ?? '');
    const path = ['kaa', 'applications', application, 'versions', version, 'metadata-keys'];
    const keys = Object.entries(list).map(([key, access]) => [
      key,
      fieldsOf(access)['write-enabled'] !== false,
    ]);
    return { file, keys: Object.fromEntries(keys), locate: (key) => locate([...path, key], 'key') };
  }
  return undefined;
}
