/**
 * The journal as a file: one event a line, as JSON (NDJSON), in the order in which they happened.
 *
 * Lines are gathered and written in chunks, at least every second; `close` waits until the last one is on disk.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { kaaError } from '../errors.js';
import type { Cancel, Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { JournalEvent } from '../kernel/journal-events.js';

const CHUNK_CHARACTERS = 64 * 1024;
/** Longest time that a line waits to be written: somebody may be reading along. */
export const FLUSH_MS = 1000;

/** Bytes that may wait for the disk before somebody who can wait should. */
const UNWRITTEN_BYTES_MAX = 4 * 1024 * 1024;

export interface JournalFile {
  /**
   * For whoever makes events faster than a disk takes them: settles when the file has caught up. Undefined when it is not behind.
   * @throws KaaError JOURNAL_NOT_WRITABLE
   */
  behind(): Promise<void> | undefined;
  /** @throws KaaError JOURNAL_NOT_WRITABLE when a line could not be written */
  close(): Promise<void>;
}

/**
 * Writes every event of the journal, from its first, to a new file.
 * @param clock by which lines are written in time; real time, whatever the journal's own is
 * @throws KaaError JOURNAL_NOT_WRITABLE when the file cannot be made
 */
export async function writeJournal(journal: Journal, file: string, clock: Clock): Promise<JournalFile> {
  const refused = (error: unknown) =>
    kaaError('JOURNAL_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
  try {
    await (await open(file, 'w')).close();
  } catch (error) {
    throw refused(error);
  }
  const stream = createWriteStream(file, { highWaterMark: UNWRITTEN_BYTES_MAX });
  const done = finished(stream).then(
    () => undefined,
    (error: unknown) => refused(error),
  );
  const lines = new Lines(clock, (chunk) => stream.write(chunk));
  const add = (event: JournalEvent) => lines.add(lineOf(event));
  for (const event of journal.events()) add(event);
  const stop = journal.listen(add);
  const failed = done.then((failure) => {
    if (failure !== undefined) throw failure;
  });
  // Whoever never waits for the file hears of it when it is closed.
  failed.catch(() => {});
  return {
    behind() {
      if (stream.destroyed) return failed;
      return stream.writableNeedDrain
        ? Promise.race([once(stream, 'drain'), failed]).then(() => {})
        : undefined;
    },
    async close() {
      stop();
      lines.flush();
      stream.end();
      const failure = await done;
      if (failure !== undefined) throw failure;
    },
  };
}

/** Lines on their way to the file. */
class Lines {
  readonly #clock: Clock;
  readonly #write: (chunk: string) => void;
  #waiting = '';
  #cancel: Cancel | undefined;

  constructor(clock: Clock, write: (chunk: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  add(line: string): void {
    this.#waiting += line;
    if (this.#waiting.length >= CHUNK_CHARACTERS) this.flush();
    else this.#cancel ??= this.#clock.schedule(FLUSH_MS, 'lines of the journal file', () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting === '') return;
    this.#write(this.#waiting);
    this.#waiting = '';
  }
}

/** What cannot be written as JSON (nested too deeply, say) is said in its place. */
function lineOf(event: JournalEvent): string {
  try {
    return `${JSON.stringify(event)}\n`;
  } catch (error) {
    const note = `(not written: ${(error as Error).message})`;
    const plain = Object.entries(event).map(([key, value]) => [key, isPlain(value) ? value : note]);
    return `${JSON.stringify(Object.fromEntries(plain))}\n`;
  }
}

const isPlain = (value: unknown) => typeof value !== 'object' && typeof value !== 'bigint';

/**
 * Runs something with its journal on disk, if a file is named; the file is complete when the promise settles, however
 * the work ended.
 * @throws KaaError JOURNAL_NOT_WRITABLE
 */
export async function withJournalFile<Result>(
  { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
  file: string | undefined,
  work: (written?: JournalFile) => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return await work();
  const written = await writeJournal(journal, file, clock);
  try {
    return await work(written);
  } finally {
    await written.close();
  }
}
