/**
 * The data points of one endpoint and time series, by column: a typed array of timestamps and one column per value.
 *
 * It grows up to its limit, then the point that came first makes room and is counted. Points are kept as they come;
 * a column of numbers takes eight bytes a point, and turns into a plain array when something else arrives.
 */
import type { DataPoint } from '../../esp/events.js';

type PointValue = number | string | boolean | null;

/** A ring as plain data; the n-th values belong to the n-th timestamp. */
export interface SavedColumns {
  readonly dropped: number;
  readonly timestamps: number[];
  readonly values: Record<string, PointValue[]>;
  /** By value name: which points lack it; there the column holds null. */
  readonly absent?: Record<string, number[]>;
}

const ABSENT = 0;
const PRESENT = 1;
const NULL = 2;
const INITIAL_CAPACITY = 16;

interface Column {
  readonly name: string;
  /** ABSENT, PRESENT or NULL for each slot. */
  marks: Uint8Array;
  /** Values of the slots marked PRESENT. */
  values: Float64Array | PointValue[];
}

export class PointRing {
  readonly #limit: number;
  #capacity: number;
  #timestamps: Float64Array;
  readonly #columns: Column[] = [];
  /** The slot of the point that came first. */
  #start = 0;
  #length = 0;
  #dropped = 0;

  /** @param limit points kept at most */
  constructor(limit: number) {
    this.#limit = limit;
    this.#capacity = Math.min(limit, INITIAL_CAPACITY);
    this.#timestamps = new Float64Array(this.#capacity);
  }

  get length(): number {
    return this.#length;
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
    const slot = this.#takeSlot();
    this.#timestamps[slot] = timestamp;
    for (const { marks } of this.#columns) marks[slot] = ABSENT;
    for (const name in values) this.#put(name, slot, values[name] as PointValue);
  }

  /** A point whose one value is a number and named `value`. */
  appendNumber(timestamp: number, value: number): void {
    const slot = this.#takeSlot();
    this.#timestamps[slot] = timestamp;
    const [first] = this.#columns;
    if (this.#columns.length === 1 && first?.name === 'value') {
      first.marks[slot] = PRESENT;
      first.values[slot] = value;
      return;
    }
    for (const { marks } of this.#columns) marks[slot] = ABSENT;
    this.#put('value', slot, value);
  }

  /** Calls `visit` for every timestamp, in the order of arrival, with the index that {@link valuesAt} takes. */
  forEachTimestamp(visit: (timestamp: number, index: number) => void): void {
    for (let i = 0; i < this.#length; i++) visit(this.#timestamps[this.#slot(i)] as number, i);
  }

  valuesAt(index: number): Record<string, PointValue> {
    const slot = this.#slot(index);
    const values: Record<string, PointValue> = {};
    for (const { name, marks, values: column } of this.#columns) {
      if (marks[slot] === PRESENT) values[name] = column[slot] as PointValue;
      else if (marks[slot] === NULL) values[name] = null;
    }
    return values;
  }

  /** The columns as plain data, oldest point first. */
  capture(): SavedColumns {
    const slots = Array.from({ length: this.#length }, (_, index) => this.#slot(index));
    const values: [string, PointValue[]][] = [];
    const absent: [string, number[]][] = [];
    for (const { name, marks, values: column } of this.#columns) {
      values.push([
        name,
        slots.map((slot) => (marks[slot] === PRESENT ? (column[slot] as PointValue) : null)),
      ]);
      const missing = slots.flatMap((slot, index) => (marks[slot] === ABSENT ? [index] : []));
      if (missing.length > 0) absent.push([name, missing]);
    }
    return {
      dropped: this.#dropped,
      timestamps: slots.map((slot) => this.#timestamps[slot] as number),
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
    this.#capacity = Math.min(this.#limit, this.#capacity * 2);
    const timestamps = new Float64Array(this.#capacity);
    timestamps.set(this.#timestamps);
    this.#timestamps = timestamps;
    for (const column of this.#columns) {
      const marks = new Uint8Array(this.#capacity);
      marks.set(column.marks);
      column.marks = marks;
      if (Array.isArray(column.values)) continue;
      const values = new Float64Array(this.#capacity);
      values.set(column.values);
      column.values = values;
    }
  }

  #put(name: string, slot: number, value: PointValue): void {
    const column = this.#column(name);
    column.marks[slot] = value === null ? NULL : PRESENT;
    if (value === null) return;
    if (typeof value !== 'number' && !Array.isArray(column.values)) column.values = Array.from(column.values);
    column.values[slot] = value;
  }

  #column(name: string): Column {
    for (const column of this.#columns) if (column.name === name) return column;
    const column: Column = {
      name,
      marks: new Uint8Array(this.#capacity),
      values: new Float64Array(this.#capacity),
    };
    this.#columns.push(column);
    return column;
  }
}
