/**
 * The figures of a run, counted as it goes: what was sent, and what became of it.
 *
 * Only counters and a histogram, no lists, so its size does not grow with the run. `verdict.ts` judges them.
 */
import { isSuccess } from '../kp1/error-response.js';
import { ErrorGroups } from './error-groups.js';
import type { Answer, RequestKind, SentRequest } from './kp1-client.js';
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
  connected = 0;
  lostConnections = 0;
  unexpectedMessages = 0;
  readonly #latencies: Latencies;
  readonly #errors = new ErrorGroups();
  readonly #noAnswer: string;

  constructor(latencies: Latencies, responseTimeoutMs: number) {
    this.#latencies = latencies;
    this.#noAnswer = `no answer within ${responseTimeoutMs / 1000} s`;
  }

  sent(request: SentRequest): void {
    this.#count(request, 'sent', 1);
  }

  answered(request: SentRequest, answer: Answer): void {
    if (answer.isLate) this.#unanswered(request, -1);
    if (request.kind === 'samples') this.#latencies.record(answer.latencyMs);
    if (answer.error === undefined) return this.#count(request, answer.isLate ? 'late' : 'confirmed', 1);
    const { statusCode, reasonPhrase } = answer.error;
    // A success code on the error topic is still an error, and must not read like a success.
    const reason = isSuccess(statusCode) ? `${reasonPhrase} (on the error topic)` : reasonPhrase;
    this.#count(request, 'rejected', 1);
    this.#errors.add({ code: statusCode, reason, extension: request.extension });
  }

  unanswered(request: SentRequest): void {
    this.#unanswered(request, 1);
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

  /** Requests that an answer may still come for. */
  get outstanding(): number {
    return REQUEST_KINDS.reduce((sum, kind) => {
      const { sent, confirmed, rejected, late, unanswered } = this.requests[kind];
      return sum + sent - confirmed - rejected - late - unanswered;
    }, 0);
  }

  #unanswered(request: SentRequest, by: 1 | -1): void {
    this.#count(request, 'unanswered', by);
    this.#errors.add({ code: 0, reason: this.#noAnswer, extension: request.extension }, by);
  }

  #count(request: SentRequest, what: keyof Outcomes, by: 1 | -1): void {
    this.requests[request.kind][what] += by;
    if (request.kind === 'samples') this.samples[what] += by * request.samples;
  }
}

function noOutcomes(): Outcomes {
  return { sent: 0, confirmed: 0, rejected: 0, late: 0, unanswered: 0 };
}
