/**
 * A clock that only moves when told to: a queue of calls ordered by (due time, sequence).
 *
 * Two calls due at the same instant run in the order in which they were scheduled, so a run that draws its
 * randomness from a seed happens the same way every time. It does not know of promises: whoever drives it passes
 * `settle`, which is awaited after every instant, so that what the calls set in motion comes to rest first.
 */
import type { Cancel, Clock } from './clock.js';

interface Entry {
  readonly due: number;
  readonly sequence: number;
  readonly label: string;
  run: (() => void) | undefined;
}

const isBefore = (a: Entry, b: Entry) => a.due < b.due || (a.due === b.due && a.sequence < b.sequence);

export class VirtualClock implements Clock {
  #now: number;
  #sequence = 0;
  /** A binary heap: every entry is before its two children at 2i+1 and 2i+2. */
  readonly #heap: Entry[] = [];

  /** @param startMs the first instant, in milliseconds since the epoch */
  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, label: string, run: () => void): Cancel {
    const entry: Entry = { due: this.#now + Math.max(0, delayMs), sequence: this.#sequence++, label, run };
    this.#push(entry);
    return () => {
      entry.run = undefined;
    };
  }

  /** Labels of the calls still to come, earliest first: the first thing to look at when a run does not end. */
  pending(): string[] {
    return this.#heap
      .filter((entry) => entry.run !== undefined)
      .sort((a, b) => (isBefore(a, b) ? -1 : 1))
      .map((entry) => entry.label);
  }

  /**
   * Runs every call that is due within the next `ms`, then stands exactly there.
   * @param settle awaited after each instant, before time moves on
   */
  async advance(ms: number, settle: () => Promise<void> = async () => {}): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#heap[0]; next !== undefined && next.due <= end; next = this.#heap[0]) {
      this.#now = next.due;
      this.#runInstant();
      await settle();
    }
    this.#now = end;
  }

  #runInstant(): void {
    for (let next = this.#heap[0]; next !== undefined && next.due <= this.#now; next = this.#heap[0]) {
      this.#pop();
      const run = next.run;
      next.run = undefined;
      run?.();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (!isBefore(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
