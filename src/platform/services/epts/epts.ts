/**
 * EPTS, endpoint time series: turns data samples into data points, keeps them in memory within bounds, and tells others.
 *
 * Which fields become which time series is said by the application and its versions (`plan.ts`). Points of other
 * services, such as EPL, are stored as well. Whatever is stored is announced, one event per time series. [14/TSTP]
 *
 *     application -> endpoint -> time series -> points, such as {timestamp: 1556293267000, values: {value: 21.5}}
 */
import type { Journal } from '../../../kernel/journal.js';
import type { DataPoint, DataSamplesReceived, EventBus, PlatformEvent } from '../../esp/events.js';
import type { SavedSeries } from '../../snapshot/schema.js';
import { nested } from '../nested.js';
import type { InstanceConfig } from '../tekton/tekton.js';
import { extract } from './extract.js';
import { compilePlan, type Plan } from './plan.js';
import { lastPoint, pointsWithin, type TimeRange } from './query.js';
import { PointRing } from './ring.js';
import type { EptsConfig, EptsSettings } from './settings.js';

export interface EptsPorts {
  readonly events: EventBus;
  readonly journal: Journal;
  readonly settings: EptsSettings;
  /** Both objects inside stay the same until the settings change: plans are kept by them. */
  readonly config: (appVersionName: string) => InstanceConfig;
}

interface SeriesQuery {
  readonly applicationName: string;
  /** Names of time series; absent: all. */
  readonly timeSeries?: readonly string[] | undefined;
  readonly endpointIds?: readonly string[] | undefined;
}

export interface LastQuery extends SeriesQuery {
  /** Milliseconds since the epoch, included; absent: no bound. */
  readonly before?: number | undefined;
}

export interface DataQuery extends SeriesQuery, TimeRange {
  readonly sort?: 'ASC' | 'DESC' | undefined;
}

/** By endpoint, then by time series. Endpoints and time series without points are left out. */
export type DataPoints = Readonly<Record<string, Readonly<Record<string, readonly DataPoint[]>>>>;

type EndpointSeries = Map<string, PointRing>;

const ORIGINATOR = 'epts';

export class TimeSeriesStore {
  readonly #ports: EptsPorts;
  /** By application, then by endpoint, then by time series. */
  readonly #applications = new Map<string, Map<string, EndpointSeries>>();
  readonly #plans = new Map<string, { readonly config: InstanceConfig; readonly plan: Plan }>();

