/**
 * Blueprints and fleets from disk: found, read, checked, completed and frozen; or refused with all that is wrong.
 *
 * This is the door. Behind it a blueprint is right, and nobody checks it again.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { kaaError } from '../errors.js';
import {
  type BlueprintCounts,
  type CheckedBlueprint,
  checkBlueprint,
  checkFleetSources,
  hasFile,
  loadedFleet,
} from './check/blueprint.js';
import { deepFreeze } from './data.js';
import {
  BLUEPRINT_FILE,
  FLEETS_FOLDER,
  readBlueprintFolder,
  readFiles,
  readFleetFiles,
  unreadFleets,
  yamlFiles,
} from './files.js';
import type { LoadedFleet } from './fleet/fleet.js';
import { type SchemaTools, schemaTools } from './json-schema.js';
import type { LoadedBlueprint, Problem, ServiceCatalog } from './model.js';
import { beside, refuse } from './problems.js';
import { recordingsOf } from './recording/recordings.js';
import { parseSource } from './source.js';

export interface BlueprintQuery {
  /** blueprint.yaml or its folder. Absent: searched in the current folder and those above it. */
  readonly path?: string | undefined;
  readonly catalog: ServiceCatalog;
}

export interface ValidationReport {
  readonly folder: string;
  /** Everything that is wrong; empty when the blueprint is right. */
  readonly problems: readonly Problem[];
  /** Worth knowing, and no reason to refuse the blueprint. */
  readonly notes: readonly Problem[];
  readonly counts: BlueprintCounts;
}

/**
 * The folder of the blueprint that a path belongs to: the nearest at or above it that holds a blueprint.yaml.
 * @param from a folder or a file; the current folder when absent
 * @throws KaaError BLUEPRINT_NOT_FOUND
 */
export async function findBlueprint(from = '.'): Promise<string> {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isFile(resolve(folder, BLUEPRINT_FILE))) return folder;
    if (dirname(folder) === folder) throw kaaError('BLUEPRINT_NOT_FOUND', { folder: start });
  }
}

/**
 * Reads a blueprint. Fleet files are not looked at: see {@link loadFleets}.
 * @throws KaaError BLUEPRINT_NOT_FOUND, or BLUEPRINT_INVALID with the problems in `details.problems`
 */
export async function loadBlueprint({ path, catalog }: BlueprintQuery): Promise<LoadedBlueprint> {
  const folder = await folderOf(path);
  const tools = schemaTools();
  const { files, unreadable } = await readBlueprintFolder(folder, { fleets: false });
  // Of a fleet that is not looked at, nothing is said either.
  const own = unreadable.filter(({ file }) => !file.startsWith(`${FLEETS_FOLDER}/`));
  const { problems, blueprint } = checkBlueprint(files, catalog, tools, { fleets: false });
  refuse(beside(own, problems), folder);
  return deepFreeze({ folder, ...blueprint, ...completed(blueprint, catalog, tools) });
}

/**
 * Everything that is wrong with a blueprint and its fleets. Refuses nothing but a folder without a blueprint.
 * @throws KaaError BLUEPRINT_NOT_FOUND
 */
export async function validateBlueprint({ path, catalog }: BlueprintQuery): Promise<ValidationReport> {
  const folder = await folderOf(path);
  const tools = schemaTools();
  const { files, unreadable } = await readBlueprintFolder(folder);
  const { problems, notes, counts } = checkBlueprint(files, catalog, tools);
  const unread = (await unreadFleets(folder)).map(noteUnreadFleet);
  return { folder, problems: beside(unreadable, problems), notes: [...notes, ...unread], counts };
}

const noteUnreadFleet = (file: string): Problem => ({
  file,
  line: 1,
  column: 1,
  path: '',
  message: `not read: fleets stand in ${FLEETS_FOLDER}/ itself; run it by its path, or move it there`,
});

export interface FleetQuery {
  /** A fleet file, or a folder whose `*.yaml` and `*.yml` files are read in the order of their names. */
  readonly path: string;
  readonly blueprint: LoadedBlueprint;
}

/**
 * Reads fleet files and checks them against their blueprint, and against each other.
 * @throws KaaError FLEETS_NOT_FOUND, or BLUEPRINT_INVALID with the problems in `details.problems`
 */
export async function loadFleets({ path, blueprint }: FleetQuery): Promise<readonly LoadedFleet[]> {
  const tools = schemaTools();
  const place = resolve(path);
  const paths = (await isFile(place))
    ? [place]
    : (await yamlFiles(place, '.')).map((name) => resolve(place, name));
  const { folder } = blueprint;
  const fleets = await readFiles(
    folder,
    paths.map((file) => slashed(relative(folder, file))),
  );
  const sources = [...fleets.files].map(([file, text]) => parseSource(file, text));
  if (sources.length === 0) throw kaaError('FLEETS_NOT_FOUND', { path });
  const named = await readFleetFiles(
    folder,
    sources.map(({ data }) => data),
  );
  const recordings = recordingsOf(named.files);
  const valueTools = { tools, recordings, hasFile: hasFile(named.files) };
  const unreadable = [...fleets.unreadable, ...named.unreadable];
  refuse(beside(unreadable, checkFleetSources(sources, blueprint, valueTools)), folder);
  return deepFreeze(
    sources.map((source) => ({
      ...loadedFleet(source, blueprint.applications),
      folder,
      recordings,
    })),
  );
}

/** The folder in which a blueprint keeps its fleets. */
export const fleetsFolder = (blueprint: LoadedBlueprint) => resolve(blueprint.folder, FLEETS_FOLDER);

async function folderOf(path: string | undefined): Promise<string> {
  if (path === undefined) return await findBlueprint();
  const place = resolve(path);
  const folder = basename(place) === BLUEPRINT_FILE ? dirname(place) : place;
  if (await isFile(resolve(folder, BLUEPRINT_FILE))) return folder;
  throw kaaError('BLUEPRINT_MISSING', { folder });
}

/** Settings of the services with their defaults. */
function completed(
  blueprint: CheckedBlueprint['blueprint'],
  catalog: ServiceCatalog,
  tools: SchemaTools,
): Pick<LoadedBlueprint, 'services'> {
  const services = Object.entries(blueprint.services).map(([name, instance]) => {
    const schema = catalog.services[instance.service]?.settings;
    const settings = schema === undefined ? instance.settings : tools.complete(schema, instance.settings);
    return [name, { ...instance, settings }];
  });
  return { services: Object.fromEntries(services) };
}

const isFile = (path: string) =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

const slashed = (path: string) => (sep === '/' ? path : path.replaceAll(sep, '/'));
