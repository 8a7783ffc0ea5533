/**
 * The data points of one endpoint and time series, wherever they are kept.
 *
 * As long as each point is one number they are in a table, together with the time series that the same data samples feed
 * (`table.ts`); from the first point that is anything else on they are in a ring of their own (`ring.ts`).
 */
import type { DataPoint } from '../../esp/events.js';
import { PointRing, type PointValue, type SavedColumns } from './ring.js';
import type { Common } from './room.js';
import { type Member, NumberTable } from './table.js';

export class PointSeries implements Member {
  readonly name: string;
  table: NumberTable | undefined;
  place = 0;
  /** What the number of each point is called, as long as there is a table. */
  valueName = '';
  #ring: PointRing | undefined;
  readonly #common: Common;

  constructor(name: string, common: Common) {
    this.name = name;
    this.#common = common;
  }

  get length(): number {
    return this.table?.length ?? this.#ring?.length ?? 0;
  }

  /** Points that have left because of the limit. */
  get dropped(): number {
    return this.table?.dropped ?? this.#ring?.dropped ?? 0;
  }

  /** Nothing has been kept in it yet. */
  get isNew(): boolean {
    return this.table === undefined && this.#ring === undefined;
  }

  /** Names of the values that have occurred. */
  get valueNames(): readonly string[] {
    return this.table === undefined ? (this.#ring?.valueNames ?? []) : [this.valueName];
  }

  /** Any point; whoever gathers a row for the table of this time series must have finished it. */
  append(point: DataPoint): void {
    this.#ownRing().append(point);
  }

  /** The same for a point of one value. */
  appendOne(timestamp: number, name: string, value: PointValue): void {
    this.#ownRing().appendOne(timestamp, name, value);
  }

  /** Calls `visit` for every timestamp, in the order of arrival, with the index that {@link valuesAt} takes. */
  forEachTimestamp(visit: (timestamp: number, index: number) => void): void {
    const { table } = this;
    if (table === undefined) this.#ring?.forEachTimestamp(visit);
    else for (let index = 0; index < table.length; index++) visit(table.timestampAt(index), index);
  }

  valuesAt(index: number): Record<string, PointValue> {
    if (this.table !== undefined) return { [this.valueName]: this.table.valueAt(index, this.place) };
    return this.#ring?.valuesAt(index) ?? {};
  }

  /** The columns as plain data, oldest point first. */
  capture(): SavedColumns {
    const { table, place } = this;
    if (table === undefined) return this.#ownRing().capture();
    const rows = Array.from({ length: table.length }, (_, index) => index);
    return {
      dropped: table.dropped,
      timestamps: rows.map((index) => table.timestampAt(index)),
      values: { [this.valueName]: rows.map((index) => table.valueAt(index, place)) },
    };
  }

  /** Takes captured columns into a time series that is new; points beyond its limit make room as always. */
  restore(saved: SavedColumns): void {
    const [column, ...others] = Object.entries(saved.values);
    if (column === undefined || others.length > 0 || !column[1].every(isNumber)) {
      this.#ownRing().restore(saved);
      return;
    }
    const [name, values] = column;
    const table = new NumberTable(this.#common);
    this.valueName = name;
    table.join(this);
    saved.timestamps.forEach((timestamp, index) => {
      table.append(timestamp, [values[index] as number]);
    });
    table.dropped += saved.dropped;
  }

  /** It is gone, and whatever shares a table with it. */
  release(): void {
    this.#common.room.give(this.#ring?.size ?? 0);
    this.#ring = undefined;
    this.table?.clear();
  }

  /** The ring, to which whatever is in a table moves. */
  #ownRing(): PointRing {
    if (this.#ring === undefined) {
      const ring = new PointRing(this.#common);
      if (this.table !== undefined) ring.restore(this.capture());
      this.#leaveTable();
      this.#ring = ring;
    }
    return this.#ring;
  }

  #leaveTable(): void {
    if (this.place > 0) this.table?.cut(this.place);
    if (this.table !== undefined && this.table.members.length > 1) this.table.cut(1);
    this.table?.clear();
  }
}

const isNumber = (value: PointValue) => typeof value === 'number';
