/**
 * The files of a blueprint as texts, read from a folder: everything that the checks look at, in one value.
 *
 * A map from the path (relative to blueprint.yaml, with forward slashes) to the text. Reading happens here alone, so
 * the checks are pure, and what is not on disk yet can be checked just the same.
 */
import { readdir, readFile } from 'node:fs/promises';
import { posix, resolve, sep } from 'node:path';
import { contractReferences, schemaReferences } from './check/assembly.js';
import { modulesIn } from './fleet/modules-in.js';
import { nearest } from './nearest.js';
import { recordingFiles } from './recording/recordings.js';
import { sourceIn } from './source.js';

export type BlueprintFiles = ReadonlyMap<string, string>;

export const BLUEPRINT_FILE = 'blueprint.yaml';
export const CONFIG_FOLDER = 'config';
export const FLEETS_FOLDER = 'fleets';
/** Where contracts usually stand; versions name them by file. */
export const CONTRACTS_FOLDER = 'contracts';

/**
 * Everything that belongs to the blueprint in this folder. Files that it names and that are not there are left out.
 * @param fleets also what fleets name; fleet files themselves are always among the files
 */
export async function readBlueprintFiles(
  folder: string,
  { fleets: withFleets = true }: { readonly fleets?: boolean } = {},
): Promise<BlueprintFiles> {
  const blueprint = await readIfThere(resolve(folder, BLUEPRINT_FILE));
  const files = new Map<string, string>();
  if (blueprint !== undefined) files.set(BLUEPRINT_FILE, blueprint);
  const { data } = sourceIn(files, BLUEPRINT_FILE);
  const references = [...schemaReferences(data), ...contractReferences(data)].map(({ file }) => file);
  const [settings, fleets, contracts] = await Promise.all([
    yamlFiles(folder, CONFIG_FOLDER),
    yamlFiles(folder, FLEETS_FOLDER),
    yamlFiles(folder, CONTRACTS_FOLDER),
  ]);
  await readInto(files, folder, [...references, ...settings, ...fleets, ...contracts]);
  for (const path of references.filter((reference) => !files.has(reference))) {
    const meant = await neighbour(folder, path);
    if (meant !== undefined) files.set(meant, (await readIfThere(resolve(folder, meant))) ?? '');
  }
  if (!withFleets) return files;
  const fleetData = fleets.map((path) => sourceIn(files, path).data);
  for (const [path, text] of await readFleetFiles(folder, fleetData)) files.set(path, text);
  return files;
}

/**
 * The files that fleets name: recordings to be replayed, and modules. Those that are not there are left out.
 * @param fleets data of fleet files, checked or not
 */
export async function readFleetFiles(folder: string, fleets: readonly unknown[]): Promise<BlueprintFiles> {
  const files = new Map<string, string>();
  const modules = fleets.flatMap(modulesIn).map(({ file }) => posix.normalize(file));
  await readInto(files, folder, [...fleets.flatMap(recordingFiles), ...modules]);
  return files;
}

/** Reads files beside each other, and adds those that are there in the order of their names here. */
async function readInto(files: Map<string, string>, folder: string, names: readonly string[]): Promise<void> {
  const paths = [...new Set(names)];
  const texts = await Promise.all(paths.map((path) => readIfThere(resolve(folder, path))));
  for (const [index, text] of texts.entries())
    if (text !== undefined) files.set(paths[index] as string, text);
}

/** Fleet files below the folder of fleets, where nobody reads them. */
export async function unreadFleets(root: string): Promise<string[]> {
  const entries = await readdir(resolve(root, FLEETS_FOLDER), { recursive: true }).catch(ignoreMissing([]));
  return entries
    .map((name) => posix.join(FLEETS_FOLDER, ...name.split(sep)))
    .filter((path) => /\.ya?ml$/.test(path) && posix.dirname(path) !== FLEETS_FOLDER)
    .sort();
}

/** The file beside one that is not there whose name is nearest to it, to be suggested. */
async function neighbour(root: string, path: string): Promise<string | undefined> {
  const folder = posix.dirname(path);
  const entries = await readdir(resolve(root, folder)).catch(() => []);
  const meant = nearest(
    posix.basename(path),
    entries.filter((name) => posix.extname(name) === posix.extname(path)),
  );
  return meant === undefined ? undefined : posix.join(folder, meant);
}

/** Paths of the YAML files directly in a folder, sorted; none when the folder is not there. */
export async function yamlFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(resolve(root, folder)).catch(ignoreMissing([]));
  return entries
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => posix.join(folder, name));
}

/** The text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(ignoreMissing(undefined));
}

/** Not there, or a folder where a file should be: both mean that there is no such file. */
const ignoreMissing =
  <Value>(value: Value) =>
  (error: NodeJS.ErrnoException): Value => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return value;
    throw error;
  };
