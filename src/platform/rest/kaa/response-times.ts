/**
 * How long the platform takes to answer: from a request's arrival at KPC to its answer, over the last seconds.
 *
 * Requests that wait are remembered by client and topic, up to {@link OPEN_MAX} and not for ever. Times are kept as a
 * histogram whose steps are a twentieth apart, one for each of the last {@link SECONDS} seconds, so that a report is of the
 * present and not of the whole run.
 */

const OPEN_MAX = 50_000;
const OPEN_MS = 60_000;
/** How many seconds a report is of. */
const SECONDS = 10;
/** The shortest time told apart, in milliseconds, and the steps from there: each is longer by a twentieth. */
const SHORTEST_MS = 0.001;
const STEP = Math.log(1.05);
const BUCKETS = 512;

/** Milliseconds; null when nothing was answered. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Answers that they are of. */
  readonly count: number;
}

interface Second {
  /** Since the epoch; -1: none yet. */
  second: number;
  readonly counts: Uint32Array;
  max: number;
}

export class ResponseTimes {
  readonly #open = new Map<string, number>();
  readonly #seconds = Array.from(
    { length: SECONDS },
    (): Second => ({ second: -1, counts: new Uint32Array(BUCKETS), max: 0 }),
  );

  /** A request that may be answered. */
  asked(client: string, topic: string, at: number): void {
    const key = `${client} ${topic}`;
    this.#open.delete(key);
    this.#open.set(key, at);
    if (this.#open.size > OPEN_MAX) this.#open.delete(this.#open.keys().next().value as string);
  }

  /** Its answer; undefined when nothing is known of the request. */
  answered(client: string, topic: string, at: number): number | undefined {
    const key = `${client} ${topic}`;
    const asked = this.#open.get(key);
    if (asked === undefined) return undefined;
    this.#open.delete(key);
    this.#record(at, at - asked);
    return at - asked;
  }

  /** Forgets requests that nobody will answer any more. */
  sweep(now: number): void {
    for (const [key, at] of this.#open) {
      if (now - at < OPEN_MS) break;
      this.#open.delete(key);
    }
  }

  percentiles(now: number): Percentiles {
    const from = Math.floor(now / 1000) - SECONDS;
    const recent = this.#seconds.filter(({ second }) => second > from);
    const counts = new Uint32Array(BUCKETS);
    let [count, max] = [0, 0];
    for (const one of recent) {
      max = Math.max(max, one.max);
      for (let i = 0; i < BUCKETS; i++) {
        const here = one.counts[i] as number;
        counts[i] = (counts[i] as number) + here;
        count += here;
      }
    }
    if (count === 0) return { p50: null, p95: null, p99: null, max: null, count };
    const at = (share: number) => Math.min(valueAt(counts, Math.ceil(count * share)), round(max));
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: round(max), count };
  }

  #record(at: number, ms: number): void {
    const second = Math.floor(at / 1000);
    const slot = this.#seconds[second % SECONDS] as Second;
    if (slot.second !== second) {
      slot.second = second;
      slot.counts.fill(0);
      slot.max = 0;
    }
    const bucket = Math.ceil(Math.log(Math.max(ms, SHORTEST_MS) / SHORTEST_MS) / STEP);
    const index = Math.min(BUCKETS - 1, bucket);
    slot.counts[index] = (slot.counts[index] as number) + 1;
    slot.max = Math.max(slot.max, ms);
  }
}

/** The time of the answer of that rank, the fastest first. */
function valueAt(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (let i = 0; i < BUCKETS; i++) {
    seen += counts[i] as number;
    if (seen >= rank) return round(SHORTEST_MS * Math.exp(i * STEP));
  }
  return 0;
}

const round = (ms: number) => Math.round(ms * 1000) / 1000;
