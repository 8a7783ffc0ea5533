/**
 * Response times as a histogram: bounded memory for any number of answers, percentiles within one part in a thousand.
 *
 * Kept in whole microseconds, told in milliseconds.
 */
import type { Histogram } from 'hdr-histogram-js';
import type { Latency } from './report.js';

/** Longer ones count as this long: an hour, in microseconds. */
const LONGEST_US = 3_600_000_000;
const SIGNIFICANT_DIGITS = 3;

export class Latencies {
  readonly #histogram: Histogram;
  #maxMs = 0;

  private constructor(histogram: Histogram) {
    this.#histogram = histogram;
  }

  static async create(): Promise<Latencies> {
    const { build } = await import('hdr-histogram-js');
    return new Latencies(
      build({ highestTrackableValue: LONGEST_US, numberOfSignificantValueDigits: SIGNIFICANT_DIGITS }),
    );
  }

  record(ms: number): void {
    this.#maxMs = Math.max(this.#maxMs, ms);
    this.#histogram.recordValue(Math.min(LONGEST_US, Math.max(0, Math.round(ms * 1000))));
  }

  /** Milliseconds at that percentile, above 0 up to 100; null when there were none. */
  at(percentile: number): number | null {
    if (this.#histogram.totalCount === 0) return null;
    const maxUs = Math.round(this.#maxMs * 1000);
    if (percentile >= 100) return maxUs / 1000;
    return Math.min(this.#histogram.getValueAtPercentile(percentile), maxUs) / 1000;
  }

  summary(): Latency {
    return { p50: this.at(50), p95: this.at(95), p99: this.at(99), max: this.at(100) };
  }
}
