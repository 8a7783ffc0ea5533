/**
 * Sends a recording again: the same messages of the same endpoints, at the same distances from each other, under new request
 * IDs; and judges what came of it as a run is judged.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { InFlight } from '../../kernel/in-flight.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import { Connections, type Credentials } from '../connection/connections.js';
import { Deadlines } from '../connection/deadlines.js';
import { EndpointTable } from '../plan/endpoint-table.js';
import type { Plan } from '../plan/plan.js';
import { buildReport } from '../report/final-report.js';
import type { EventLoopDelay } from '../report/generator-side.js';
import { repeatedly } from '../report/progress.js';
import { Recorder } from '../report/recorder.js';
import type { FleetReport, SampleCounts } from '../report/report.js';
import { Tally } from '../report/tally.js';
import type { Transport } from '../transport/transport.js';
import type { RecordedMessage } from './message.js';
import { type RecordedRequest, requestOf } from './request.js';
import { isWithin, type Range, type Survey } from './survey.js';
import { Tape } from './tape.js';

export interface ReplayPorts {
  readonly clock: Clock;
  /** By which the progress is told; `clock` when absent. */
  readonly pace?: Clock | undefined;
  readonly random: Random;
  readonly journal: Journal;
  readonly transport: Transport;
  /** Only in virtual time: told that the recording is being read. */
  readonly inFlight?: InFlight | undefined;
  readonly eventLoop?: EventLoopDelay | undefined;
  /** The messages of the recording, from its first, each time they are asked for. */
  readonly messages: () => AsyncIterable<RecordedMessage>;
}

export interface ReplayOptions {
  readonly survey: Survey;
  readonly range: Range;
  /** Milliseconds of the recording in one of the clock. */
  readonly rate: number;
  readonly loops: number;
  readonly responseTimeoutMs: number;
  readonly thresholds?: readonly string[] | undefined;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told when messages begin to be sent: what they are played from can be paused. */
  readonly onTape?: ((tape: Tape) => void) | undefined;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
}

export interface ReplayProgress {
  readonly isPaused: boolean;
  /** Milliseconds from the first message of the recording, in this loop. */
  readonly positionMs: number;
  /** From 1. */
  readonly loop: number;
  readonly samples: SampleCounts;
}

/** How long a replay that was stopped waits for what is outstanding. */
const ABORT_GRACE_MS = 500;

/** Loads what the replay needs from this machine, so that from its start on it waits for its ports alone. */
export async function prepareReplay(
  plan: Plan,
  ports: ReplayPorts,
  options: ReplayOptions,
): Promise<{ execute(): Promise<FleetReport> }> {
  return new Replay(plan, ports, options, await Tally.create(options));
}

class Replay {
  readonly #plan: Plan;
  readonly #ports: ReplayPorts;
  readonly #options: ReplayOptions;
  readonly #tally: Tally;
  readonly #table: EndpointTable;
  readonly #deadlines: Deadlines;
  readonly #connections: Connections;
  readonly #places: ReadonlyMap<string, number>;
  #loop = 1;
  #onQuiet: (() => void) | undefined;

