/**
 * The data points of one endpoint and time series: rows of numbers in one typed array, each the timestamp and then one number for
 * each value name, so that a point is one place in memory and eight bytes a number.
 *
 * It grows up to its limit, then the point that came first makes room and is counted. Points are kept as they come. What is
 * no number is beside the rows, by name, once a time series has such; the row says so with NaN, which JSON does not have.
 */
import type { DataPoint } from '../../esp/events.js';
import type { Common } from './room.js';

export type PointValue = number | string | boolean | null;

/** A ring as plain data; the n-th values belong to the n-th timestamp. */
export interface SavedColumns {
  readonly dropped: number;
  readonly timestamps: number[];
  readonly values: Record<string, PointValue[]>;
  /** By value name: which points lack it; there the column holds null. */
  readonly absent?: Record<string, number[]>;
}

const INITIAL_CAPACITY = 16;

interface Column {
  readonly name: string;
  /** Where it is in a row. */
  readonly place: number;
  /** By slot: what is no number; undefined where the point has none. Undefined as long as there were only numbers. */
  others: (PointValue | undefined)[] | undefined;
}

export class PointRing {
  readonly #common: Common;
  /** Points kept at most: as the bounds say, or fewer when there is no room for more. */
  #limit: number;
  #capacity: number;
  readonly #columns: Column[] = [];
  /** Numbers of a row. */
  #width = 1;
  #rows: Float64Array;
  /** The slot of the point that came first. */
  #start = 0;
  #length = 0;
  #dropped = 0;

  constructor(common: Common) {
    this.#common = common;
    this.#limit = common.points;
    this.#capacity = Math.min(this.#limit, INITIAL_CAPACITY);
    this.#rows = new Float64Array(this.#capacity);
    common.room.claim(this.#capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Numbers that it has places for. */
  get size(): number {
    return this.#rows.length;
  }

  /** Points that have left because of the limit. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Names of the values that have occurred. */
  get valueNames(): readonly string[] {
    return this.#columns.map(({ name }) => name);
  }

  append({ timestamp, values }: DataPoint): void {
    const slot = this.#begin(timestamp);
    for (const name in values) this.#put(this.#column(name), slot, values[name] as PointValue);
  }

  /** A point of one value. */
  appendOne(timestamp: number, name: string, value: PointValue): void {
    const column = this.#column(name);
    this.#put(column, this.#begin(timestamp), value);
  }

  /** Calls `visit` for every timestamp, in the order of arrival, with the index that {@link valuesAt} takes. */
  forEachTimestamp(visit: (timestamp: number, index: number) => void): void {
    for (let i = 0; i < this.#length; i++) visit(this.#timestamp(this.#slot(i)), i);
  }

  valuesAt(index: number): Record<string, PointValue> {
    const slot = this.#slot(index);
    const values: Record<string, PointValue> = {};
    for (const column of this.#columns) {
      const value = this.#valueOf(column, slot);
      if (value !== undefined) values[column.name] = value;
    }
    return values;
  }

  /** The columns as plain data, oldest point first. */
  capture(): SavedColumns {
    const slots = Array.from({ length: this.#length }, (_, index) => this.#slot(index));
    const values: [string, PointValue[]][] = [];
    const absent: [string, number[]][] = [];
    for (const column of this.#columns) {
      const found = slots.map((slot) => this.#valueOf(column, slot));
      values.push([column.name, found.map((value) => value ?? null)]);
      const missing = found.flatMap((value, index) => (value === undefined ? [index] : []));
      if (missing.length > 0) absent.push([column.name, missing]);
    }
    return {
      dropped: this.#dropped,
      timestamps: slots.map((slot) => this.#timestamp(slot)),
      values: Object.fromEntries(values),
      ...(absent.length === 0 ? {} : { absent: Object.fromEntries(absent) }),
    };
  }

  /** Takes captured columns into a ring that is empty; points beyond its limit make room as always. */
  restore({ dropped, timestamps, values, absent = {} }: SavedColumns): void {
    const columns = Object.entries(values).map(([name, column]) => {
      this.#column(name);
      return { name, column, missing: new Set(Object.hasOwn(absent, name) ? absent[name] : []) };
    });
    timestamps.forEach((timestamp, index) => {
      const present = columns.filter(({ missing }) => !missing.has(index));
      this.append({
        timestamp,
        values: Object.fromEntries(present.map(({ name, column }) => [name, column[index] ?? null])),
      });
    });
    this.#dropped += dropped;
  }

  #slot(index: number): number {
    const slot = this.#start + index;
    return slot < this.#capacity ? slot : slot - this.#capacity;
  }

  #timestamp(slot: number): number {
    return this.#rows[slot * this.#width] as number;
  }

  /** Undefined when the point has none of that name. */
  #valueOf({ place, others }: Column, slot: number): PointValue | undefined {
    const value = this.#rows[slot * this.#width + place] as number;
    return Number.isNaN(value) ? others?.[slot] : value;
  }

  /** A row for a new point, without values yet. @returns its slot */
  #begin(timestamp: number): number {
    const slot = this.#takeSlot();
    const at = slot * this.#width;
    this.#rows[at] = timestamp;
    for (const { place, others } of this.#columns) {
      this.#rows[at + place] = Number.NaN;
      if (others !== undefined) others[slot] = undefined;
    }
    return slot;
  }

  #takeSlot(): number {
    if (this.#length === this.#capacity && this.#capacity < this.#limit) this.#grow();
    if (this.#length < this.#capacity) return this.#slot(this.#length++);
    const slot = this.#start;
    this.#start = this.#slot(1);
    this.#dropped++;
    return slot;
  }

  /** Before the limit is reached nothing has wrapped round: slots keep their numbers. */
  #grow(): void {
    const capacity = Math.min(this.#limit, this.#capacity * 2);
    if (this.#common.room.take((capacity - this.#capacity) * this.#width))
      this.#resize(capacity, this.#width);
    else this.#limit = this.#capacity;
  }

  #put(column: Column, slot: number, value: PointValue): void {
    if (typeof value === 'number') {
      this.#rows[slot * this.#width + column.place] = value;
      return;
    }
    column.others ??= [];
    column.others[slot] = value;
  }

  #column(name: string): Column {
    for (const column of this.#columns) if (column.name === name) return column;
    const column: Column = { name, place: this.#width, others: undefined };
    this.#common.room.claim(this.#capacity);
    this.#resize(this.#capacity, this.#width + 1);
    this.#columns.push(column);
    return column;
  }

  /** Rows of another number or width; what is new is absent. */
  #resize(capacity: number, width: number): void {
    const before = this.#rows;
    const rows = new Float64Array(capacity * width);
    if (width === this.#width) rows.set(before);
    else {
      rows.fill(Number.NaN);
      for (let slot = 0; slot < this.#capacity; slot++)
        for (let place = 0; place < this.#width; place++)
          rows[slot * width + place] = before[slot * this.#width + place] as number;
    }
    this.#rows = rows;
    this.#capacity = capacity;
    this.#width = width;
  }
}
