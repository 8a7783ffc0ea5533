/**
 * The whole check: texts in, everything that is wrong with them out, all at once and with places.
 *
 * It is pure. Each part looks at data that another part may be about to refuse, so that one mistake hides no other; only
 * when blueprint.yaml has no applications to read are names not held against it, since then every name would be wrong.
 */
import { posix } from 'node:path';
import { type Fields, fieldsOf, isFields, itemsOf } from '../data.js';
import { BLUEPRINT_FILE, type BlueprintFiles, CONFIG_FOLDER, FLEETS_FOLDER } from '../files.js';
import type { Fleet, LoadedFleet } from '../fleet/fleet.js';
import type { SchemaTools } from '../json-schema.js';
import { Blueprint, type LoadedBlueprint, type Problem, type ServiceCatalog } from '../model.js';
import { type Finding, problemAt, sortProblems } from '../problems.js';
import { recordingsOf } from '../recording/recordings.js';
import { findingsOfFile } from '../schema-errors.js';
import { type Source, sourceIn } from '../source.js';
import { type Assembly, assembleSchemas, assembleServices, versionsOf } from './assembly.js';
import { checkContracts } from './contracts.js';
import { checkCredentials } from './credentials.js';
import { checkDeclarations } from './endpoints.js';
import { checkFleet } from './fleet.js';
import { checkFleetsTogether } from './fleet-tokens.js';
import { checkNames, noteComposition } from './names.js';
import { checkSchemaFiles } from './schema-files.js';
import { checkConfig, checkServices, noteConfig } from './services.js';
import { checkTenants } from './tenants.js';
import type { ValueTools } from './values.js';

/** How many of each were looked at. */
export interface BlueprintCounts {
  readonly applications: number;
  readonly versions: number;
  readonly services: number;
  readonly configs: number;
  readonly schemas: number;
  readonly contracts: number;
  readonly endpoints: number;
  readonly fleets: number;
}

export interface CheckedBlueprint {
  readonly problems: readonly Problem[];
  /** Worth knowing, and no reason to refuse the blueprint. */
  readonly notes: readonly Problem[];
  readonly counts: BlueprintCounts;
  /** Only to be trusted when there are no problems. */
  readonly blueprint: Omit<LoadedBlueprint, 'folder'>;
}

/** @param fleets look at the fleet files too */
export function checkBlueprint(
  files: BlueprintFiles,
  catalog: ServiceCatalog,
  tools: SchemaTools,
  { fleets = true }: { readonly fleets?: boolean } = {},
): CheckedBlueprint {
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  const source = sourceIn(files, BLUEPRINT_FILE);
  const configs = sourcesIn(files, CONFIG_FOLDER);
  const fleetSources = fleets ? sourcesIn(files, FLEETS_FOLDER) : [];
  const schemas = checkSchemaFiles(source, files, tools, report);
  const assembly = assemble(source.data, configs, schemas, catalog);
  const named = source.problems.length === 0 && isFields(fieldsOf(source.data).applications);

  problems.push(...[source, ...configs].flatMap((file) => file.problems));
  if (source.problems.length === 0) problems.push(...checkBlueprintFile(source, assembly, catalog, tools));
  if (named) problems.push(...configs.flatMap((config) => checkConfigFile(config, assembly, catalog, tools)));
  const contracts = checkContracts(source, files, assembly, tools);
  if (named) problems.push(...contracts.problems);
  const recordings = recordingsOf(files);
  const valueTools = { tools, recordings, hasFile: hasFile(files) };
  problems.push(...checkFleetSources(fleetSources, named ? assembly : undefined, valueTools));
  return {
    problems: sortProblems(problems),
    // Of what blueprint.yaml does not name, nothing can be said while nobody knows what it names.
    notes: named ? sortProblems([...notesOn(source, configs, assembly), ...contracts.notes]) : [],
    counts: {
      ...countsOf(source.data, assembly, configs, schemas, fleetSources),
      contracts: Object.keys(contracts.contracts).length,
    },
    blueprint: { ...identityOf(source.data), ...assembly, contracts: contracts.contracts } as Omit<
      LoadedBlueprint,
      'folder'
    >,
  };
}

