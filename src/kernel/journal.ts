/**
 * The journal: an append-only list of typed events, the one source of reports, views and verdicts.
 *
 * Whatever happens is appended once, by whoever made it happen, and never changed. The list is bounded: beyond
 * `limit` the oldest events leave it and are counted in `dropped`; listeners have seen them by then. It knows
 * nothing of files: `journal-file.ts` in the facade's reach listens and writes.
 */
import type { Clock } from './clock.js';
import type { JournalEntry, JournalEvent } from './journal-events.js';

/** Events kept in memory unless told otherwise. */
export const JOURNAL_LIMIT = 100_000;

export type JournalListener = (event: JournalEvent) => void;

export class Journal {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #ring: JournalEvent[] = [];
  readonly #listeners = new Set<JournalListener>();
  #next = 0;

  constructor(clock: Clock, limit = JOURNAL_LIMIT) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Stamps the entry with its number and time, keeps it and tells the listeners. */
  append(entry: JournalEntry): void {
    const event = { seq: this.#next, at: this.#clock.now(), ...entry } as JournalEvent;
    this.#ring[this.#next % this.#limit] = event;
    this.#next++;
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls the listener for every event from now on; returns how to stop that. */
  listen(listener: JournalListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The events kept, oldest first. */
  *events(): Generator<JournalEvent> {
    for (let i = this.dropped; i < this.#next; i++) yield this.#ring[i % this.#limit] as JournalEvent;
  }

  /** Events that have left the list because of its bound. */
  get dropped(): number {
    return Math.max(0, this.#next - this.#limit);
  }

  /** Events ever appended. */
  get length(): number {
    return this.#next;
  }
}
