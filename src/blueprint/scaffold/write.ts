/**
 * Writing several files as one: either all of them are there afterwards, or everything is as it was.
 *
 * They are written beside their place first. A folder that is not there yet appears by one renaming; into a folder that
 * is there, files are moved one by one, and moved back when one of them fails.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { kaaError } from '../../errors.js';
import type { BlueprintFiles } from '../files.js';

/** @throws KaaError FILE_NOT_WRITABLE; nothing has changed then */
export async function writeFiles(folder: string, files: BlueprintFiles): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  let current = folder;
  try {
    const isNew = !(await exists(folder));
    const made = await mkdir(dirname(folder), { recursive: true });
    if (made !== undefined) undo.push(() => rm(made, { recursive: true }));
    // On the same file system as its place, so that nothing has to be copied there.
    const stage = await mkdtemp(
      isNew ? join(dirname(folder), `.${basename(folder)}-`) : join(folder, '.kaa-'),
    );
    undo.push(() => rm(stage, { recursive: true, force: true }));
    for (const [path, text] of files) {
      current = join(folder, path);
      await mkdir(dirname(join(stage, 'new', path)), { recursive: true });
      await writeFile(join(stage, 'new', path), text);
    }
    current = folder;
    if (isNew) await rename(join(stage, 'new'), folder);
    else
      for (const path of files.keys()) {
        current = join(folder, path);
        await placeFile(stage, folder, path, undo);
      }
    await rm(stage, { recursive: true, force: true });
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    const reason = (error as Error).message;
    throw kaaError('FILE_NOT_WRITABLE', { file: current, reason }, { cause: error });
  }
}

/**
 * True when nothing would be overwritten.
 * @throws KaaError FILE_NOT_WRITABLE when there can be no folder of this name
 */
export async function isAbsentOrEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    const tooLong = code === 'ENAMETOOLONG' ? 'the name is too long for the file system' : message;
    const reason = code === 'ENOTDIR' ? await whoIsInTheWay(folder) : tooLong;
    throw kaaError('FILE_NOT_WRITABLE', { file: folder, reason }, { cause: error });
  }
}

const whoIsInTheWay = async (folder: string) =>
  (await exists(folder)) ? 'it is a file, not a folder' : 'a part of this path is a file, not a folder';

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

async function placeFile(
  stage: string,
  folder: string,
  path: string,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  const target = join(folder, path);
  const made = await mkdir(dirname(target), { recursive: true });
  if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
  const entry = await stat(target).catch(() => undefined);
  if (entry?.isDirectory()) throw new Error('there is a folder of this name');
  if (entry !== undefined) {
    const kept = join(stage, 'old', path);
    await mkdir(dirname(kept), { recursive: true });
    await rename(target, kept);
    undo.push(() => rename(kept, target));
  }
  await rename(join(stage, 'new', path), target);
  undo.push(() => rm(target, { force: true }));
}
