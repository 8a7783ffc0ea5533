/**
 * The journal: an append-only list of typed events, the one source of reports, views and verdicts.
 *
 * Whatever happens is appended once, by whoever made it happen, and never changed. The list is bounded, in number and in
 * the payloads it keeps: beyond, the oldest events leave it and are counted in `dropped`; listeners have seen them. It knows
 * nothing of files: `journal-file.ts` in the facade's reach listens and writes.
 */
import type { Clock } from './clock.js';
import { microsecondOf } from './instant.js';
import type { JournalEntry, JournalEvent } from './journal-events.js';

/** Events kept in memory unless told otherwise. */
export const JOURNAL_LIMIT = 100_000;
/** Characters of payloads kept in memory: a flood of large messages must not fill it. */
export const JOURNAL_PAYLOAD_LIMIT = 67_108_864;

export type JournalListener = (event: JournalEvent) => void;

type EventType = JournalEntry['type'];

/** Events of these types, before they have their number and time. */
export type EntryOf<T extends EventType, E = JournalEntry> = E extends { readonly type: infer Name }
  ? [Name & T] extends [never]
    ? never
    : E
  : never;

/** The same, with them. */
export type EventOf<T extends EventType> = Pick<JournalEvent, 'seq' | 'at'> & EntryOf<T>;

interface Listening {
  /** Undefined: all of them. */
  readonly types: ReadonlySet<EventType> | undefined;
  readonly listener: JournalListener | undefined;
  /** For whoever needs neither number nor time. */
  readonly counter: ((entry: JournalEntry) => void) | undefined;
}

export class Journal {
  readonly #clock: Clock;
  readonly #limit: number;
  /** By number, modulo the limit; the events themselves are made when somebody wants to see them. */
  readonly #entries: (JournalEntry | undefined)[] = [];
  readonly #instants: number[] = [];
  /** Characters of the payload of each: an event that leaves is long out of every cache. */
  readonly #payloadLengths: number[] = [];
  #listeners: readonly Listening[] = [];
  /** Who hears of a type, found out once. */
  readonly #byType = new Map<EventType, readonly Listening[]>();
  readonly #payloadLimit: number;
  #first = 0;
  #next = 0;
  #listenerFailures = 0;
  /** Characters of the payloads of the events that are kept. */
  #payloads = 0;

  /** @param limit events kept; 0: none, whoever wants them listens */
  constructor(clock: Clock, limit = JOURNAL_LIMIT, payloadLimit = JOURNAL_PAYLOAD_LIMIT) {
    this.#clock = clock;
    this.#limit = limit;
    this.#payloadLimit = payloadLimit;
  }

  /**
   * For whoever has very many to tell: true when nobody would see an event of that type, since none are kept and nobody
   * listens. Then its number is taken, so that numbers do not depend on who listens, and there is nothing to append.
   */
  skip(type: EventType): boolean {
    if (this.#limit > 0 || this.#hearersOf(type).length > 0) return false;
    this.#first = ++this.#next;
    return true;
  }

  /** Stamps the entry with its number and time, keeps it and tells the listeners. It must not be changed afterwards. */
  append(entry: JournalEntry): void {
    const at = microsecondOf(this.#clock.now());
    if (this.#limit === 0) {
      this.#first = ++this.#next;
      this.#tellAll(this.#next - 1, at, entry);
      return;
    }
    if (this.#next - this.#first >= this.#limit) this.#drop();
    const seq = this.#next++;
    const index = seq % this.#limit;
    const payload = payloadLength(entry);
    this.#payloads += payload;
    this.#payloadLengths[index] = payload;
    this.#entries[index] = entry;
    this.#instants[index] = at;
    while (this.#payloads > this.#payloadLimit && this.#next - this.#first > 1) this.#drop();
    this.#tellAll(seq, at, entry);
  }

  /** Calls the listener for every event of these types, or of all, from now on; returns how to stop that. */
  listen<T extends EventType = EventType>(
    listener: (event: EventOf<T>) => void,
    types?: readonly T[],
  ): () => void {
    const heard = types && new Set<EventType>(types);
    return this.#add({ listener: listener as JournalListener, counter: undefined, types: heard });
  }

  /** As {@link listen}, for whoever needs neither number nor time: where nobody else listens, no event is made. */
  count<T extends EventType>(types: readonly T[], counter: (entry: EntryOf<T>) => void): () => void {
    return this.#add({
      listener: undefined,
      counter: counter as (entry: JournalEntry) => void,
      types: new Set(types),
    });
  }

  /** The events kept, oldest first. */
  *events(): Generator<JournalEvent> {
    for (let seq = this.dropped; seq < this.#next; seq++) yield this.#event(seq);
  }

  /** The event of that number; undefined when it has left the list, or is not there yet. */
  at(seq: number): JournalEvent | undefined {
    return seq >= this.dropped && seq < this.#next ? this.#event(seq) : undefined;
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

  #event(seq: number): JournalEvent {
    const index = seq % this.#limit;
    return { seq, at: this.#instants[index] as number, ...(this.#entries[index] as JournalEntry) };
  }

  #add(listening: Listening): () => void {
    this.#listeners = [...this.#listeners, listening];
    this.#byType.clear();
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listening);
      this.#byType.clear();
    };
  }

  #hearersOf(type: EventType): readonly Listening[] {
    let hearers = this.#byType.get(type);
    if (hearers === undefined) {
      hearers = this.#listeners.filter(({ types }) => types?.has(type) ?? true);
      this.#byType.set(type, hearers);
    }
    return hearers;
  }

  /** What a listener makes of an event is its own affair: neither the others nor whoever appends may pay for it. */
  #tellAll(seq: number, at: number, entry: JournalEntry): void {
    let event: JournalEvent | undefined;
    for (const { listener, counter } of this.#hearersOf(entry.type)) {
      try {
        counter?.(entry);
        if (listener === undefined) continue;
        event ??= { seq, at, ...entry };
        listener(event);
      } catch {
        this.#listenerFailures++;
      }
    }
  }

  /** The oldest event leaves. */
  #drop(): void {
    const index = this.#first % this.#limit;
    this.#payloads -= this.#payloadLengths[index] as number;
    // What is large must go at once; the place itself is used again.
    this.#entries[index] = undefined;
    this.#first++;
  }
}

function payloadLength(entry: JournalEntry): number {
  const { payload } = entry as { payload?: unknown };
  return typeof payload === 'string' ? payload.length : 0;
}
