/**
 * Takes the data points of one message of an endpoint to their time series, and remembers what became of them.
 *
 * One writer serves all messages, one after the other: `begin` makes it ready for the next. Points as objects are made
 * only where somebody wants to hear of them.
 */
import type { Journal } from '../../../kernel/journal.js';
import type { DataPoint } from '../../esp/events.js';
import type { PointSink } from './extract.js';
import type { PointValue } from './ring.js';
import { Rows } from './rows.js';
import type { PointSeries } from './series.js';
import { EndpointSeries, type SeriesTree } from './series-tree.js';
import type { EptsSettings } from './settings.js';

export interface WriterPorts {
  readonly tree: SeriesTree;
  readonly journal: Journal;
  readonly settings: EptsSettings;
}

const NONE: readonly never[] = [];

export class PointWriter implements PointSink {
  readonly #ports: WriterPorts;
  #endpointId = '';
  #series = new EndpointSeries();
  readonly #rows: Rows;
  #heard: Map<string, DataPoint[]> | undefined;
  /** Of the message before: endpoints feed the same time series again and again. */
  #before: readonly string[] = [];
  /** How many of those have been fed in this order; undefined once it is another one. */
  #asBefore: number | undefined = 0;
  #kept: Set<string> | undefined;
  #full: Set<string> | undefined;
  /** Points that were kept. */
  count = 0;

  constructor(ports: WriterPorts) {
    this.#ports = ports;
    this.#rows = new Rows(
      () => ports.tree.common,
      (series) => this.#noteDropped(series),
    );
  }

  /** @param isHeard somebody wants the points as objects */
  begin(applicationName: string, endpointId: string, isHeard: boolean): void {
    this.#endpointId = endpointId;
    this.#series = this.#ports.tree.seriesOf(applicationName, endpointId);
    this.#rows.begin(this.#series.usual);
    this.#heard = isHeard ? new Map() : undefined;
    this.#asBefore = 0;
    this.#kept = undefined;
    this.#full = undefined;
    this.count = 0;
  }

  /** Time series that were fed, in the order in which each was fed first. */
  get kept(): readonly string[] {
    if (this.#asBefore !== this.#before.length)
      this.#before = this.#kept === undefined ? this.#before.slice(0, this.#asBefore) : [...this.#kept];
    return this.#before;
  }

  /** Time series that there was no room to begin. */
  get full(): readonly string[] {
    return this.#full === undefined ? NONE : [...this.#full];
  }

  /** The points as objects, by time series; undefined when nobody wants them. */
  get heard(): ReadonlyMap<string, readonly DataPoint[]> | undefined {
    return this.#heard;
  }

  add(timeSeries: string, timestamp: number, values: DataPoint['values']): void {
    const series = this.#seriesFor(timeSeries);
    if (series === undefined) return;
    const droppedBefore = this.#beginAppend(series);
    series.append({ timestamp, values });
    this.#endAppend(series, droppedBefore);
    this.#note(timeSeries, this.#heard && { timestamp, values });
  }

  addOne(timeSeries: string, timestamp: number, name: string, value: PointValue): void {
    if (typeof value !== 'number' || !this.#rows.next(timeSeries, name, timestamp, value)) {
      if (!this.#addTo(timeSeries, timestamp, name, value)) return;
    }
    this.#note(timeSeries, this.#heard && { timestamp, values: { [name]: value } });
  }

  /** @returns false when there is no room for another time series */
  #addTo(timeSeries: string, timestamp: number, name: string, value: PointValue): boolean {
    const series = this.#seriesFor(timeSeries);
    if (series === undefined) return false;
    const { table } = series;
    if (typeof value === 'number' && (table === undefined ? series.isNew : series.valueName === name))
      this.#rows.add(series, name, timestamp, value);
    else {
      const droppedBefore = this.#beginAppend(series);
      series.appendOne(timestamp, name, value);
      this.#endAppend(series, droppedBefore);
    }
    return true;
  }

  /** There is no more: what was added can be read. */
  finish(): void {
    this.#rows.finish();
    this.#series.usual = this.#rows.usual;
  }

  /** @returns points dropped so far */
  #beginAppend(series: PointSeries): number {
    if (series.table !== undefined) this.#rows.finish();
    return series.dropped;
  }

  #endAppend(series: PointSeries, droppedBefore: number): void {
    if (droppedBefore === 0 && series.dropped > 0) this.#noteDropped(series);
  }

  #seriesFor(timeSeries: string): PointSeries | undefined {
    const series = this.#ports.tree.seriesFor(this.#series, timeSeries);
    if (series !== undefined) return series;
    this.#full ??= new Set();
    this.#full.add(timeSeries);
    return undefined;
  }

  #note(timeSeries: string, point: DataPoint | undefined): void {
    this.count++;
    this.#keep(timeSeries);
    if (this.#heard === undefined || point === undefined) return;
    const points = this.#heard.get(timeSeries);
    if (points === undefined) this.#heard.set(timeSeries, [point]);
    else points.push(point);
  }

  #keep(timeSeries: string): void {
    if (this.#asBefore !== undefined && this.#before[this.#asBefore] === timeSeries) {
      this.#asBefore++;
      return;
    }
    this.#kept ??= new Set(this.#before.slice(0, this.#asBefore));
    this.#asBefore = undefined;
    this.#kept.add(timeSeries);
  }

  /**
   * Tells of points that hide the ones before them, which were confirmed, and which nobody will see: of the first of an endpoint,
   * then whenever there are twice as many, since whoever sends so fast may do so thousands of times a second.
   */
  noteRepeated(): void {
    const { journal, settings } = this.#ports;
    if (this.#rows.repeated === 0 || settings.sameTimestamp === 'keep-all') return;
    const series = this.#series;
    series.repeated += this.#rows.repeated;
    const count = series.repeated - series.repeatedTold;
    if (count < series.repeatedTold) return;
    series.repeatedTold = series.repeated;
    const timeSeries = this.#rows.repeatedIn;
    journal.append({ type: 'epts.points-replaced', endpointId: this.#endpointId, timeSeries, count });
  }

  #noteDropped({ name, length, dropped }: PointSeries): void {
    const { journal, settings } = this.#ports;
    // That there is no room for more has been told for all of them together.
    if (length < settings.pointsPerTimeSeries) return;
    const of = { endpointId: this.#endpointId, timeSeries: name, count: dropped };
    journal.append({ type: 'epts.points-dropped', ...of, limit: settings.pointsPerTimeSeries });
  }
}
