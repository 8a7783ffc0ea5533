/**
 * A recording: the messages of a session, one JSON object in each line, in the order in which they went over the wire.
 *
 *     {"at":"2026-01-05T00:00:00.512Z","direction":"in","topic":"kp1/rooms-v1/dcx/room-1/json/1","payload":"[{\"t\":21.5}]"}
 *
 * | member      | meaning                                                                                   |
 * | ----------- | ----------------------------------------------------------------------------------------- |
 * | `at`        | when, in ISO 8601; milliseconds since the epoch are read as well                           |
 * | `direction` | `in`: from an endpoint to the platform; `out`: from the platform                           |
 * | `topic`     | of MQTT                                                                                   |
 * | `payload`   | its text; whoever writes a recording by hand may put the JSON itself                       |
 * | `encoding`  | `base64` when the payload is no text; absent otherwise                                     |
 * | `client`    | who sent it or got it, where that is known                                                 |
 *
 * A line `{"at":…,"missed":12}` says that so many messages could not be recorded. A journal of kaa is a recording too: its
 * `kpc.message-received` and `kpc.message-sent` are the messages, its other events are passed over.
 */
import { isFields } from '../../blueprint/data.js';
import { isoOf } from '../../kernel/instant.js';
import { parseServerTopic } from '../../kp1/topic.js';

export type Direction = 'in' | 'out';

export interface RecordedMessage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly direction: Direction;
  readonly topic: string;
  readonly payload: string;
  readonly encoding?: 'base64' | undefined;
  readonly client?: string | undefined;
}

export type RecordingLine =
  | { readonly message: RecordedMessage }
  | { readonly missed: number }
  /** Something else that a journal has. */
  | { readonly other: true }
  | { readonly fault: string };

/** Reads a line that is not empty. Never throws. */
export function parseRecordingLine(text: string): RecordingLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: `is not JSON: ${(error as Error).message}` };
  }
  if (!isFields(value)) return { fault: 'is no object' };
  if (typeof value.missed === 'number') return { missed: value.missed };
  const { type } = value;
  if (typeof type === 'string') {
    if (type === 'kpc.message-received') return messageOf(value, 'in');
    return type === 'kpc.message-sent' ? messageOf(value, 'out') : { other: true };
  }
  const { direction } = value;
  return direction === 'in' || direction === 'out'
    ? messageOf(value, direction)
    : { fault: 'has no "direction", which is "in" or "out"' };
}

function messageOf(value: Readonly<Record<string, unknown>>, direction: Direction): RecordingLine {
  const { topic, payload = '', client } = value;
  const at = typeof value.at === 'string' ? Date.parse(value.at) : value.at;
  if (typeof at !== 'number' || !Number.isFinite(at))
    return { fault: 'has no "at" that is a time in ISO 8601 or in milliseconds' };
  if (typeof topic !== 'string' || topic === '') return { fault: 'has no "topic"' };
  const message = {
    at,
    direction,
    topic,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  };
  return {
    message: {
      ...message,
      ...(value.encoding === 'base64' && { encoding: 'base64' as const }),
      ...(typeof client === 'string' && { client }),
    },
  };
}

/** The line of a message, with its line end. */
export function recordingLine({ at, ...rest }: RecordedMessage): string {
  return `${JSON.stringify({ at: isoOf(at), ...rest })}\n`;
}

/** The line that stands for messages which could not be recorded. */
export const missedLine = (at: number, missed: number): string =>
  `${JSON.stringify({ at: isoOf(at), missed })}\n`;

/** Which way a message on a broker went: its topic says so. */
export const directionOf = (topic: string): Direction =>
  parseServerTopic(topic) === undefined ? 'in' : 'out';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The payload as a recording has it. */
export function payloadOf(bytes: Uint8Array): Pick<RecordedMessage, 'payload' | 'encoding'> {
  try {
    return { payload: UTF8.decode(bytes) };
  } catch {
    return { payload: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
  }
}
