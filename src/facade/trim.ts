/**
 * A part of a recording as a recording of its own, or its data samples as a data set.
 */
import type { Writable } from 'node:stream';
import { kaaError } from '../errors.js';
import { isoOf } from '../kernel/instant.js';
import { type RecordedMessage, recordingLine } from '../sim/recording/message.js';
import { requestOf } from '../sim/recording/request.js';
import { isWithin } from '../sim/recording/survey.js';
import { openOutput } from './output-file.js';
import { type RangeTexts, rangeOf, readRecording } from './recording-files.js';

export interface TrimOptions extends RangeTexts {
  readonly file: string;
  /** A file, which is there when it is complete, and may be the recording itself; or a stream. */
  readonly output: string | Writable;
  /** Only what endpoints sent, or what the platform did. */
  readonly direction?: 'in' | 'out' | undefined;
  /** Only messages of these tokens. */
  readonly tokens?: readonly string[] | undefined;
  /** A row for each data sample in place of the messages, as `kaa sim generate` writes them. */
  readonly dataSamples?: boolean | undefined;
}

/** The shape of `kaa sim trim --json`. */
export interface TrimReport {
  /** Of the recording. */
  readonly messages: number;
  /** Lines that were written. */
  readonly kept: number;
  /** Messages with data samples that are no JSON. */
  readonly unreadable: number;
}

const CHUNK_CHARACTERS = 256 * 1024;

/** @throws KaaError RECORDING_NOT_READABLE, RECORDING_EMPTY, OUTPUT_NOT_WRITABLE, FLAG_INVALID */
export async function trimRecording(options: TrimOptions): Promise<TrimReport> {
  const { file, output: target } = options;
  const range = await rangeOf(file, options);
  const name = typeof target === 'string' ? target : 'the output';
  const output = await openOutput(target, (reason, cause) =>
    kaaError('OUTPUT_NOT_WRITABLE', { file: name, reason }, { cause }),
  );
  const report = { messages: 0, kept: 0, unreadable: 0 };
  let text = '';
  let startedAt: number | undefined;
  try {
    for await (const message of readRecording(file)) {
      startedAt ??= message.at;
      report.messages++;
      if (!isWithin(range, message.at - startedAt) || !isWanted(message, options)) continue;
      const lines = options.dataSamples === true ? sampleLines(message) : [recordingLine(message)];
      if (lines === undefined) report.unreadable++;
      text += lines?.join('') ?? '';
      report.kept += lines?.length ?? 0;
      if (text.length < CHUNK_CHARACTERS) continue;
      await output.write(text);
      text = '';
    }
    await output.write(text);
    await output.commit();
    return report;
  } finally {
    await output.discard();
  }
}

function isWanted({ direction, topic }: RecordedMessage, { direction: only, tokens }: TrimOptions): boolean {
  if (only !== undefined && direction !== only) return false;
  return tokens === undefined || tokens.some((token) => topic.split('/')[3] === token);
}

/** A row for each data sample of a message; none for other messages, undefined for what cannot be read. */
function sampleLines(message: RecordedMessage): string[] | undefined {
  const found = requestOf(message);
  if (!('request' in found) || found.request.kind !== 'samples') return [];
  const { appVersion: fleet, token, payload } = found.request;
  try {
    const value: unknown = JSON.parse(payload);
    const at = isoOf(message.at);
    return [value].flat().map((sample) => `${JSON.stringify({ at, fleet, token, sample })}\n`);
  } catch {
    return undefined;
  }
}
