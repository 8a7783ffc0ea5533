/**
 * Recording a session: the messages of a running platform, by its event stream, or of a broker, by a subscription.
 */
import { kaaError } from '../errors.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import { EVERY_TOPIC } from '../kp1/topic.js';
import { type EventFilter, journalStream, type StreamedEvent } from '../operator/events.js';
import type { Rest } from '../operator/rest.js';
import { missedLine, type RecordedMessage, recordingLine } from '../sim/recording/message.js';
import { readTls, type TlsFiles } from './fleet-transports.js';
import { refuseStrangers } from './fleets.js';
import { type RecordingFile, writeRecording } from './recording-files.js';

export interface RecordOptions {
  /** The recording; a file of that name is replaced. */
  readonly output: string;
  /** Until stopped when absent. */
  readonly durationMs?: number | undefined;
  /** Ends the recording, which is complete then. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((messages: number) => void) | undefined;
  readonly clock?: Clock | undefined;
}

export interface BrokerOptions extends RecordOptions {
  /** `mqtt`, `mqtts`, `ws` or `wss`. */
  readonly target: string;
  /** Topic filters; everything of 1/KP when absent. */
  readonly filters?: readonly string[] | undefined;
  readonly allowRemote?: boolean | undefined;
  readonly credentials?: { readonly username: string; readonly password?: string | undefined } | undefined;
  readonly tls?: TlsFiles | undefined;
}

/** The shape of `kaa sim record --json`. */
export interface RecordReport {
  readonly file: string;
  /** Where the messages came from. */
  readonly source: string;
  readonly messages: { readonly in: number; readonly out: number };
  /** That came and went before they could be recorded. */
  readonly missed: number;
  readonly durationMs: number;
  /** Why it ended, where it was neither its duration nor whoever stopped it. */
  readonly ended?: string;
}

const TYPES = 'kpc.message-received,kpc.message-sent';

/**
 * Records what a running local platform gets and sends from now on.
 * @throws KaaError REST_UNREACHABLE, REST_REFUSED, OUTPUT_NOT_WRITABLE
 */
export async function recordPlatform(
  rest: Rest,
  filter: Pick<EventFilter, 'endpoint' | 'extension' | 'direction' | 'topic'>,
  options: RecordOptions,
): Promise<RecordReport> {
  const { endpoint, extension, direction, topic } = filter;
  return await record(rest.url, options, async (tape, signal) => {
    const wanted = { endpoint, extension, direction, topic, type: TYPES };
    for await (const item of journalStream(rest, wanted, signal)) {
      if ('event' in item) tape.add(messageOf(item.event));
      else tape.miss('dropped' in item ? item.dropped : item.leftOut);
    }
    return signal.aborted ? undefined : 'the platform has stopped';
  });
}

/**
 * Records what a broker routes to a subscriber from now on.
 * @throws KaaError TARGET_INVALID, TARGET_NOT_LOOPBACK, TARGET_UNREACHABLE, LOGIN_REFUSED, OUTPUT_NOT_WRITABLE
 */
export async function recordBroker(options: BrokerOptions): Promise<RecordReport> {
  const { target, filters = [EVERY_TOPIC], credentials, clock = new WallClock() } = options;
  const { addressOf, isHttp } = await import('../sim/transport/address.js');
  if (isHttp(addressOf(target).protocol))
    throw kaaError('TARGET_INVALID', { target, reason: 'over HTTP nobody can subscribe' });
  refuseStrangers(target, options.allowRemote ?? false);
  const tls = readTls(options.tls ?? {});
  const { subscribe } = await import('../sim/recording/subscribe.js');
  const clientId = `kaa-record-${createRandom(freshSeed()).stream('client').text(8, '0123456789abcdef')}`;
  return await record(target, { ...options, clock }, async (tape, signal) => {
    let lost: string | undefined;
    let wake = () => {};
    const over = new Promise<void>((resolve) => {
      wake = resolve;
    });
    signal.addEventListener('abort', wake, { once: true });
    const leave = await subscribe({
      ...{ target, filters, clientId, ...credentials, tls, clock },
      onMessage: (message) => tape.add(message),
      onLost: (reason) => {
        lost = `the connection was lost: ${reason}`;
        wake();
      },
    });
    if (!signal.aborted) await over;
    await leave();
    return lost;
  });
}

/** Hands the messages of a source to a file until it is time to end. */
async function record(
  source: string,
  options: RecordOptions,
  play: (tape: Recorded, signal: AbortSignal) => Promise<string | undefined>,
): Promise<RecordReport> {
  const { output, durationMs, signal, onProgress, clock = new WallClock() } = options;
  const stop = new AbortController();
  const end = () => stop.abort();
  const file = await writeRecording(output);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted === true) end();
  const cancel =
    durationMs === undefined ? () => {} : clock.schedule(durationMs, 'the end of a recording', end);
  const tape = new Recorded(file, clock, onProgress);
  const beganAt = clock.now();
  try {
    const ended = await play(tape, stop.signal).catch(async (error: unknown) => {
      // What there is of it is kept.
      if (tape.isBegun) await file.close();
      throw error;
    });
    await file.close();
    const { messages, missed } = tape;
    const lasted = { durationMs: Math.round(clock.now() - beganAt), ...(ended !== undefined && { ended }) };
    return { file: output, source, messages, missed, ...lasted };
  } finally {
    cancel();
    signal?.removeEventListener('abort', end);
  }
}

class Recorded {
  readonly #file: RecordingFile;
  readonly #clock: Clock;
  readonly #onProgress: RecordOptions['onProgress'];
  readonly messages = { in: 0, out: 0 };
  missed = 0;

  get isBegun(): boolean {
    return this.messages.in + this.messages.out + this.missed > 0;
  }

  constructor(file: RecordingFile, clock: Clock, onProgress: RecordOptions['onProgress']) {
    this.#file = file;
    this.#clock = clock;
    this.#onProgress = onProgress;
  }

  add(message: RecordedMessage): void {
    this.messages[message.direction]++;
    this.#file.write(recordingLine(message));
    this.#onProgress?.(this.messages.in + this.messages.out);
  }

  /** In their place is a line that says so. */
  miss(count: number): void {
    this.missed += count;
    this.#file.write(missedLine(this.#clock.now(), count));
  }
}

function messageOf({ at, type, topic, payload, client }: StreamedEvent): RecordedMessage {
  return {
    at,
    direction: type === 'kpc.message-sent' ? 'out' : 'in',
    topic: String(topic),
    payload: String(payload),
    ...(typeof client === 'string' && { client }),
  };
}
