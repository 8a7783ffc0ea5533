/**
 * Gathers the numbers of a data sample into whole rows of the tables that its time series are in.
 *
 * Numbers come one by one, in the order in which a data sample feeds its time series; nearly always that is the order of a table's
 * members, all of them. Where it is not, the table is cut until it is.
 */
import type { Common } from './room.js';
import type { PointSeries } from './series.js';
import { NumberTable } from './table.js';

export class Rows {
  readonly #common: () => Common;
  readonly #onDropped: (series: PointSeries) => void;
  /** Rows of this endpoint that have the time of the row before them, and a time series of the last. */
  repeated = 0;
  repeatedIn = '';
  /** Whose row is being gathered; undefined between rows. */
  #table: NumberTable | undefined;
  #timestamp = 0;
  readonly #values: number[] = [];
  #count = 0;
  /** The table that the endpoint's data samples usually fill. */
  #usual: NumberTable | undefined;
  /** The table of the first row of this endpoint that is whole. */
  #first: NumberTable | undefined;

  /**
   * @param common to the tables that begin
   * @param onDropped called when the first point of a time series has had to make room
   */
  constructor(common: () => Common, onDropped: (series: PointSeries) => void) {
    this.#common = common;
    this.#onDropped = onDropped;
  }

  /** From here on it is another endpoint. @param usual the table that its data samples usually fill */
  begin(usual: NumberTable | undefined): void {
    this.#table = undefined;
    this.#count = 0;
    this.#first = undefined;
    this.repeated = 0;
    this.#usual = usual;
    usual?.noteLayout();
  }

  /**
   * The next number, if it is what nearly always comes next: then its time series need not be looked for.
   * @returns false: it must be added to its time series
   */
  next(timeSeries: string, name: string, timestamp: number, value: number): boolean {
    const table = this.#table ?? this.#usual;
    const layout = table?.layout;
    const place = this.#count;
    if (layout?.names[place] !== timeSeries || layout.valueNames[place] !== name) return false;
    if (this.#table === undefined) {
      this.#table = table;
      this.#timestamp = timestamp;
    } else if (timestamp !== this.#timestamp) return false;
    this.#values[place] = value;
    this.#count = place + 1;
    if (this.#count === layout.names.length) this.finish();
    return true;
  }

  /** @param series whose points so far are numbers of that name, or that has none yet */
  add(series: PointSeries, name: string, timestamp: number, value: number): void {
    if (series.table === undefined) this.#begin(series, name, timestamp);
    if (series.table !== this.#table || series.place !== this.#count || timestamp !== this.#timestamp)
      this.#open(series, timestamp);
    this.#values[this.#count++] = value;
    // The first row is whole when its data sample is: who knows how many time series begin with it.
    const { length, members } = this.#table as NumberTable;
    if (length > 0 && this.#count === members.length) this.finish();
  }

  /** The table that this endpoint's data samples usually fill, as far as they show it. */
  get usual(): NumberTable | undefined {
    return this.#usual === undefined || this.#usual.members.length === 0 ? this.#first : this.#usual;
  }

  /** The row that is being gathered is whole: its data sample has no more. */
  finish(): void {
    const table = this.#table;
    if (table === undefined) return;
    if (this.#count < table.members.length) table.cut(this.#count);
    this.#first ??= table;
    const { dropped } = table;
    if (table.lastTimestamp === this.#timestamp) {
      this.repeated++;
      this.repeatedIn = table.members[0]?.name ?? '';
    }
    table.append(this.#timestamp, this.#values);
    this.#table = undefined;
    this.#count = 0;
    if (dropped === 0 && table.dropped > 0)
      for (const member of table.members) this.#onDropped(member as PointSeries);
  }

  /** A table for a new time series: that of the others which the same data sample is beginning, or one of its own. */
  #begin(series: PointSeries, name: string, timestamp: number): void {
    const table = this.#table;
    series.valueName = name;
    if (table !== undefined && table.length === 0 && timestamp === this.#timestamp) table.join(series);
    else new NumberTable(this.#common()).join(series);
  }

  #open(series: PointSeries, timestamp: number): void {
    this.finish();
    // Only now: what was finished may have left this time series in another table than before.
    if (series.place > 0) series.table?.cut(series.place);
    this.#table = series.table;
    this.#timestamp = timestamp;
  }
}
