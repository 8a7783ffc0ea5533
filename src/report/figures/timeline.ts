/**
 * A run over time: what happened in each step of it, counted.
 */
import type { Latency } from '../../sim/report/report.js';
import { Grid } from './grid.js';
import type { End, Request } from './requests.js';
import { BINS, binOf, percentileOf } from './spread.js';

/** What is counted, each in a column of its own. */
export const COUNTED = [
  'sent',
  'confirmed',
  'rejected',
  'unanswered',
  'late',
  'faults',
  'lost',
  'reconnects',
  'commands',
  'results',
  'ignored',
] as const;

export type Counted = (typeof COUNTED)[number];

/** Numbers by step; null where there is nothing to say. */
export type Curve = readonly (number | null)[];

export interface Timeline {
  /** Milliseconds since the epoch: where each step begins. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** How often in each step. */
  readonly counts: Readonly<Record<Counted, Curve>>;
  /** Connections that were open at the end of each step. */
  readonly connections: Curve;
  /** Those of all data samples together. */
  readonly overallMs: Latency;
  /** Response times of data samples in milliseconds, by when the answer came. */
  readonly latencyMs: { readonly p50: Curve; readonly p95: Curve; readonly p99: Curve; readonly max: Curve };
}

export class TimelineFigures {
  readonly #grid = new Grid();
  readonly #counts = Object.fromEntries(COUNTED.map((name) => [name, this.#grid.column('sum')])) as Record<
    Counted,
    Float64Array
  >;
  readonly #bins = this.#grid.column('sum', BINS);
  readonly #greatest = this.#grid.column('max');
  readonly #connections = this.#grid.column('last');

  /** The run goes on until then at least. */
  reach(at: number): void {
    this.#grid.place(at);
  }

  count(what: Counted, at: number, by = 1): void {
    const step = this.#grid.place(at);
    const column = this.#counts[what];
    column[step] = (column[step] as number) + by;
  }

  ended({ at, samples }: Request, { outcome, latencyMs }: End): void {
    this.count(outcome, at, samples);
    if (latencyMs === undefined) return;
    const step = this.#grid.place(at);
    const bin = step * BINS + binOf(latencyMs);
    this.#bins[bin] = (this.#bins[bin] as number) + samples;
    this.#greatest[step] = Math.max(this.#greatest[step] as number, latencyMs);
  }

  /** So many connections are open now. */
  connected(at: number, connections: number): void {
    this.#connections[this.#grid.place(at)] = connections;
  }

  timeline(): Timeline {
    this.#grid.finish();
    const { from, stepMs, length } = this.#grid;
    const steps = Array.from({ length }, (_, step) => step);
    const percentile = (percent: number) =>
      steps.map((step) => percentileOf(this.#bins, percent, this.#greatest[step] as number, step * BINS));
    const counts = COUNTED.map((name) => [name, Array.from(this.#counts[name].subarray(0, length))]);
    return {
      times: steps.map((step) => from + step * stepMs),
      stepMs,
      counts: Object.fromEntries(counts),
      overallMs: this.#overall(),
      connections: carriedOn(this.#connections.subarray(0, length)),
      latencyMs: {
        p50: percentile(50),
        p95: percentile(95),
        p99: percentile(99),
        max: Array.from(this.#greatest.subarray(0, length), (ms) => (ms >= 0 ? ms : null)),
      },
    };
  }

  #overall(): Latency {
    const bins = new Float64Array(BINS);
    for (const [place, count] of this.#bins.entries())
      bins[place % BINS] = (bins[place % BINS] as number) + count;
    const greatest = this.#greatest.reduce((one, other) => Math.max(one, other));
    const at = (percent: number) => percentileOf(bins, percent, greatest);
    return { p50: at(50), p95: at(95), p99: at(99), max: greatest >= 0 ? greatest : null };
  }
}

/** A level holds until it changes. */
function carriedOn(levels: Float64Array): Curve {
  let level: number | null = null;
  return Array.from(levels, (value) => {
    if (!Number.isNaN(value)) level = value;
    return level;
  });
}
