/**
 * The files of a blueprint as texts, read from a folder: everything that the checks look at, in one value.
 *
 * A map from the path (relative to blueprint.yaml, with forward slashes) to the text. Reading happens here alone, so
 * the checks are pure, and what is not on disk yet can be checked just the same. Bytes that are no text are a problem of their
 * file, found here, since nobody sees them any more in a text.
 */
import { readdir, readFile } from 'node:fs/promises';
import { posix, resolve, sep } from 'node:path';
import { contractReferences, schemaReferences } from './check/assembly.js';
import { modulesIn } from './fleet/modules-in.js';
import type { Problem } from './model.js';
import { nearest } from './nearest.js';
import { refuse } from './problems.js';
import { recordingFiles } from './recording/recordings.js';
import { sourceIn } from './source.js';
import { type TextFile, textFile } from './text-file.js';

export type BlueprintFiles = ReadonlyMap<string, string>;

export const BLUEPRINT_FILE = 'blueprint.yaml';
export const CONFIG_FOLDER = 'config';
export const FLEETS_FOLDER = 'fleets';
/** Where contracts usually stand; versions name them by file. */
export const CONTRACTS_FOLDER = 'contracts';

/** What was read, and which of it is not text throughout. */
export interface ReadFiles {
  readonly files: BlueprintFiles;
  /** One for each such file, whose text is a guess then. */
  readonly unreadable: readonly Problem[];
}

interface ReadOptions {
  /** Also what fleets name; fleet files themselves are always among the files. True when absent. */
  readonly fleets?: boolean;
}

/**
 * Everything that belongs to the blueprint in this folder. Files that it names and that are not there are left out.
 * @throws KaaError BLUEPRINT_INVALID when a file is not UTF-8
 */
export async function readBlueprintFiles(folder: string, options?: ReadOptions): Promise<BlueprintFiles> {
  const { files, unreadable } = await readBlueprintFolder(folder, options);
  refuse(unreadable, folder);
  return files;
}

/** As {@link readBlueprintFiles}, for those who say what else is wrong. */
export async function readBlueprintFolder(
  folder: string,
  { fleets: withFleets = true }: ReadOptions = {},
): Promise<ReadFiles> {
  const files = new Map<string, string>();
  const unreadable: Problem[] = [];
  const read: ReadInto = (names) => readInto({ files, unreadable }, folder, names);
  await read([BLUEPRINT_FILE]);
  const { data } = sourceIn(files, BLUEPRINT_FILE);
  const references = [...schemaReferences(data), ...contractReferences(data)].map(({ file }) => file);
  const [settings, fleets, contracts] = await Promise.all([
    yamlFiles(folder, CONFIG_FOLDER),
    yamlFiles(folder, FLEETS_FOLDER),
    yamlFiles(folder, CONTRACTS_FOLDER),
  ]);
  await read([...references, ...settings, ...fleets, ...contracts]);
  for (const path of references.filter((reference) => !files.has(reference))) {
    const meant = await neighbour(folder, path);
    if (meant !== undefined) await read([meant]);
  }
  if (withFleets) await read(namedByFleets(fleets.map((path) => sourceIn(files, path).data)));
  return { files, unreadable };
}

/**
 * The files that fleets name: recordings to be replayed, and modules. Those that are not there are left out.
 * @param fleets data of fleet files, checked or not
 */
export async function readFleetFiles(folder: string, fleets: readonly unknown[]): Promise<ReadFiles> {
  return await readFiles(folder, namedByFleets(fleets));
}

function namedByFleets(fleets: readonly unknown[]): string[] {
  const modules = fleets.flatMap(modulesIn).map(({ file }) => posix.normalize(file));
  return [...fleets.flatMap(recordingFiles), ...modules];
}

/** Files by their paths from a folder, those that are there. */
export async function readFiles(folder: string, paths: readonly string[]): Promise<ReadFiles> {
  const read = { files: new Map<string, string>(), unreadable: [] };
  await readInto(read, folder, paths);
  return read;
}

type ReadInto = (names: readonly string[]) => Promise<void>;

/** Reads files beside each other, and adds those that are there in the order of their names here. */
async function readInto(
  { files, unreadable }: { readonly files: Map<string, string>; readonly unreadable: Problem[] },
  folder: string,
  names: readonly string[],
): Promise<void> {
  const paths = [...new Set(names)].filter((path) => !files.has(path));
  const contents = await Promise.all(paths.map((path) => readIfThere(resolve(folder, path))));
  for (const [index, read] of contents.entries()) {
    const file = paths[index] as string;
    if (read === undefined) continue;
    files.set(file, read.text);
    if (read.fault !== undefined) unreadable.push({ file, path: '', ...read.fault });
  }
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

/** A file as text; undefined when there is none. */
export async function readIfThere(path: string): Promise<TextFile | undefined> {
  const bytes = await readFile(path).catch(ignoreMissing(undefined));
  return bytes && textFile(bytes);
}

/** Not there, or a folder where a file should be: both mean that there is no such file. */
const ignoreMissing =
  <Value>(value: Value) =>
  (error: NodeJS.ErrnoException): Value => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return value;
    throw error;
  };
