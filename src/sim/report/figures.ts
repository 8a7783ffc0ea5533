/**
 * What became of data samples: of the whole run, or of one fleet whose thresholds ask for it.
 *
 * Times are kept free of coordinated omission: an answer counts from when its data sample was due, whatever kept the
 * generator from sending it, and from when it was sent besides.
 */
import type { Answer, SentRequest } from '../connection/kp1-client.js';
import { Latencies } from './latencies.js';

/** What became of requests or data samples; `unanswered` so far, since an answer may still come. */
export interface Outcomes {
  sent: number;
  confirmed: number;
  rejected: number;
  late: number;
  unanswered: number;
}

/** Which of them are the work of faults, or of an endpoint that was switched off: they are no failures. */
export type Expected = Pick<Outcomes, 'rejected' | 'late' | 'unanswered'>;

export interface FigureTimes {
  /** From when data samples were due to their answers. */
  readonly due: Latencies;
  /** From when they were sent to their answers. */
  readonly sent: Latencies;
  /** From when they were due to when they were sent. */
  readonly lag: Latencies;
}

/** Counts and times of data samples. */
export class Figures {
  readonly samples = noOutcomes();
  readonly expected: Expected = noOutcomes();
  /** Second answers to the same request, and answers that came after one to a later request of the connection. */
  duplicate = 0;
  outOfOrder = 0;
  readonly times: FigureTimes;

  private constructor(times: FigureTimes) {
    this.times = times;
  }

  static async create(): Promise<Figures> {
    const [due, sent, lag] = await Promise.all([Latencies.create(), Latencies.create(), Latencies.create()]);
    return new Figures({ due, sent, lag });
  }

  /** Data samples have been sent. */
  sent({ dueAt, sentAt }: SentRequest): void {
    if (dueAt !== undefined) this.times.lag.record(sentAt - dueAt);
  }

  answered({ dueAt, sentAt }: SentRequest, { latencyMs }: Answer): void {
    this.times.sent.record(latencyMs);
    this.times.due.record(dueAt === undefined ? latencyMs : latencyMs + sentAt - dueAt);
  }
}

/** Nothing yet. */
export function noOutcomes(): Outcomes {
  return { sent: 0, confirmed: 0, rejected: 0, late: 0, unanswered: 0 };
}
