/**
 * When each endpoint is due next: a binary heap in typed arrays, keyed by the endpoint's number.
 *
 * An endpoint is in the queue at most once. Two endpoints due at the same time come out in the order of their numbers, so a
 * run is the same every time. It knows no clock; see `scheduler.ts`.
 */

const ABSENT = -1;

export class TickQueue {
  /** Endpoint number at each place of the heap. */
  readonly #heap: Int32Array;
  /** Place in the heap of each endpoint. */
  readonly #place: Int32Array;
  readonly #due: Float64Array;
  #size = 0;

  /** @param capacity endpoint numbers are from 0 up to, but not including, this */
  constructor(capacity: number) {
    this.#heap = new Int32Array(capacity);
    this.#place = new Int32Array(capacity).fill(ABSENT);
    this.#due = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** The endpoint that is due first; undefined when the queue is empty. */
  first(): number | undefined {
    return this.#size === 0 ? undefined : this.#heap[0];
  }

  dueOf(endpoint: number): number {
    return this.#due[endpoint] as number;
  }

  /** Puts the endpoint into the queue, or moves it. */
  set(endpoint: number, due: number): void {
    this.#due[endpoint] = due;
    let place = this.#place[endpoint] as number;
    if (place === ABSENT) {
      place = this.#size++;
      this.#put(place, endpoint);
    }
    this.#sink(this.#rise(place));
  }

  remove(endpoint: number): void {
    const place = this.#place[endpoint] as number;
    if (place === ABSENT) return;
    this.#place[endpoint] = ABSENT;
    const last = this.#heap[--this.#size] as number;
    if (last === endpoint) return;
    this.#put(place, last);
    this.#sink(this.#rise(place));
  }

  #put(place: number, endpoint: number): void {
    this.#heap[place] = endpoint;
    this.#place[endpoint] = place;
  }

  #isBefore(a: number, b: number): boolean {
    const dueA = this.#due[a] as number;
    const dueB = this.#due[b] as number;
    return dueA < dueB || (dueA === dueB && a < b);
  }

  #rise(from: number): number {
    let place = from;
    const endpoint = this.#heap[place] as number;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent] as number;
      if (!this.#isBefore(endpoint, above)) break;
      this.#put(place, above);
      place = parent;
    }
    this.#put(place, endpoint);
    return place;
  }

  #sink(from: number): void {
    let place = from;
    const endpoint = this.#heap[place] as number;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#isBefore(this.#heap[right] as number, this.#heap[child] as number)) {
        child = right;
      }
      const below = this.#heap[child] as number;
      if (!this.#isBefore(below, endpoint)) break;
      this.#put(place, below);
      place = child;
    }
    this.#put(place, endpoint);
  }
}
