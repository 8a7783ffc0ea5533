/**
 * The figures of a run, counted as it goes: what was sent, and what became of it.
 *
 * Only counters, histograms and what is bounded by the number of endpoints, so its size does not grow with the run.
 * `verdict.ts` and `thresholds.ts` judge them.
 */
import { type ErrorResponse, isSuccess } from '../../kp1/error-response.js';
import type { Answer, RequestKind, SentRequest, UnansweredCause } from '../connection/kp1-client.js';
import { ConnectionFigures } from './connection-figures.js';
import { DeviceFigures } from './device-figures.js';
import { ErrorGroups } from './error-groups.js';
import { type Expected, Figures, noOutcomes, type Outcomes } from './figures.js';
import type { ErrorGroup, Latency, SampleCounts } from './report.js';

export type { Expected, Outcomes };

const isExpectedOf = (cause: UnansweredCause) => cause === 'off' || cause === 'fault';

/** What Kaa answers to a token that it does not know. */
const UNAUTHORIZED = 401;

export const REQUEST_KINDS: readonly RequestKind[] = ['samples', 'metadata', 'result', 'applied', 'poll'];

/** Excused requests whose answers are still to come; the oldest are forgotten. */
const EXCUSED_MAX = 100_000;

/** The endpoints of one fleet, by their numbers in the run. */
export interface FleetRange {
  /** Of the fleet in the plan. */
  readonly place: number;
  readonly first: number;
  /** The first number after them. */
  readonly end: number;
}

interface WatchedFleet extends FleetRange {
  readonly figures: Figures;
}

export interface TallyOptions {
  readonly responseTimeoutMs: number;
  /** Fleets whose data samples are counted on their own besides. */
  readonly watched?: readonly FleetRange[] | undefined;
}

export class Tally {
  /** Of the data samples of the run. */
  readonly run: Figures;
  /** Counted in requests. */
  readonly requests: Readonly<Record<RequestKind, Outcomes>> = {
    samples: noOutcomes(),
    metadata: noOutcomes(),
    result: noOutcomes(),
    applied: noOutcomes(),
    poll: noOutcomes(),
  };
  /** Of the requests of each kind; of `samples` in data samples. */
  readonly expected: Readonly<Record<RequestKind, Expected>>;
  readonly commands = { received: 0, answered: 0 };
  readonly configurations = { received: 0, applied: 0, refused: 0 };
  readonly device = new DeviceFigures();
  /** What a person should know besides the figures. */
  readonly notes: string[] = [];
  readonly connections = new ConnectionFigures();
  unexpectedMessages = 0;
  readonly #struck = new Map<string, number>();
  readonly #watched: readonly WatchedFleet[];
  /** Topics of requests that a fault of the platform has struck, oldest first. */
  readonly #excused = new Set<string>();
  readonly #unauthorized = new Set<number>();
  readonly #errors = new ErrorGroups();
  readonly #noAnswer: Readonly<Record<UnansweredCause, string>>;

