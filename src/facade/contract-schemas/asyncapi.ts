/**
 * `kaa contract export asyncapi`: the AsyncAPI document of a version of a blueprint.
 */
import { fieldsOf, itemsOf, own } from '../../blueprint/data.js';
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { asyncapiDocument } from '../../contract/schemas/asyncapi/document.js';
import { loadBlueprint } from '../blueprints.js';
import { schemasByKind, versionOf } from './versions.js';

export interface ExportAsyncapiOptions {
  readonly blueprint?: string | undefined;
  /** The only one when absent. */
  readonly appVersion?: string | undefined;
}

/** Plain data, to be written as JSON or YAML. @throws KaaError SCHEMA_VERSION_UNKNOWN, SCHEMA_VERSION_NEEDED */
export async function exportAsyncapi(
  options: ExportAsyncapiOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const blueprint = await loadBlueprint(options.blueprint);
  const { application, name } = versionOf(blueprint, options.appVersion);
  const version = own(blueprint.applications, application)?.versions[name];
  return asyncapiDocument({
    appVersion: name,
    description: version?.description,
    instances: instancesOf(blueprint, application, name),
    schemas: schemasByKind(blueprint, name),
    commands: Object.keys(own(blueprint.schemas, name)?.commands ?? {}),
    servers: blueprint.environments,
  });
}

/** Extension instances that endpoints of the version may speak to. [1/KP KP-03] */
function instancesOf(
  { services, configs }: LoadedBlueprint,
  application: string,
  version: string,
): Record<string, string> {
  const kpc = Object.keys(configs).find((name) => own(services, name)?.service === 'kpc');
  const versions = fieldsOf(
    fieldsOf(kpc === undefined ? undefined : own(configs[kpc] ?? {}, application)).versions,
  );
  const allowed = fieldsOf(own(versions, version))['allowed-extension-instances'];
  const entries = Object.entries(services).map(([name, { service }]) => [name, service] as const);
  return Object.fromEntries(
    entries.filter(([name]) => !Array.isArray(allowed) || itemsOf(allowed).includes(name)),
  );
}
