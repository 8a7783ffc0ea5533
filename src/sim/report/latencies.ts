/**
 * Response times as a histogram: bounded memory for any number of answers, percentiles within one part in a thousand.
 *
 * Kept in whole microseconds, told in milliseconds. There are several times for each data sample, so they are counted here, in
 * the buckets of HdrHistogram, and handed to the library only when somebody wants to know.
 */
import type { Histogram } from 'hdr-histogram-js';
import type { Latency } from './report.js';

/** Longer ones count as this long: an hour, in microseconds. */
const LONGEST_US = 3_600_000_000;
const SIGNIFICANT_DIGITS = 3;
/** A bucket has this many places of its own, 2 ** 10; the first has twice as many. Each place of the next is twice as wide. */
const PLACES = 1024;
const PLACES_LOG2 = 10;

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
  /** What the histogram has not been told yet, by place. */
  readonly #counts = new Uint32Array(placeOf(LONGEST_US) + 1);
  /** The first place above those. */
  #end = 0;
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
    return { maxMs: this.#maxMs, histogram: this.#library.encodeIntoCompressedBase64(this.#told()) };
  }

  /** Those of another one too. @throws an Error when it is no histogram */
  add({ maxMs, histogram }: HistogramData): void {
    this.#histogram.add(this.#library.decodeFromCompressedBase64(histogram));
    this.#maxMs = Math.max(this.#maxMs, maxMs);
  }

  record(ms: number): void {
    if (ms > this.#maxMs) this.#maxMs = ms;
    const place = placeOf(Math.min(LONGEST_US, Math.max(0, Math.round(ms * 1000))));
    this.#counts[place] = (this.#counts[place] as number) + 1;
    if (place >= this.#end) this.#end = place + 1;
  }

  /** Milliseconds at that percentile, above 0 up to 100; null when there were none. */
  at(percentile: number): number | null {
    const histogram = this.#told();
    if (histogram.totalCount === 0) return null;
    const maxUs = Math.round(this.#maxMs * 1000);
    if (percentile >= 100) return maxUs / 1000;
    return Math.min(histogram.getValueAtPercentile(percentile), maxUs) / 1000;
  }

  summary(): Latency {
    return { p50: this.at(50), p95: this.at(95), p99: this.at(99), max: this.at(100) };
  }

  /** The histogram, which now knows everything. */
  #told(): Histogram {
    for (let place = 0; place < this.#end; place++) {
      const count = this.#counts[place] as number;
      if (count > 0) this.#histogram.recordValueWithCount(valueAt(place), count);
    }
    this.#counts.fill(0, 0, this.#end);
    this.#end = 0;
    return this.#histogram;
  }
}

/** Where HdrHistogram counts this many microseconds: up to 2,047 one by one, up to 4,095 by twos, then by fours … */
function placeOf(us: number): number {
  const bucket = Math.max(0, 31 - PLACES_LOG2 - Math.clz32(us));
  return bucket * PLACES + (us >>> bucket);
}

/** The least of the values that are counted there. */
function valueAt(place: number): number {
  const bucket = Math.max(0, Math.floor(place / PLACES) - 1);
  return (place - bucket * PLACES) * 2 ** bucket;
}
