/**
 * Takes the data points of one message of an endpoint to their rings, and remembers what became of them.
 *
 * One writer serves all messages, one after the other: `begin` makes it ready for the next. Points as objects are made
 * only where somebody wants to hear of them.
 */
import type { Journal } from '../../../kernel/journal.js';
import type { DataPoint } from '../../esp/events.js';
import type { PointSink } from './extract.js';
import type { PointRing } from './ring.js';
import type { EndpointSeries, SeriesTree } from './series-tree.js';
import type { EptsSettings } from './settings.js';

export interface WriterPorts {
  readonly tree: SeriesTree;
  readonly journal: Journal;
  readonly settings: EptsSettings;
}

export class PointWriter implements PointSink {
  readonly #ports: WriterPorts;
  #endpointId = '';
  #rings: EndpointSeries = new Map();
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
  }

  /** @param isHeard somebody wants the points as objects */
  begin(applicationName: string, endpointId: string, isHeard: boolean): void {
    this.#endpointId = endpointId;
    this.#rings = this.#ports.tree.seriesOf(applicationName, endpointId);
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
    return this.#full === undefined ? [] : [...this.#full];
  }

  /** The points as objects, if wanted; by time series. */
  get heard(): Iterable<[timeSeries: string, points: DataPoint[]]> {
    return this.#heard ?? [];
  }

  add(timeSeries: string, timestamp: number, values: DataPoint['values']): void {
    const ring = this.#ringFor(timeSeries);
    if (ring === undefined) return;
    const droppedBefore = ring.dropped;
    const point = { timestamp, values };
    ring.append(point);
    this.#note(timeSeries, ring, droppedBefore, point);
  }

  addNumber(timeSeries: string, timestamp: number, value: number): void {
    const ring = this.#ringFor(timeSeries);
    if (ring === undefined) return;
    const droppedBefore = ring.dropped;
    ring.appendNumber(timestamp, value);
    this.#note(timeSeries, ring, droppedBefore, this.#heard && { timestamp, values: { value } });
  }

  #ringFor(timeSeries: string): PointRing | undefined {
    const ring = this.#ports.tree.ringFor(this.#rings, timeSeries);
    if (ring !== undefined) return ring;
    this.#full ??= new Set();
    this.#full.add(timeSeries);
    return undefined;
  }

  #note(timeSeries: string, ring: PointRing, droppedBefore: number, point: DataPoint | undefined): void {
    this.count++;
    this.#keep(timeSeries);
    if (droppedBefore === 0 && ring.dropped > 0) this.#noteDropped(timeSeries, ring);
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

  #noteDropped(timeSeries: string, ring: PointRing): void {
    const { journal, settings } = this.#ports;
    const of = { endpointId: this.#endpointId, timeSeries, count: ring.dropped };
    journal.append({ type: 'epts.points-dropped', ...of, limit: settings.pointsPerTimeSeries });
  }
}
