/**
 * The requests of one client that it remembers, by request ID and the oldest first.
 *
 * Most clients have one at a time, and there may be many clients: one has a field, a map is made for those that have more.
 */
import type { Pending } from './pending.js';

export class Outstanding {
  /** The oldest; undefined when it has gone before the others, or when there is none. */
  #first: Pending | undefined;
  #others: Map<number, Pending> | undefined;
  /** IDs above it have never been here: so are all new ones, until they begin again. */
  #highest = 0;

  has(id: number): boolean {
    if (id > this.#highest) return false;
    return this.#first?.id === id || this.#others?.has(id) === true;
  }

  get(id: number): Pending | undefined {
    return this.#first?.id === id ? this.#first : this.#others?.get(id);
  }

  /** The latest of all. */
  add(pending: Pending): void {
    if (pending.id > this.#highest) this.#highest = pending.id;
    if (this.#first === undefined && (this.#others === undefined || this.#others.size === 0)) {
      this.#first = pending;
      return;
    }
    this.#others ??= new Map();
    this.#others.set(pending.id, pending);
  }

  delete(id: number): void {
    if (this.#first?.id === id) this.#first = undefined;
    else this.#others?.delete(id);
  }

  oldest(): Pending | undefined {
    return this.#first ?? this.#others?.values().next().value;
  }

  /** All of them, the oldest first. */
  list(): Pending[] {
    const others = this.#others === undefined ? [] : [...this.#others.values()];
    return this.#first === undefined ? others : [this.#first, ...others];
  }

  clear(): void {
    this.#first = undefined;
    this.#others = undefined;
  }
}
