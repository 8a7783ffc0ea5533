/**
 * Recordings as files: read message by message, written line by line, trimmed. Nothing of them is held in memory.
 */
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { type KaaError, kaaError } from '../errors.js';
import { parseDuration } from '../kernel/duration.js';
import { parseRecordingLine, type RecordedMessage } from '../sim/recording/message.js';
import type { Range } from '../sim/recording/survey.js';

const notReadable = (file: string, reason: string, cause?: unknown) =>
  kaaError('RECORDING_NOT_READABLE', { file, reason }, { cause });

/**
 * The messages of a recording, in order. A last line that is not whole yet is left out.
 * @param onMissed told how many messages the recording says that it does not have
 * @throws KaaError RECORDING_NOT_READABLE
 */
export async function* readRecording(
  file: string,
  onMissed: (count: number) => void = () => {},
): AsyncGenerator<RecordedMessage> {
  let number = 0;
  let broken: string | undefined;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const text of lines) {
      number++;
      if (broken !== undefined) throw notReadable(file, broken);
      if (text.trim() === '') continue;
      const line = parseRecordingLine(text);
      if ('fault' in line) broken = `line ${number} ${line.fault}`;
      else if ('missed' in line) onMissed(line.missed);
      else if ('message' in line) yield line.message;
    }
  } catch (error) {
    if ((error as Error).name === 'KaaError') throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw notReadable(file, code === 'ENOENT' ? 'there is no such file' : message, error);
  } finally {
    lines.close();
  }
  if (broken !== undefined && number === 1) throw notReadable(file, broken);
}

export interface RecordingFile {
  write(line: string): void;
  /** With or without a line the file is there then. @throws KaaError OUTPUT_NOT_WRITABLE when a line could not be written */
  close(): Promise<void>;
}

/**
 * A new file whose lines are on their way to the disk at once: whatever ends the recording, what was recorded is there. It is made
 * with the first line, so that a recording that never begins changes nothing.
 * @throws KaaError OUTPUT_NOT_WRITABLE
 */
export async function writeRecording(file: string): Promise<RecordingFile> {
  const refused = (error: unknown): KaaError =>
    kaaError('OUTPUT_NOT_WRITABLE', { file, reason: (error as Error).message }, { cause: error });
  await tryOut(file).catch((error: unknown) => {
    throw refused(error);
  });
  let stream: WriteStream | undefined;
  let done: Promise<KaaError | undefined> = Promise.resolve(undefined);
  const opened = () => {
    if (stream !== undefined) return stream;
    stream = createWriteStream(file);
    done = finished(stream).then(
      () => undefined,
      (error: unknown) => refused(error),
    );
    return stream;
  };
  return {
    write(line) {
      if (!opened().destroyed) stream?.write(line);
    },
    async close() {
      opened().end();
      const failure = await done;
      if (failure !== undefined) throw failure;
    },
  };
}

/** Whether it can be written, before anything is waited for. It stays as it was. */
async function tryOut(file: string): Promise<void> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  await (await open(file, 'a')).close();
  if (!isThere) await rm(file, { force: true });
}

/** The beginning and the end of a part, as people write them: `10m` after the first message, or an instant. */
export interface RangeTexts {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** @throws KaaError RECORDING_NOT_READABLE, RECORDING_EMPTY, FLAG_INVALID */
export async function rangeOf(file: string, { from, to }: RangeTexts): Promise<Range> {
  const firstAt = await firstInstant(file);
  const fromMs = from === undefined ? 0 : positionOf('from', from, firstAt);
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : positionOf('to', to, firstAt);
  if (toMs > fromMs) return { fromMs, toMs };
  throw kaaError('FLAG_INVALID', {
    flag: 'to',
    value: to ?? '',
    reason: `it is not after --from ${from ?? 0}`,
  });
}

async function firstInstant(file: string): Promise<number> {
  for await (const { at } of readRecording(file)) return at;
  throw kaaError('RECORDING_EMPTY', { file, what: 'message' });
}

function positionOf(flag: string, text: string, firstAt: number): number {
  const ms = parseDuration(text) ?? Date.parse(text) - firstAt;
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const reason = 'neither a time from the first message, such as 10m, nor an instant in ISO 8601';
  throw kaaError('FLAG_INVALID', { flag, value: text, reason });
}
