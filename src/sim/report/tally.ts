/**
 * The figures of a run, counted as it goes: what was sent, and what became of it.
 *
 * Only counters, a histogram and what is bounded by the number of endpoints, so its size does not grow with the run. `verdict.ts` judges them.
 */
import { type ErrorResponse, isSuccess } from '../../kp1/error-response.js';
import type { Answer, RequestKind, SentRequest, UnansweredCause } from '../connection/kp1-client.js';
import { ErrorGroups } from './error-groups.js';
import type { Latencies } from './latencies.js';
import type { ErrorGroup, Latency, SampleCounts } from './report.js';

/** What became of the requests of one kind; `unanswered` so far, since an answer may still come. */
export interface Outcomes {
  sent: number;
  confirmed: number;
  rejected: number;
  late: number;
  unanswered: number;
}

/** What Kaa answers to a token that it does not know. */
const UNAUTHORIZED = 401;

export const REQUEST_KINDS: readonly RequestKind[] = ['samples', 'metadata', 'result', 'applied'];

export class Tally {
  /** Counted in data samples. */
  readonly samples = noOutcomes();
  /** Counted in requests. */
  readonly requests: Readonly<Record<RequestKind, Outcomes>> = {
    samples: noOutcomes(),
    metadata: noOutcomes(),
    result: noOutcomes(),
    applied: noOutcomes(),
  };
  readonly commands = { received: 0, answered: 0 };
  readonly configurations = { received: 0, applied: 0 };
  /** What a person should know besides the figures. */
  readonly notes: string[] = [];
  /** Connections that were ever opened. */
  opened = 0;
  /** Endpoints whose connection is open now. */
  connected = 0;
  lostConnections = 0;
  unexpectedMessages = 0;
  readonly #latencies: Latencies;
  readonly #unauthorized = new Set<number>();
  readonly #errors = new ErrorGroups();
  readonly #noAnswer: Readonly<Record<UnansweredCause, string>>;

  constructor(latencies: Latencies, responseTimeoutMs: number) {
    this.#latencies = latencies;
    this.#noAnswer = {
      timeout: `no answer within ${responseTimeoutMs / 1000} s`,
      'connection-lost': 'no answer before the connection was lost',
      stopped: 'no answer before the run was stopped',
    };
  }

  sent(request: SentRequest): void {
    this.#count(request, 'sent', 1);
  }

  answered(request: SentRequest, answer: Answer): void {
    if (answer.isLate) this.#unanswered(request, -1, 'timeout');
    if (request.kind === 'samples') this.#latencies.record(answer.latencyMs);
    if (answer.error === undefined) this.#count(request, answer.isLate ? 'late' : 'confirmed', 1);
    else this.#rejected(request, answer.error);
  }

  unanswered(request: SentRequest, cause: UnansweredCause): void {
    this.#unanswered(request, 1, cause);
  }

  /** @param extension `kpc` for what concerns the connection */
  failed(reason: string, extension: string): void {
    this.#errors.add({ code: 0, reason, extension });
  }

  latency(): Latency {
    return this.#latencies.summary();
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
    if (statusCode === UNAUTHORIZED) this.#unauthorized.add(request.endpoint);
    this.#errors.add({ code: statusCode, reason, extension: request.extension });
  }

  /** Endpoints of which a request was answered 401: the server does not take their tokens. */
  get unauthorized(): number {
    return this.#unauthorized.size;
  }

  #unanswered(request: SentRequest, by: 1 | -1, cause: UnansweredCause): void {
    this.#count(request, 'unanswered', by);
    this.#errors.add({ code: 0, reason: this.#noAnswer[cause], extension: request.extension }, by);
  }

  #count(request: SentRequest, what: keyof Outcomes, by: 1 | -1): void {
    this.requests[request.kind][what] += by;
    if (request.kind === 'samples') this.samples[what] += by * request.samples;
  }
}

function noOutcomes(): Outcomes {
  return { sent: 0, confirmed: 0, rejected: 0, late: 0, unanswered: 0 };
}
