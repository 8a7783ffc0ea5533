/**
 * When each endpoint is due next: a heap in typed arrays, four below each.
 *
 * An endpoint is in the queue at most once. Two endpoints due at the same time come out in the order of their numbers, so a
 * run is the same every time. Times lie in the order of the heap, so that the four below one are read as one piece of memory.
 * It knows no clock; see `scheduler.ts`.
 */

const ABSENT = -1;
const BELOW_LOG2 = 2;
const BELOW = 1 << BELOW_LOG2;

export class TickQueue {
  /** Endpoint number at each place of the heap, and when that one is due. */
  readonly #heap: Int32Array;
  readonly #due: Float64Array;
  /** Place in the heap of each endpoint. */
  readonly #place: Int32Array;
  #size = 0;

  /** @param capacity endpoint numbers are from 0 up to, but not including, this */
  constructor(capacity: number) {
    this.#heap = new Int32Array(capacity);
    this.#due = new Float64Array(capacity);
    this.#place = new Int32Array(capacity).fill(ABSENT);
  }

  get size(): number {
    return this.#size;
  }

  /** The endpoint that is due first; undefined when the queue is empty. */
  first(): number | undefined {
    return this.#size === 0 ? undefined : this.#heap[0];
  }

  /** When that one is due; Infinity when the queue is empty. */
  firstDue(): number {
    return this.#size === 0 ? Infinity : (this.#due[0] as number);
  }

  /** Puts the endpoint into the queue, or moves it. */
  set(endpoint: number, due: number): void {
    const before = this.#place[endpoint] as number;
    const place = before === ABSENT ? this.#size++ : before;
    this.#settle(place, endpoint, due);
  }

  remove(endpoint: number): void {
    const place = this.#place[endpoint] as number;
    if (place === ABSENT) return;
    this.#place[endpoint] = ABSENT;
    const last = --this.#size;
    if (place === last) return;
    this.#settle(place, this.#heap[last] as number, this.#due[last] as number);
  }

  /** Gives the endpoint that place, which is free, or the one that is its by then. */
  #settle(place: number, endpoint: number, due: number): void {
    const risen = this.#rise(place, endpoint, due);
    this.#put(risen === place ? this.#sink(place, endpoint, due) : risen, endpoint, due);
  }

  /** Frees a place further up, as far as the endpoint comes before. @returns that place */
  #rise(from: number, endpoint: number, due: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> BELOW_LOG2;
      if (this.#isBefore(parent, endpoint, due)) break;
      this.#move(parent, place);
      place = parent;
    }
    return place;
  }

  /** Frees a place further down, as far as others come before. @returns that place */
  #sink(from: number, endpoint: number, due: number): number {
    let place = from;
    for (;;) {
      const first = this.#firstBelow(place);
      if (first >= this.#size || !this.#isBefore(first, endpoint, due)) return place;
      this.#move(first, place);
      place = first;
    }
  }

  /** Which of those below comes first; a place outside of the heap when there are none. */
  #firstBelow(place: number): number {
    let first = BELOW * place + 1;
    const end = Math.min(first + BELOW, this.#size);
    for (let other = first + 1; other < end; other++)
      if (this.#isBefore(other, this.#heap[first] as number, this.#due[first] as number)) first = other;
    return first;
  }

  #isBefore(place: number, endpoint: number, due: number): boolean {
    const there = this.#due[place] as number;
    return there < due || (there === due && (this.#heap[place] as number) < endpoint);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#heap[from] as number, this.#due[from] as number);
  }

  #put(place: number, endpoint: number, due: number): void {
    this.#heap[place] = endpoint;
    this.#due[place] = due;
    this.#place[endpoint] = place;
  }
}