  constructor(plan: Plan, ports: ReplayPorts, options: ReplayOptions, tally: Tally) {
    const { clock, random, journal, transport } = ports;
    this.#plan = plan;
    this.#ports = ports;
    this.#options = options;
    this.#tally = tally;
    this.#table = new EndpointTable(plan, random);
    this.#deadlines = new Deadlines(clock, options.responseTimeoutMs);
    this.#places = new Map(plan.fleets.map(({ appVersionName }, place) => [appVersionName, place]));
    const table = this.#table;
    this.#connections = new Connections({
      ...{ plan, clock, random, transport, table, deadlines: this.#deadlines },
      recorder: new Recorder(journal, tally, (endpoint) => table.name(endpoint)),
      credentials: options.credentials ?? {},
      onPush: () => {},
      onSettled: () => this.#checkQuiet(),
      onOpened: () => {},
      onLost: () => {},
      onMoved: () => {},
    });
  }

  /** @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED, and whatever reading the messages throws */
  async execute(): Promise<FleetReport> {
    const { clock, transport, eventLoop } = this.#ports;
    const { signal, thresholds = [] } = this.#options;
    let sendingMs = 0;
    try {
      await this.#connections.open(() => this.#isAborted);
      const startedAt = clock.now();
      await this.#play();
      sendingMs = clock.now() - startedAt;
      await this.#settle();
    } finally {
      await this.#connections.close();
      this.#deadlines.stop();
    }
    const isInterrupted = signal?.aborted === true;
    const facts = { plan: this.#plan, target: transport.name, sendingMs, isInterrupted, thresholds };
    const report = buildReport(this.#tally, {
      ...{ ...facts, platformSide: undefined, eventLoop, speed: 1, hasFigures: false },
    });
    return { ...report, notes: [...this.#options.survey.notes(), ...report.notes] };
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  async #play(): Promise<void> {
    const { clock, pace = clock } = this.#ports;
    const { survey, rate, signal, onTape, onProgress } = this.#options;
    const tape = new Tape(clock, rate, survey.span.firstMs);
    const stop = () => tape.stop();
    signal?.addEventListener('abort', stop, { once: true });
    const stopProgress =
      onProgress === undefined ? () => {} : repeatedly(pace, () => onProgress(this.#progress(tape)));
    onTape?.(tape);
    try {
      for (this.#loop = 1; this.#loop <= this.#options.loops && !this.#isAborted; this.#loop++)
        await this.#playOnce(tape, (this.#loop - 1) * lapOf(survey));
    } finally {
      stopProgress();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** @param offset how much later on the tape this time is than the first */
  async #playOnce(tape: Tape, offset: number): Promise<void> {
    const { range } = this.#options;
    let startedAt: number | undefined;
    let elapsed = 0;
    for await (const message of this.#reading()) {
      startedAt ??= message.at;
      elapsed = Math.max(elapsed, message.at - startedAt);
      if (elapsed >= range.toMs) return;
      if (!isWithin(range, elapsed)) continue;
      const found = requestOf(message);
      if (!('request' in found)) continue;
      await tape.reach(offset + elapsed);
      if (this.#isAborted) return;
      this.#send(found.request, tape.timeOf(offset + elapsed));
    }
  }

  /** In virtual time the clock must stand still while the disk is asked. */
  async *#reading(): AsyncGenerator<RecordedMessage> {
    const { inFlight, messages } = this.#ports;
    const iterator = messages()[Symbol.asyncIterator]();
    const next = () => iterator.next();
    try {
      for (;;) {
        const { done, value } = await (inFlight?.during('a recording that is read', next) ?? next());
        if (done === true) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  #send({ appVersion, ...request }: RecordedRequest, dueAt: number): void {
    const endpoint = this.#table.find(this.#places.get(appVersion) ?? -1, request.token);
    if (endpoint !== undefined) this.#connections.send({ ...request, endpoint, dueAt });
  }

  /** Waits until everything is answered or has run out. */
  async #settle(): Promise<void> {
    const { signal } = this.#options;
    const { clock } = this.#ports;
    let cancel: Cancel = () => {};
    await new Promise<void>((resolve) => {
      this.#onQuiet = resolve;
      const hurry = () => {
        cancel = clock.schedule(ABORT_GRACE_MS, 'the last answers of a replay', resolve);
      };
      if (this.#isAborted) hurry();
      else signal?.addEventListener('abort', hurry, { once: true });
      this.#checkQuiet();
    });
    cancel();
    this.#onQuiet = undefined;
  }

  #checkQuiet(): void {
    if (this.#connections.outstanding === 0) this.#onQuiet?.();
  }

  #progress(tape: Tape): ReplayProgress {
    const positionMs = tape.position - (this.#loop - 1) * lapOf(this.#options.survey);
    return { isPaused: tape.isPaused, positionMs, loop: this.#loop, samples: this.#tally.sampleCounts() };
  }
}

/** From the first message to the first again: the last lasts as long as the others do in the mean. */
function lapOf({ span: { firstMs, lastMs }, requests }: Survey): number {
  const lasts = lastMs - firstMs;
  return requests < 2 ? Math.max(1, lasts) : lasts + lasts / (requests - 1);
}