/** Fleet files alone, against a blueprint that has been checked. */
export function checkFleetSources(
  sources: readonly Source[],
  assembly: Assembly | undefined,
  valueTools: ValueTools,
): Problem[] {
  const readable = sources.filter((source) => source.problems.length === 0);
  return sortProblems([
    ...sources.flatMap((source) => source.problems),
    ...readable.flatMap((source) =>
      checkFleet(source.data, assembly, valueTools).map((finding) => problemAt(source, finding)),
    ),
    ...checkFleetsTogether(readable, assembly),
  ]);
}

/** Whether a file that a fleet names is there. */
export const hasFile = (files: BlueprintFiles) => (path: string) => files.has(posix.normalize(path));

/** A fleet file that has passed its checks, as its users see it. */
export function loadedFleet(source: Source, applications: Fields): LoadedFleet {
  const fleet = source.data as Fleet;
  const version = versionsOf(applications).find(({ name }) => name === fleet.version);
  return { file: source.file, fleet, applicationName: version?.application ?? '' };
}

function sourcesIn(files: BlueprintFiles, folder: string): Source[] {
  return [...files.keys()]
    .filter((path) => path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path))
    .map((path) => sourceIn(files, path));
}

const instanceOf = (config: Source) => config.file.slice(CONFIG_FOLDER.length + 1).replace(/\.ya?ml$/, '');

function assemble(
  data: unknown,
  configs: readonly Source[],
  schemas: ReadonlyMap<string, object>,
  catalog: ServiceCatalog,
): Assembly {
  const applications = configs.map((config) => {
    const settings = Object.entries(fieldsOf(fieldsOf(fieldsOf(config.data).kaa).applications));
    return [instanceOf(config), Object.fromEntries(settings.map(([name, value]) => [name, fieldsOf(value)]))];
  });
  return {
    applications: fieldsOf(fieldsOf(data).applications),
    services: assembleServices(fieldsOf(fieldsOf(data).services), catalog),
    configs: Object.fromEntries(applications),
    schemas: assembleSchemas(data, (file) => schemas.get(file)),
  };
}

function checkBlueprintFile(
  source: Source,
  assembly: Assembly,
  catalog: ServiceCatalog,
  tools: SchemaTools,
): Problem[] {
  const findings: Finding[] = [
    ...findingsOfFile(tools.validate(Blueprint, source.data), source.data),
    ...checkNames(source.data),
    ...checkServices(source.data, catalog, tools, assembly.services),
    ...checkDeclarations(assembly, tools),
    ...checkCredentials(source.data),
    ...checkTenants(source.data),
  ];
  return findings.map((finding) => problemAt(source, finding));
}

function checkConfigFile(
  config: Source,
  assembly: Assembly,
  catalog: ServiceCatalog,
  tools: SchemaTools,
): Problem[] {
  if (config.problems.length > 0) return [];
  const instance = instanceOf(config);
  const name: Finding[] = config.file.endsWith('.yml')
    ? [{ path: [], message: `name it ${CONFIG_FOLDER}/${instance}.yaml: Kaa reads .yaml files only` }]
    : [];
  const findings = [...name, ...checkConfig(instance, config.data, assembly, catalog, tools)];
  return findings.map((finding) => problemAt(config, finding));
}

function notesOn(source: Source, configs: readonly Source[], assembly: Assembly): Problem[] {
  return [
    ...noteComposition(source.data).map((finding) => problemAt(source, finding)),
    ...configs.flatMap((config) =>
      noteConfig(instanceOf(config), config.data, assembly).map((finding) => problemAt(config, finding)),
    ),
  ];
}

function identityOf(data: unknown) {
  const { name, tenant, tenants, environments, credentials } = fieldsOf(data);
  // Every installation has a system tenant of this name. (reference 1.1)
  return {
    name,
    tenant: tenant ?? 'kaa',
    tenants: fieldsOf(tenants),
    environments: fieldsOf(environments),
    credentials: fieldsOf(credentials),
  };
}

function countsOf(
  data: unknown,
  assembly: Assembly,
  configs: readonly Source[],
  schemas: ReadonlyMap<string, object>,
  fleets: readonly Source[],
): Omit<BlueprintCounts, 'contracts'> {
  const versions = versionsOf(fieldsOf(fieldsOf(data).applications));
  return {
    applications: Object.keys(assembly.applications).length,
    versions: versions.length,
    services: Object.keys(assembly.services).length,
    configs: configs.length,
    schemas: schemas.size,
    endpoints: versions.reduce((sum, { fields }) => sum + itemsOf(fields.endpoints).length, 0),
    fleets: fleets.length,
  };
}
