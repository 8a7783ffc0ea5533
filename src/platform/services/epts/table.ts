/**
 * Time series that every data sample feeds together: one row for each data sample, its time and then a number for each time series.
 *
 * So a data sample is one place in memory, and its time is kept once. Whatever shares a table has the same times; as soon as a
 * data sample feeds only some of its time series, the table is cut. Rows are whole: `rows.ts` gathers them.
 */

import type { Layout } from './layout.js';
import type { Common } from './room.js';

/** A time series as its table sees it. */
export interface Member {
  readonly name: string;
  /** What its numbers are called. */
  readonly valueName: string;
  table: NumberTable | undefined;
  /** Which number of a row is its own; the first is 0. */
  place: number;
}

const INITIAL_CAPACITY = 4;

export class NumberTable {
  readonly #common: Common;
  /** Rows kept at most: as the bounds say, or fewer when there is no room for more. */
  #limit: number;
  #members: Member[] = [];
  #layout: Layout | undefined;
  #rows = new Float64Array(0);
  #capacity = 0;
  /** The row that came first. */
  #start = 0;
  #length = 0;
  /** Rows that have left because of the limit. */
  dropped = 0;

  constructor(common: Common) {
    this.#common = common;
    this.#limit = common.points;
  }

  /** In the order in which a data sample feeds them. */
  get members(): readonly Member[] {
    return this.#members;
  }

  /** What its members are called, as long as they are the same: nobody who feeds all of them needs to look at each. */
  get layout(): Layout | undefined {
    return this.#layout;
  }

  /** It will be fed again: what its members are called is worth knowing. */
  noteLayout(): void {
    this.#layout ??= this.#common.layouts.of(this.#members);
  }

  get length(): number {
    return this.#length;
  }

  /** Of the row that came last; undefined when there is none. */
  get lastTimestamp(): number | undefined {
    return this.#length === 0 ? undefined : this.timestampAt(this.#length - 1);
  }

  /** Numbers that it has places for. */
  get size(): number {
    return this.#rows.length;
  }

  /** Takes in a time series that has no points yet; only as long as there are no rows. */
  join(member: Member): void {
    member.table = this;
    member.place = this.#members.length;
    this.#members.push(member);
    this.#layout = undefined;
  }

  /** @param values a number for each member, at its place; there may be more in the array */
  append(timestamp: number, values: readonly number[]): void {
    const width = this.#members.length + 1;
    const at = this.#takeSlot(width) * width;
    this.#rows[at] = timestamp;
    for (let place = 1; place < width; place++) this.#rows[at + place] = values[place - 1] as number;
  }

  /** @param index of the row, in the order of arrival */
  timestampAt(index: number): number {
    return this.#rows[this.#slot(index) * (this.#members.length + 1)] as number;
  }

  valueAt(index: number, place: number): number {
    return this.#rows[this.#slot(index) * (this.#members.length + 1) + place + 1] as number;
  }

  /** The members from that place on go, with their numbers, to a table of their own. */
  cut(place: number): void {
    const rest = new NumberTable(this.#common);
    const before = this.size;
    const leaving = this.#members.slice(place);
    rest.#adopt(this.#columns(place, leaving.length), this);
    for (const member of leaving) rest.join(member);
    this.#adopt(this.#columns(0, place), this);
    this.#keepFirst(place);
    this.#common.room.claim(this.size + rest.size - before);
  }

  /** Nobody is in it any more. */
  clear(): void {
    this.#common.room.give(this.size);
    this.#rows = new Float64Array(0);
    this.#capacity = 0;
    this.#length = 0;
    for (const member of this.#members) member.table = undefined;
    this.#keepFirst(0);
  }

  #keepFirst(count: number): void {
    this.#members = this.#members.slice(0, count);
    this.#layout = undefined;
  }

  /** Rows of so many numbers from that place on, the oldest first. */
  #columns(place: number, count: number): Float64Array<ArrayBuffer> {
    const rows = new Float64Array(this.#capacity * (count + 1));
    let at = 0;
    for (let index = 0; index < this.#length; index++) {
      rows[at++] = this.timestampAt(index);
      for (let i = 0; i < count; i++) rows[at++] = this.valueAt(index, place + i);
    }
    return rows;
  }

  #adopt(rows: Float64Array<ArrayBuffer>, other: NumberTable): void {
    this.#rows = rows;
    this.#capacity = other.#capacity;
    this.#limit = other.#limit;
    this.#start = 0;
    this.#length = other.#length;
    this.dropped = other.dropped;
  }

  #slot(index: number): number {
    const slot = this.#start + index;
    return slot < this.#capacity ? slot : slot - this.#capacity;
  }

  #takeSlot(width: number): number {
    if (this.#length === this.#capacity && this.#capacity < this.#limit) this.#grow(width);
    if (this.#length < this.#capacity) return this.#slot(this.#length++);
    const slot = this.#start;
    this.#start = this.#slot(1);
    this.dropped++;
    return slot;
  }

  /** Before the limit is reached nothing has wrapped round: slots keep their numbers. */
  #grow(width: number): void {
    const capacity = Math.min(this.#limit, Math.max(INITIAL_CAPACITY, this.#capacity * 2));
    const numbers = (capacity - this.#capacity) * width;
    if (this.#capacity === 0) this.#common.room.claim(numbers);
    else if (!this.#common.room.take(numbers)) {
      this.#limit = this.#capacity;
      return;
    }
    const rows = new Float64Array(capacity * width);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#capacity = capacity;
  }
}
