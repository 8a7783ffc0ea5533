/**
 * A clock that only moves when told to: a queue of calls ordered by (due time, sequence).
 *
 * Two calls due at the same instant run in the order in which they were scheduled, so a run that draws its
 * randomness from a seed happens the same way every time. It does not know of promises: whoever drives it passes
 * `settle`, which is awaited after every instant, so that what the calls set in motion comes to rest first.
 */
import { kaaError } from '../errors.js';
import type { Cancel, Clock } from './clock.js';

interface Entry {
  readonly due: number;
  readonly sequence: number;
  readonly label: string;
  run: (() => void) | undefined;
}

/** Calls of one instant after which time is taken to stand still: calls that schedule each other without a delay. */
const CALLS_PER_INSTANT_MAX = 10_000_000;
/** Taken-back calls that may lie in the queue before it is cleared of them. */
const CANCELLED_MIN = 1024;

const isBefore = (a: Entry, b: Entry) => a.due < b.due || (a.due === b.due && a.sequence < b.sequence);

export interface VirtualClockLimits {
  readonly callsMax?: number;
  readonly stepMs?: number;
}

export class VirtualClock implements Clock {
  #now: number;
  #sequence = 0;
  /** A binary heap: every entry is before its two children at 2i+1 and 2i+2. */
  #heap: Entry[] = [];
  /** Entries of the heap that were taken back. */
  #cancelled = 0;
  readonly #callsMax: number;
  readonly #stepMs: number;

  /**
   * @param startMs the first instant, in milliseconds since the epoch
   * @param limits `callsMax`: calls of one instant after which it is taken to last for ever; `stepMs`: time moves in steps of
   *   this, so what is due between two happens at the second; 0: as finely as it is asked to
   */
  constructor(startMs = 0, { callsMax = CALLS_PER_INSTANT_MAX, stepMs = 0 }: VirtualClockLimits = {}) {
    this.#now = startMs;
    this.#callsMax = callsMax;
    this.#stepMs = stepMs;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, label: string, run: () => void): Cancel {
    const due = this.#stepped(this.#now + Math.max(0, delayMs));
    const entry: Entry = { due, sequence: this.#sequence++, label, run };
    this.#push(entry);
    return () => this.#cancel(entry);
  }

  /** Entries in the queue, those that were taken back included. */
  get held(): number {
    return this.#heap.length;
  }

  /** Labels of the calls still to come, earliest first: the first thing to look at when a run does not end. */
  pending(): string[] {
    return this.#heap
      .filter((entry) => entry.run !== undefined)
      .sort((a, b) => (isBefore(a, b) ? -1 : 1))
      .map((entry) => entry.label);
  }

  /** When the next call is due; undefined when none is pending. */
  next(): number | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.run !== undefined) return first.due;
      this.#cancelled--;
      this.#pop();
    }
    return undefined;
  }

  /**
   * Moves to the next instant at which a call is due and runs all that are due then; false when none is pending.
   * @throws KaaError VIRTUAL_RUN_STUCK when the instant does not end
   */
  runNext(): boolean {
    const due = this.next();
    if (due === undefined) return false;
    this.#now = Math.max(this.#now, due);
    this.#runInstant();
    return true;
  }

  /**
   * Runs every call that is due within the next `ms`, then stands exactly there.
   * @param settle awaited after each instant, before time moves on
   */
  async advance(ms: number, settle: () => Promise<void> = async () => {}): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.next(); next !== undefined && next <= end; next = this.next()) {
      this.runNext();
      await settle();
    }
    this.#now = end;
  }

  #runInstant(): void {
    let calls = 0;
    for (let next = this.#heap[0]; next !== undefined && next.due <= this.#now; next = this.#heap[0]) {
      this.#pop();
      const { run } = next;
      if (run === undefined) {
        this.#cancelled--;
        continue;
      }
      if (++calls > this.#callsMax)
        throw kaaError('VIRTUAL_RUN_STUCK', { what: `${next.label}, again and again at the same instant` });
      next.run = undefined;
      run();
    }
  }

  #stepped(due: number): number {
    return this.#stepMs === 0 ? due : Math.ceil(due / this.#stepMs) * this.#stepMs;
  }

  #cancel(entry: Entry): void {
    if (entry.run === undefined) return;
    entry.run = undefined;
    if (++this.#cancelled >= CANCELLED_MIN && this.#cancelled > this.#heap.length / 2) this.#compact();
  }

  /** Throws out what was taken back: a timeout that never runs out must not stay until it would have. */
  #compact(): void {
    const kept = this.#heap.filter((entry) => entry.run !== undefined);
    this.#heap = [];
    this.#cancelled = 0;
    for (const entry of kept) this.#push(entry);
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
