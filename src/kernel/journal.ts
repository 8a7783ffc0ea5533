/**
 * The journal: an append-only list of typed events, the one source of reports, views and verdicts.
 *
 * Whatever happens is appended once, by whoever made it happen, and never changed. The list is bounded, in number and in
 * the payloads it keeps: beyond, the oldest events leave it and are counted in `dropped`; listeners have seen them. It knows
 * nothing of files: `journal-file.ts` in the facade's reach listens and writes.
 */
import type { Clock } from './clock.js';
import type { JournalEntry, JournalEvent } from './journal-events.js';

/** Events kept in memory unless told otherwise. */
export const JOURNAL_LIMIT = 100_000;
/** Characters of payloads kept in memory: a flood of large messages must not fill it. */
export const JOURNAL_PAYLOAD_LIMIT = 67_108_864;

export type JournalListener = (event: JournalEvent) => void;

export class Journal {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #ring: (JournalEvent | undefined)[] = [];
  readonly #listeners = new Set<JournalListener>();
  readonly #payloadLimit: number;
  #first = 0;
  #next = 0;
  #listenerFailures = 0;
  /** Characters of the payloads of the events that are kept. */
  #payloads = 0;

  constructor(clock: Clock, limit = JOURNAL_LIMIT, payloadLimit = JOURNAL_PAYLOAD_LIMIT) {
    this.#clock = clock;
    this.#limit = limit;
    this.#payloadLimit = payloadLimit;
  }

  /** Stamps the entry with its number and time, keeps it and tells the listeners. */
  append(entry: JournalEntry): void {
    const event = { seq: this.#next, at: microseconds(this.#clock.now()), ...entry } as JournalEvent;
    if (this.#next - this.#first >= this.#limit) this.#drop();
    this.#payloads += payloadLength(event);
    this.#ring[this.#next % this.#limit] = event;
    this.#next++;
    while (this.#payloads > this.#payloadLimit && this.#next - this.#first > 1) this.#drop();
    for (const listener of this.#listeners) this.#tell(listener, event);
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

  /** The event of that number; undefined when it has left the list, or is not there yet. */
  at(seq: number): JournalEvent | undefined {
    return seq >= this.dropped && seq < this.#next ? this.#ring[seq % this.#limit] : undefined;
  }

  /** Events that have left the list because of its bound. */
  get dropped(): number {
    return this.#first;
  }

  /** Events ever appended. */
  get length(): number {
    return this.#next;
  }

  /** How often a listener has thrown: a bug of that listener. */
  get listenerFailures(): number {
    return this.#listenerFailures;
  }

  /** What a listener makes of an event is its own affair: neither the others nor whoever appends may pay for it. */
  #tell(listener: JournalListener, event: JournalEvent): void {
    try {
      listener(event);
    } catch {
      this.#listenerFailures++;
    }
  }

  /** The oldest event leaves. */
  #drop(): void {
    const index = this.#first % this.#limit;
    this.#payloads -= payloadLength(this.#ring[index] as JournalEvent);
    // What is large must go at once; the place itself is used again.
    this.#ring[index] = undefined;
    this.#first++;
  }
}

/** Finer than that a clock knows nothing: the digits beyond would only be noise in what people read and compare. */
const microseconds = (ms: number) => Math.round(ms * 1000) / 1000;

const payloadLength = (event: JournalEvent) =>
  typeof (event as { payload?: unknown }).payload === 'string'
    ? (event as { payload: string }).payload.length
    : 0;
