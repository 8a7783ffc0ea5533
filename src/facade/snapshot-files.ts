/**
 * Snapshots on disk: a folder per snapshot, replaced as a whole.
 *
 * The new folder is written beside the old one (`DIR.kaa-new-…`), forced to disk, and swapped in by renaming:
 *
 *     DIR → DIR.kaa-old,   DIR.kaa-new-… → DIR,   DIR.kaa-old is deleted
 *
 * Wherever that stops, the old or the new snapshot is there, complete: as DIR, or, between the two renames, as
 * DIR.kaa-old, which the next reading or writing puts back. Nothing but a snapshot is ever replaced.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { kaaError } from '../errors.js';
import type { Snapshot } from '../platform/snapshot/schema.js';
import { HEADER_FILE, isSnapshotFile, type SnapshotTexts, snapshotTexts } from '../platform/snapshot/text.js';
import { diskFolders, type Folders } from './folders.js';

/** What file managers leave in every folder. */
const LITTER = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

const oldOf = (folder: string) => `${folder}.kaa-old`;
const draftPrefixOf = (folder: string) => `${folder}.kaa-new-`;

/**
 * Writes a snapshot, in place of the one that was there.
 * @returns the folder, as a whole path
 * @throws KaaError SNAPSHOT_FOLDER_TAKEN, SNAPSHOT_NOT_WRITABLE; what was there before is still there
 */
export async function saveSnapshot(
  snapshot: Snapshot,
  path: string,
  folders: Folders = diskFolders,
): Promise<string> {
  const folder = await preparedTarget(path, folders);
  let draft: string | undefined;
  try {
    draft = await folders.makeDraft(draftPrefixOf(folder));
    for (const { name, parts } of snapshotTexts(snapshot)) await folders.write(join(draft, name), parts);
    await folders.sync(draft);
    await swapIn(draft, folder, folders);
    return folder;
  } catch (error) {
    if (draft !== undefined) await folders.remove(draft).catch(() => {});
    throw notWritable(folder, error);
  }
}

async function swapIn(draft: string, folder: string, folders: Folders): Promise<void> {
  const old = oldOf(folder);
  const isReplacing = (await folders.list(folder)) !== undefined;
  if (isReplacing) await folders.rename(folder, old);
  try {
    await folders.rename(draft, folder);
  } catch (error) {
    if (isReplacing) await folders.rename(old, folder);
    throw error;
  }
  await folders.sync(dirname(folder));
  // The new snapshot is there: that the old one could not be deleted is no failure, the next writing tries again.
  if (isReplacing) await folders.remove(old).catch(() => {});
}

/**
 * Whether a snapshot may be written to a folder, before there is one: that is when somebody can still choose another.
 * @throws KaaError SNAPSHOT_FOLDER_TAKEN, SNAPSHOT_NOT_WRITABLE
 */
export async function checkTarget(path: string, folders: Folders = diskFolders): Promise<void> {
  const folder = await preparedTarget(path, folders);
  try {
    await folders.remove(await folders.makeDraft(draftPrefixOf(folder)));
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/** Puts right what a crash has left; refuses a folder with anything else in it. */
async function preparedTarget(path: string, folders: Folders): Promise<string> {
  const folder = await folders.real(resolve(path));
  let entries: readonly string[] | undefined;
  try {
    await folders.makeParent(folder);
    await putBack(folder, folders);
    await sweep(folder, folders);
    entries = await folders.list(folder);
  } catch (error) {
    throw notWritable(folder, error);
  }
  const stranger = entries?.find((name) => !isSnapshotFile(name) && !LITTER.includes(name));
  if (stranger !== undefined) throw kaaError('SNAPSHOT_FOLDER_TAKEN', { folder, entry: stranger });
  return folder;
}

function notWritable(folder: string, error: unknown) {
  return kaaError('SNAPSHOT_NOT_WRITABLE', { folder, reason: (error as Error).message }, { cause: error });
}

/**
 * Reads the files of a snapshot; they are checked by whoever takes it.
 * @returns undefined when there is none
 * @throws KaaError SNAPSHOT_NOT_READABLE
 */
export async function readSnapshotFiles(
  path: string,
  folders: Folders = diskFolders,
): Promise<{ readonly folder: string; readonly texts: SnapshotTexts } | undefined> {
  const folder = await folders.real(resolve(path));
  try {
    await putBack(folder, folders);
    const names = await folders.list(folder);
    if (names === undefined || !names.includes(HEADER_FILE)) return undefined;
    const texts = new Map<string, string | readonly string[]>();
    for (const name of names.filter(isSnapshotFile)) {
      const file = join(folder, name);
      texts.set(name, name.endsWith('.ndjson') ? await folders.readLines(file) : await folders.read(file));
    }
    return { folder, texts };
  } catch (error) {
    throw kaaError('SNAPSHOT_NOT_READABLE', { folder, reason: (error as Error).message }, { cause: error });
  }
}

/** Between its two renames a swap may have ended: then the old snapshot is put back. */
async function putBack(folder: string, folders: Folders): Promise<void> {
  const old = oldOf(folder);
  if (!(await isSnapshot(old, folders))) return;
  const entries = await folders.list(folder);
  // An empty folder of that name was made by somebody since; it is not worth more than the snapshot.
  if (entries?.length === 0) await folders.remove(folder);
  if (entries === undefined || entries.length === 0) await folders.rename(old, folder);
}

/** Deletes what crashes have left beside a snapshot. */
async function sweep(folder: string, folders: Folders): Promise<void> {
  const parent = dirname(folder);
  const prefix = basename(draftPrefixOf(folder));
  if (await isSnapshot(folder, folders)) await folders.remove(oldOf(folder));
  for (const name of (await folders.list(parent)) ?? [])
    if (name.startsWith(prefix)) await folders.remove(join(parent, name));
}

async function isSnapshot(folder: string, folders: Folders): Promise<boolean> {
  return (await folders.list(folder))?.includes(HEADER_FILE) ?? false;
}
