/**
 * A file that is there as a whole or not at all: written beside its place under another name, and renamed when it is complete.
 *
 * What is no file (`/dev/stdout`, a pipe) cannot be replaced, and is written to as it is; so is a stream.
 */
import { once } from 'node:events';
import { type FileHandle, mkdtemp, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';

export type Chunk = string | Uint8Array;

export interface Output {
  /** Settles when more may be written. */
  write(chunk: Chunk): Promise<void>;
  /** The file is complete and takes its place. */
  commit(): Promise<void>;
  /** It is not wanted; what was there before stays. Nothing happens after `commit`. */
  discard(): Promise<void>;
}

/** Makes the error that a person gets, of the reason why a file cannot be written. */
export type Refused = (reason: string, cause: unknown) => Error;

/** @throws whatever `refused` makes, when the file cannot be made */
export async function openOutput(target: string | Writable, refused: Refused): Promise<Output> {
  if (typeof target !== 'string') return streamOutput(target, refused);
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw refused((error as Error).message, error);
    }
  };
  const file = await realpath(target).catch(() => resolve(target));
  const kind = await stat(file).catch(() => undefined);
  if (kind?.isDirectory()) throw refused('it is a folder', undefined);
  if (kind !== undefined && !kind.isFile()) return await attempt(() => directOutput(file, attempt));
  return await attempt(() => fileOutput(file, attempt));
}

type Attempt = <Result>(work: () => Promise<Result>) => Promise<Result>;

async function fileOutput(file: string, attempt: Attempt): Promise<Output> {
  const draft = await mkdtemp(join(dirname(file), `.${basename(file)}.kaa-new-`));
  const written = join(draft, basename(file));
  const remove = () => rm(draft, { recursive: true, force: true });
  const handle = await open(written, 'wx').catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  let isOver = false;
  return {
    write: (chunk) => attempt(() => handle.writeFile(chunk)),
    commit: () =>
      attempt(async () => {
        await handle.sync();
        await handle.close();
        await rename(written, file);
        await remove();
        isOver = true;
      }),
    async discard() {
      if (isOver) return;
      await handle.close().catch(() => {});
      await remove();
    },
  };
}

async function directOutput(file: string, attempt: Attempt): Promise<Output> {
  const handle: FileHandle = await open(file, 'w');
  return {
    write: (chunk) => attempt(() => handle.writeFile(chunk)),
    commit: () => attempt(() => handle.close()),
    discard: () => handle.close().catch(() => {}),
  };
}

/** The stream stays open: it is somebody else's. */
function streamOutput(stream: Writable, refused: Refused): Output {
  let failure: unknown;
  const onError = (error: unknown) => {
    failure = error;
  };
  stream.on('error', onError);
  const stop = async () => {
    stream.off('error', onError);
  };
  return {
    async write(chunk) {
      if (failure !== undefined) throw refused((failure as Error).message, failure);
      if (stream.write(chunk)) return;
      await once(stream, 'drain').catch((error: unknown) => {
        throw refused((error as Error).message, error);
      });
    },
    commit: stop,
    discard: stop,
  };
}