  constructor(ports: EptsPorts) {
    this.#ports = ports;
    ports.events.listen((event) => this.#onEvent(event));
  }

  /** Stores data points and announces them; false when the endpoint has too many time series already. */
  store(
    appVersionName: string,
    endpointId: string,
    timeSeries: string,
    points: readonly DataPoint[],
  ): boolean {
    const { applicationName } = this.#ports.config(appVersionName);
    const ring = this.#ringFor(applicationName, endpointId, timeSeries);
    if (ring === undefined) return false;
    for (const point of points) ring.append(point);
    const of = { endpointId, timeSeries } as const;
    const appVersion = appVersionName;
    this.#ports.journal.append({
      type: 'epts.data-points-received',
      ...of,
      appVersion,
      count: points.length,
    });
    this.#ports.events.raise({
      type: 'data-points-received',
      originator: ORIGINATOR,
      ...of,
      appVersionName,
      points,
    });
    return true;
  }

  /** The last data point of each time series. */
  last(query: LastQuery): DataPoints {
    const before = query.before ?? Number.POSITIVE_INFINITY;
    return this.#collect(query, (ring) => {
      const point = lastPoint(ring, before, this.#ports.settings.sameTimestamp);
      return point === undefined ? [] : [point];
    });
  }

  /** The data points within a range of time, oldest first unless `sort` is `DESC`. */
  data(query: DataQuery): DataPoints {
    return this.#collect(query, (ring) => {
      const points = pointsWithin(ring, query, this.#ports.settings.sameTimestamp);
      return query.sort === 'DESC' ? points.toReversed() : points;
    });
  }

  /** The time series that have data points, with the names of their values, by name. */
  timeSeries(
    applicationName: string,
  ): readonly { readonly name: string; readonly values: readonly string[] }[] {
    const values = new Map<string, Set<string>>();
    for (const series of this.#applications.get(applicationName)?.values() ?? []) {
      for (const [name, ring] of series) {
        const names = values.get(name) ?? new Set();
        for (const value of ring.valueNames) names.add(value);
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
        for (const [timeSeries, ring] of series)
          yield { applicationName, endpointId, timeSeries, ...ring.capture() };
      }
    }
  }

  /** Puts captured time series in place of all that there are; announces nothing. */
  restore(saved: Iterable<SavedSeries>): void {
    this.#applications.clear();
    for (const { applicationName, endpointId, timeSeries, ...columns } of saved) {
      const ring = new PointRing(this.#ports.settings.pointsPerTimeSeries);
      ring.restore(columns);
      this.#seriesOf(applicationName, endpointId).set(timeSeries, ring);
    }
  }

  #onEvent(event: PlatformEvent): void {
    switch (event.type) {
      case 'data-samples-received':
        this.#onSamples(event);
        break;
      case 'data-points-received':
        if (event.originator === ORIGINATOR) break;
        if (!this.store(event.appVersionName, event.endpointId, event.timeSeries, event.points))
          this.#full(event);
        break;
      case 'endpoint-unregistered':
        for (const endpoints of this.#applications.values()) endpoints.delete(event.endpointId);
        break;
    }
  }

  #onSamples(event: DataSamplesReceived): void {
    const { appVersionName, endpointId } = event;
    const { points, losses } = extract(this.#planOf(appVersionName), event.samples, event.receivedAt);
    const full: string[] = [];
    for (const [timeSeries, list] of points) {
      if (this.store(appVersionName, endpointId, timeSeries, list)) continue;
      this.#full({ ...event, timeSeries });
      full.push(timeSeries);
    }
    for (const reason of losses) this.#lost(event, reason);
    if (event.correlationId !== undefined) this.#processed(event, full);
  }

  /** Tells the originator, which asked for it. A data sample that is in no time series is no failure. [13/DSTP DSTP-03] */
  #processed(event: DataSamplesReceived, full: readonly string[]): void {
    const { originator, correlationId = '', endpointId, appVersionName } = event;
    this.#ports.events.raise({
      type: 'data-samples-processed',
      receiver: ORIGINATOR,
      originator,
      correlationId,
      endpointId,
      appVersionName,
      ...(full.length === 0
        ? { statusCode: 200 }
        : { statusCode: 507, reasonPhrase: `no room for the time series ${full.join(', ')}` }),
    });
  }

  #full(event: { endpointId: string; appVersionName: string; timeSeries: string }): void {
    const { timeSeriesPerEndpoint } = this.#ports.settings;
    const reason = `the endpoint has ${timeSeriesPerEndpoint} time series already (timeSeriesPerEndpoint), so "${event.timeSeries}" is not begun`;
    this.#lost(event, reason);
  }

  #lost(
    { endpointId, appVersionName }: { endpointId: string; appVersionName: string },
    reason: string,
  ): void {
    this.#ports.journal.append({
      type: 'epts.sample-without-series',
      endpointId,
      appVersion: appVersionName,
      reason,
    });
  }

  #planOf(appVersionName: string): Plan {
    const config = this.#ports.config(appVersionName);
    const kept = this.#plans.get(appVersionName);
    if (kept?.config.version === config.version && kept.config.application === config.application)
      return kept.plan;
    const { application, version } = config;
    const plan = compilePlan(application as EptsConfig, version as EptsConfig, this.#ports.settings);
    this.#plans.set(appVersionName, { config, plan });
    return plan;
  }

  #ringFor(applicationName: string, endpointId: string, timeSeries: string): PointRing | undefined {
    const series = this.#seriesOf(applicationName, endpointId);
    let ring = series.get(timeSeries);
    if (ring === undefined && series.size < this.#ports.settings.timeSeriesPerEndpoint) {
      ring = new PointRing(this.#ports.settings.pointsPerTimeSeries);
      series.set(timeSeries, ring);
    }
    return ring;
  }

  #seriesOf(applicationName: string, endpointId: string): EndpointSeries {
    return nested(nested(this.#applications, applicationName), endpointId);
  }

  #collect(query: SeriesQuery, read: (ring: PointRing) => readonly DataPoint[]): DataPoints {
    const endpoints = this.#applications.get(query.applicationName) ?? new Map<string, EndpointSeries>();
    const collected: [string, Record<string, readonly DataPoint[]>][] = [];
    for (const endpointId of query.endpointIds ?? endpoints.keys()) {
      const rings = endpoints.get(endpointId);
      if (rings === undefined) continue;
      const found: [string, readonly DataPoint[]][] = [];
      for (const name of query.timeSeries ?? rings.keys()) {
        const ring = rings.get(name);
        const points = ring === undefined ? [] : read(ring);
        if (points.length > 0) found.push([name, Object.freeze(points)]);
      }
      if (found.length > 0) collected.push([endpointId, Object.freeze(Object.fromEntries(found))]);
    }
    return Object.freeze(Object.fromEntries(collected));
  }
}
