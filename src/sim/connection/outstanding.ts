/**
 * The requests of one client that it remembers, by request ID.
 *
 * Most clients have one at a time, and there may be many clients: one has a field. Several are found by their IDs, which follow one
 * another: each has a place among the recent ones, its ID modulo their number. Whatever is still there when its place is
 * wanted again, and whatever has run out of time, is a straggler: those are in a map, in the order in which they fell behind.
 */
import type { Pending } from './pending.js';

/** A power of two, as all numbers of places. */
const PLACES_MIN = 8;
const PLACES_MAX = 4096;

export class Outstanding {
  /** Was alone when it came; undefined when it has gone. */
  #first: Pending | undefined;
  #recent: (Pending | undefined)[] | undefined;
  #stragglers: Map<number, Pending> | undefined;
  /** How many are recent. */
  #count = 0;

  get(id: number): Pending | undefined {
    if (this.#first?.id === id) return this.#first;
    const recent = this.#recent;
    const there = recent === undefined ? undefined : recent[id & (recent.length - 1)];
    return there?.id === id ? there : this.#stragglers?.get(id);
  }

  has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  /** The latest of all. */
  add(pending: Pending): void {
    if (this.#first === undefined && this.#count === 0 && !this.#hasStragglers) this.#first = pending;
    else this.#addRecent(pending);
  }

  delete(id: number): void {
    if (this.#first?.id === id) {
      this.#first = undefined;
      return;
    }
    const recent = this.#recent;
    const place = recent === undefined ? 0 : id & (recent.length - 1);
    if (recent?.[place]?.id === id) {
      recent[place] = undefined;
      this.#count--;
    } else this.#stragglers?.delete(id);
  }

  /** Its time has run out, and an answer may still come. */
  fallBehind(pending: Pending): void {
    if (this.#stragglers?.has(pending.id) === true) return;
    this.delete(pending.id);
    this.#leaveBehind(pending);
  }

  /** Of the stragglers: who fell behind first. */
  lastStraggler(): Pending | undefined {
    return this.#stragglers?.values().next().value;
  }

  /** All of them, the oldest first. */
  list(): Pending[] {
    const recent = this.#recent?.filter((pending) => pending !== undefined) ?? [];
    const first = this.#first === undefined ? [] : [this.#first];
    const all = [...first, ...(this.#stragglers?.values() ?? []), ...recent];
    return all.sort((one, other) => one.place - other.place);
  }

  clear(): void {
    this.#first = undefined;
    this.#recent = undefined;
    this.#stragglers = undefined;
    this.#count = 0;
  }

  get #hasStragglers(): boolean {
    return this.#stragglers !== undefined && this.#stragglers.size > 0;
  }

  #addRecent(pending: Pending): void {
    this.#recent ??= new Array(PLACES_MIN).fill(undefined);
    if (this.#count * 2 > this.#recent.length && this.#recent.length < PLACES_MAX) this.#grow(this.#recent);
    const place = pending.id & (this.#recent.length - 1);
    const before = this.#recent[place];
    this.#recent[place] = pending;
    if (before === undefined) this.#count++;
    else this.#leaveBehind(before);
  }

  /** Two that had a place each in half as many have one each in all. */
  #grow(recent: readonly (Pending | undefined)[]): void {
    const places = recent.length * 2;
    const larger: (Pending | undefined)[] = new Array(places).fill(undefined);
    for (const pending of recent) if (pending !== undefined) larger[pending.id & (places - 1)] = pending;
    this.#recent = larger;
  }

  #leaveBehind(pending: Pending): void {
    this.#stragglers ??= new Map();
    this.#stragglers.set(pending.id, pending);
  }
}
