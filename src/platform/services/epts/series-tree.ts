/**
 * All time series: by application, then by endpoint, then by name. It knows no events and no journal.
 */
import type { DataPoint } from '../../esp/events.js';
import type { SavedSeries } from '../../snapshot/schema.js';
import { nested } from '../nested.js';
import { Layouts } from './layout.js';
import { type Common, Room } from './room.js';
import { PointSeries } from './series.js';
import type { EptsSettings } from './settings.js';
import type { NumberTable } from './table.js';

export interface SeriesQuery {
  readonly applicationName: string;
  /** Names of time series; absent: all. */
  readonly timeSeries?: readonly string[] | undefined;
  readonly endpointIds?: readonly string[] | undefined;
}

/** By endpoint, then by time series. Endpoints and time series without points are left out. */
export type DataPoints = Readonly<Record<string, Readonly<Record<string, readonly DataPoint[]>>>>;

/** The time series of an endpoint, by name. */
export class EndpointSeries extends Map<string, PointSeries> {
  /** The table that its data samples usually fill. */
  usual: NumberTable | undefined;
  /** Points that hide the ones before them, and how many of them have been told. */
  repeated = 0;
  repeatedTold = 0;
}

export interface NamedSeries {
  readonly name: string;
  readonly values: readonly string[];
}

/** Where data points are kept. */
export class SeriesTree {
  readonly #settings: EptsSettings;
  readonly #applications = new Map<string, Map<string, EndpointSeries>>();
  readonly #onFull: () => void;
  common: Common;

  /** @param onFull called when there is no room for more numbers, once */
  constructor(settings: EptsSettings, onFull: () => void) {
    this.#settings = settings;
    this.#onFull = onFull;
    this.common = this.#freshCommon();
  }

  #freshCommon(): Common {
    const { pointsPerTimeSeries: points, numbersInAll } = this.#settings;
    return { points, room: new Room(numbersInAll, this.#onFull), layouts: new Layouts() };
  }

  /** An endpoint is gone, and its data points with it. */
  forget(endpointId: string): void {
    for (const endpoints of this.#applications.values()) {
      for (const series of endpoints.get(endpointId)?.values() ?? []) series.release();
      endpoints.delete(endpointId);
    }
  }

  /** Data points kept, and those forgotten because a time series was full; of endpoints that are registered. */
  totals(): { readonly points: number; readonly dropped: number } {
    let [points, dropped] = [0, 0];
    for (const endpoints of this.#applications.values()) {
      for (const series of endpoints.values()) {
        for (const one of series.values()) {
          points += one.length;
          dropped += one.dropped;
        }
      }
    }
    return { points, dropped };
  }

  /** The time series that have data points, with the names of their values, by name. */
  timeSeries(applicationName: string): readonly NamedSeries[] {
    const values = new Map<string, Set<string>>();
    for (const series of this.#applications.get(applicationName)?.values() ?? []) {
      for (const [name, { valueNames }] of series) {
        const names = values.get(name) ?? new Set();
        for (const value of valueNames) names.add(value);
        values.set(name, names);
      }
    }
    return [...values]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, names]) => ({ name, values: [...names] }));
  }

  /** Every time series as plain data, one at a time: together they may be large. */
  *capture(): Generator<SavedSeries> {
    for (const [applicationName, endpoints] of this.#applications) {
      for (const [endpointId, series] of endpoints) {
        for (const [timeSeries, one] of series)
          yield { applicationName, endpointId, timeSeries, ...one.capture() };
      }
    }
  }

  /** Puts captured time series in place of all that there are; announces nothing. */
  restore(saved: Iterable<SavedSeries>): void {
    this.#applications.clear();
    this.common = this.#freshCommon();
    for (const { applicationName, endpointId, timeSeries, ...columns } of saved) {
      const series = new PointSeries(timeSeries, this.common);
      series.restore(columns);
      this.seriesOf(applicationName, endpointId).set(timeSeries, series);
    }
  }

  /** A time series of an endpoint, made when it is new; undefined when the endpoint has too many already. */
  seriesFor(all: EndpointSeries, timeSeries: string): PointSeries | undefined {
    let series = all.get(timeSeries);
    if (series === undefined && all.size < this.#settings.timeSeriesPerEndpoint) {
      series = new PointSeries(timeSeries, this.common);
      all.set(timeSeries, series);
    }
    return series;
  }

  /** The time series of an endpoint. */
  seriesOf(applicationName: string, endpointId: string): EndpointSeries {
    const endpoints = nested(this.#applications, applicationName);
    let series = endpoints.get(endpointId);
    if (series === undefined) {
      series = new EndpointSeries();
      endpoints.set(endpointId, series);
    }
    return series;
  }

  /** What `read` makes of the time series that a query asks for; those of which it makes nothing are left out. */
  collect(query: SeriesQuery, read: (series: PointSeries) => readonly DataPoint[]): DataPoints {
    const endpoints = this.#applications.get(query.applicationName) ?? new Map<string, EndpointSeries>();
    const collected: [string, Record<string, readonly DataPoint[]>][] = [];
    for (const endpointId of query.endpointIds ?? endpoints.keys()) {
      const series = endpoints.get(endpointId);
      if (series === undefined) continue;
      const found: [string, readonly DataPoint[]][] = [];
      for (const name of query.timeSeries ?? series.keys()) {
        const one = series.get(name);
        const points = one === undefined ? [] : read(one);
        if (points.length > 0) found.push([name, Object.freeze(points)]);
      }
      if (found.length > 0) collected.push([endpointId, Object.freeze(Object.fromEntries(found))]);
    }
    return Object.freeze(Object.fromEntries(collected));
  }
}
