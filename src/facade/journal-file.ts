/**
 * The journal as a file: one event a line, as JSON (NDJSON), in the order in which they happened.
 *
 * Lines are gathered and written in chunks; `close` waits until the last one is on disk.
 */
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { kaaError } from '../errors.js';
import type { Journal } from '../kernel/journal.js';

const CHUNK_CHARACTERS = 64 * 1024;

export interface JournalFile {
  /** @throws KaaError JOURNAL_NOT_WRITABLE when a line could not be written */
  close(): Promise<void>;
}

/**
 * Writes every event of the journal, from its first, to a new file.
 * @throws KaaError JOURNAL_NOT_WRITABLE when the file cannot be made
 */
export async function writeJournal(journal: Journal, file: string): Promise<JournalFile> {
  const refused = (error: unknown) =>
    kaaError('JOURNAL_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
  try {
    await (await open(file, 'w')).close();
  } catch (error) {
    throw refused(error);
  }
  const stream = createWriteStream(file);
  const done = finished(stream).then(
    () => undefined,
    (error: unknown) => refused(error),
  );
  let lines = '';
  const add = (event: object) => {
    lines += `${JSON.stringify(event)}\n`;
    if (lines.length < CHUNK_CHARACTERS) return;
    stream.write(lines);
    lines = '';
  };
  for (const event of journal.events()) add(event);
  const stop = journal.listen(add);
  return {
    async close() {
      stop();
      stream.end(lines);
      const failure = await done;
      if (failure !== undefined) throw failure;
    },
  };
}

/**
 * Runs something with its journal on disk, if a file is named; the file is complete when the promise settles, however
 * the work ended.
 * @throws KaaError JOURNAL_NOT_WRITABLE
 */
export async function withJournalFile<Result>(
  journal: Journal,
  file: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return await work();
  const written = await writeJournal(journal, file);
  try {
    return await work();
  } finally {
    await written.close();
  }
}
