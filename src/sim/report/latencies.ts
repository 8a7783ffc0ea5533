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

/** A histogram in a report. */
export interface HistogramData {
  readonly maxMs: number;
  /** HdrHistogram, V2, compressed, Base64; in microseconds. */
  readonly histogram: string;
}

type Library = typeof import('hdr-histogram-js');

export class Latencies {
  readonly #library: Library;
  readonly #histogram: Histogram;
  #maxMs = 0;

  private constructor(library: Library) {
    this.#library = library;
    this.#histogram = library.build({
      highestTrackableValue: LONGEST_US,
      numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    });
  }

  static async create(): Promise<Latencies> {
    return new Latencies(await import('hdr-histogram-js'));
  }

  toData(): HistogramData {
    return { maxMs: this.#maxMs, histogram: this.#library.encodeIntoCompressedBase64(this.#histogram) };
  }

  /** Those of another one too. @throws an Error when it is no histogram */
  add({ maxMs, histogram }: HistogramData): void {
    this.#maxMs = Math.max(this.#maxMs, maxMs);
    this.#histogram.add(this.#library.decodeFromCompressedBase64(histogram));
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