  private constructor(run: Figures, watched: readonly WatchedFleet[], responseTimeoutMs: number) {
    this.run = run;
    this.#watched = watched;
    this.expected = {
      samples: run.expected,
      metadata: noOutcomes(),
      result: noOutcomes(),
      applied: noOutcomes(),
      poll: noOutcomes(),
    };
    this.#noAnswer = {
      timeout: `no answer within ${responseTimeoutMs / 1000} s`,
      'connection-lost': 'no answer before the connection was lost',
      stopped: 'no answer before the run was stopped',
      off: 'no answer before the endpoint was switched off',
      fault: 'no answer because of a fault',
    };
  }

  static async create({ responseTimeoutMs, watched = [] }: TallyOptions): Promise<Tally> {
    const figures = watched.map(async (fleet) => ({ ...fleet, figures: await Figures.create() }));
    return new Tally(await Figures.create(), await Promise.all(figures), responseTimeoutMs);
  }

  /** Of the data samples of a watched fleet, by its place in the plan. */
  ofFleet(place: number): Figures | undefined {
    return this.#watched.find((fleet) => fleet.place === place)?.figures;
  }

  /** Counted in data samples. */
  get samples(): Outcomes {
    return this.run.samples;
  }

  sent(request: SentRequest): void {
    // The ID of an excused request that was never answered has come round again.
    if (this.#excused.size > 0) this.#excused.delete(request.topic);
    this.#count(request, 'sent', 1);
    if (request.kind !== 'samples') return;
    this.run.sent(request);
    this.#watch(request.endpoint)?.sent(request);
  }

  answered(request: SentRequest, answer: Answer): void {
    const isExcused = this.#excused.size > 0 && this.#excused.delete(request.topic);
    if (answer.isLate) this.#unanswered(request, -1, request.unansweredAs ?? 'timeout');
    if (request.kind === 'samples') {
      this.run.answered(request, answer);
      this.#watch(request.endpoint)?.answered(request, answer);
    }
    if (answer.isOvertaken) this.#notice(request.endpoint, 'outOfOrder');
    if (answer.error !== undefined) {
      const isExpected = isExcused || request.fault !== undefined;
      if (isExpected) this.#expect(request, 'rejected', 1);
      else if (answer.error.statusCode === UNAUTHORIZED) this.#unauthorized.add(request.endpoint);
      this.#rejected(request, answer.error);
      return;
    }
    if (answer.isExcused || (isExcused && answer.isLate)) this.#expect(request, 'late', 1);
    this.#count(request, answer.isLate ? 'late' : 'confirmed', 1);
  }

  unanswered(request: SentRequest, cause: UnansweredCause): void {
    if (cause === 'timeout' && this.#excused.has(request.topic)) request.unansweredAs = 'fault';
    this.#unanswered(request, 1, request.unansweredAs ?? cause);
  }

  /** A fault has struck the request of this topic: whatever becomes of it is no failure. */
  excuse(topic: string): void {
    this.#excused.add(topic);
    if (this.#excused.size > EXCUSED_MAX) this.#excused.delete(this.#excused.values().next().value as string);
  }

  /** A second answer to the same request. */
  duplicate(endpoint: number): void {
    this.#notice(endpoint, 'duplicate');
  }

  /** @param extension `kpc` for what concerns the connection */
  failed(reason: string, extension: string): void {
    this.#errors.add({ code: 0, reason, extension });
  }

  /** A fault of this kind has struck. */
  struck(fault: string): void {
    this.#struck.set(fault, (this.#struck.get(fault) ?? 0) + 1);
  }

  /** How often faults have struck, by kind. */
  faults(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#struck);
  }

  latency(): Latency {
    return this.run.times.sent.summary();
  }

  errors(): ErrorGroup[] {
    return this.#errors.list();
  }

  sampleCounts(): SampleCounts {
    return { ...this.samples };
  }

  #rejected(request: SentRequest, { statusCode, reasonPhrase }: ErrorResponse): void {
    // A success code on the error topic is still an error, and must not read like a success.
    const reason = isSuccess(statusCode) ? `${reasonPhrase} (on the error topic)` : reasonPhrase;
    this.#count(request, 'rejected', 1);
    this.#errors.add({ code: statusCode, reason, extension: request.extension });
  }

  /** Endpoints of which a request was answered 401, and not because of a fault: the server does not take their tokens. */
  get unauthorized(): number {
    return this.#unauthorized.size;
  }

  #unanswered(request: SentRequest, by: 1 | -1, cause: UnansweredCause): void {
    this.#count(request, 'unanswered', by);
    if (isExpectedOf(cause)) this.#expect(request, 'unanswered', by);
    this.#errors.add({ code: 0, reason: this.#noAnswer[cause], extension: request.extension }, by);
  }

  #expect(request: SentRequest, what: keyof Expected, by: 1 | -1): void {
    const count = request.kind === 'samples' ? by * request.samples : by;
    this.expected[request.kind][what] += count;
    const watched = request.kind === 'samples' ? this.#watch(request.endpoint) : undefined;
    if (watched !== undefined) watched.expected[what] += count;
  }

  #notice(endpoint: number, what: 'duplicate' | 'outOfOrder'): void {
    this.run[what]++;
    const watched = this.#watch(endpoint);
    if (watched !== undefined) watched[what]++;
  }

  /** The figures of the endpoint's fleet, if that is watched. */
  #watch(endpoint: number): Figures | undefined {
    if (this.#watched.length === 0) return undefined;
    return this.#watched.find(({ first, end }) => endpoint >= first && endpoint < end)?.figures;
  }

  #count(request: SentRequest, what: keyof Outcomes, by: 1 | -1): void {
    this.requests[request.kind][what] += by;
    if (request.kind !== 'samples') return;
    const count = by * request.samples;
    this.run.samples[what] += count;
    const watched = this.#watch(request.endpoint);
    if (watched !== undefined) watched.samples[what] += count;
  }
}
