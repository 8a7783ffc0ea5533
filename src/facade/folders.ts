/**
 * What snapshots ask of a disk, as a port: folders and files that are on the disk when a call returns.
 *
 * A test puts another implementation behind it, one that stops working at a chosen step.
 */
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Folders {
  /** Where a path really leads; the path itself when there is nothing. */
  real(path: string): Promise<string>;
  /** Makes the folder that a path is in, and those above it. */
  makeParent(path: string): Promise<void>;
  /** A new folder whose name begins like that. */
  makeDraft(prefix: string): Promise<string>;
  /** Writes a new file that only its owner may read. */
  write(file: string, parts: Iterable<string>): Promise<void>;
  /** Forces a folder to disk: which entries it has. */
  sync(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Deletes a folder with all that is in it; fine when there is none. */
  remove(folder: string): Promise<void>;
  /** Names of the entries; undefined when there is no such folder. */
  list(folder: string): Promise<readonly string[] | undefined>;
  read(file: string): Promise<string>;
  /** The lines of a file that are not empty. */
  readLines(file: string): Promise<readonly string[]>;
}

/** Parts are gathered to this many characters before they are written. */
const CHUNK_CHARACTERS = 256 * 1024;

/** The folders of this machine. */
export const diskFolders: Folders = {
  async real(path) {
    try {
      return await realpath(path);
    } catch {
      // What is not there yet may still be in a folder that is a link.
      return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
    }
  },

  async makeParent(path) {
    await mkdir(dirname(path), { recursive: true });
  },

  makeDraft: (prefix) => mkdtemp(prefix),

  async write(file, parts) {
    const handle = await open(file, 'wx', 0o600);
    try {
      for (const chunk of chunks(parts)) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },

  async sync(folder) {
    const handle = await open(folder, 'r').catch(() => undefined);
    // Some systems cannot force a folder to disk; their renames are as good as they get.
    await handle?.sync().catch(() => {});
    await handle?.close();
  },

  rename: (from, to) => rename(from, to),
  remove: (folder) => rm(folder, { recursive: true, force: true }),

  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },

  read: (file) => readFile(file, 'utf8'),

  async readLines(file) {
    const lines: string[] = [];
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
      if (line !== '') lines.push(line);
    return lines;
  },
};

function* chunks(parts: Iterable<string>): Generator<string> {
  let gathered = '';
  for (const part of parts) {
    gathered += part;
    if (gathered.length < CHUNK_CHARACTERS) continue;
    yield gathered;
    gathered = '';
  }
  yield gathered;
}
