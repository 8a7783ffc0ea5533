/**
 * EPTS, endpoint time series: turns data samples into data points, keeps them in memory within bounds, and tells others.
 *
 * Which fields become which time series is said by the application and its versions (`plan.ts`). Points of other
 * services, such as EPL, are stored as well. Whatever is stored is announced, one event per time series. [14/TSTP]
 *
 *     application -> endpoint -> time series -> points, such as {timestamp: 1556293267000, values: {value: 21.5}}
 */
import type { Journal } from '../../../kernel/journal.js';
import type { SampleLoss } from '../../../kernel/journal-events.js';
import type { DataPoint, DataSamplesReceived, EventBus, EventOf } from '../../esp/events.js';
import type { SavedSeries } from '../../snapshot/schema.js';
import type { InstanceConfig } from '../tekton/tekton.js';
import { extract } from './extract.js';
import { AND_MORE, REASONS_MAX } from './losses.js';
import { compilePlan, type Plan } from './plan.js';
import { lastPoint, pointsWithin, type TimeRange } from './query.js';
import { type DataPoints, type NamedSeries, type SeriesQuery, SeriesTree } from './series-tree.js';
import type { EptsConfig, EptsSettings } from './settings.js';
import { PointWriter } from './writer.js';

export interface EptsPorts {
  readonly events: EventBus;
  readonly journal: Journal;
  readonly settings: EptsSettings;
  /** Both objects inside stay the same until the settings change: plans are kept by them. */
  readonly config: (appVersionName: string) => InstanceConfig;
}

export type { DataPoints };

export interface LastQuery extends SeriesQuery {
  /** Milliseconds since the epoch, included; absent: no bound. */
  readonly before?: number | undefined;
}

export interface DataQuery extends SeriesQuery, TimeRange {
  readonly sort?: 'ASC' | 'DESC' | undefined;
}

const ORIGINATOR = 'epts';

const HEARD = ['data-samples-received', 'data-points-received', 'endpoint-unregistered'] as const;

export class TimeSeriesStore {
  readonly #ports: EptsPorts;
  readonly #tree: SeriesTree;
  readonly #writer: PointWriter;
  readonly #plans = new Map<string, { readonly config: InstanceConfig; readonly plan: Plan }>();

  constructor(ports: EptsPorts) {
    this.#ports = ports;
    this.#tree = new SeriesTree(ports.settings, () => this.#noRoom());
    this.#writer = new PointWriter({ ...ports, tree: this.#tree });
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  /** Stores data points and announces them; false when the endpoint has too many time series already. */
  store(
    appVersionName: string,
    endpointId: string,
    timeSeries: string,
    points: readonly DataPoint[],
  ): boolean {
    const { applicationName } = this.#ports.config(appVersionName);
    this.#writer.begin(applicationName, endpointId, true);
    for (const { timestamp, values } of points) this.#writer.add(timeSeries, timestamp, values);
    this.#writer.finish();
    if (this.#writer.count === 0) return false;
    this.#tell(appVersionName, endpointId);
    return true;
  }

  /** The last data point of each time series. */
  last(query: LastQuery): DataPoints {
    const before = query.before ?? Number.POSITIVE_INFINITY;
    return this.#tree.collect(query, (series) => {
      const point = lastPoint(series, before, this.#ports.settings.sameTimestamp);
      return point === undefined ? [] : [point];
    });
  }

  /** The data points within a range of time, oldest first unless `sort` is `DESC`. */
  data(query: DataQuery): DataPoints {
    return this.#tree.collect(query, (series) => {
      const points = pointsWithin(series, query, this.#ports.settings.sameTimestamp);
      return query.sort === 'DESC' ? points.toReversed() : points;
    });
  }

  /** Data points kept, and those forgotten because a time series was full; of endpoints that are registered. */
  totals(): { readonly points: number; readonly dropped: number } {
    return this.#tree.totals();
  }

  /** The time series that have data points, with the names of their values, by name. */
  timeSeries(applicationName: string): readonly NamedSeries[] {
    return this.#tree.timeSeries(applicationName);
  }

  /** Every time series as plain data, one at a time: together they may be large. */
  capture(): Generator<SavedSeries> {
    return this.#tree.capture();
  }

  /** Puts captured time series in place of all that there are; announces nothing. */
  restore(saved: Iterable<SavedSeries>): void {
    this.#tree.restore(saved);
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
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
        this.#tree.forget(event.endpointId);
        break;
    }
  }

  #onSamples(event: DataSamplesReceived): void {
    const { appVersionName, endpointId, correlationId } = event;
    const config = this.#ports.config(appVersionName);
    const plan = this.#planOf(appVersionName, config);
    this.#writer.begin(config.applicationName, endpointId, this.#hasListeners);
    const losses = extract(plan, event.samples, event.receivedAt, this.#writer);
    this.#writer.finish();
    const { full } = this.#writer;
    if (this.#writer.count > 0) this.#tell(appVersionName, endpointId);
    for (const timeSeries of full.slice(0, REASONS_MAX)) this.#full({ ...event, timeSeries });
    if (full.length > REASONS_MAX) this.#lost(event, 'too-many-time-series', AND_MORE);
    for (const [reason, cause] of losses) this.#lost(event, cause, reason);
    if (correlationId !== undefined) this.#processed(event, full);
  }

  /** Somebody besides this store itself, which takes in what others announce. */
  get #hasListeners(): boolean {
    return this.#ports.events.countListeners('data-points-received') > 1;
  }

  /** What the writer has kept: once to the journal, which people read, and to others once for each time series. */
  #tell(appVersionName: string, endpointId: string): void {
    const { kept, count, heard } = this.#writer;
    const { journal } = this.#ports;
    const type = 'epts.data-points-received';
    if (!journal.skip(type))
      journal.append({ type, endpointId, appVersion: appVersionName, timeSeries: kept, count });
    this.#writer.noteRepeated();
    if (heard === undefined) return;
    const of = { originator: ORIGINATOR, endpointId, appVersionName };
    for (const [timeSeries, points] of heard)
      this.#ports.events.raise({ type: 'data-points-received', ...of, timeSeries, points });
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
        : { statusCode: 507, reasonPhrase: `no room for the time series ${shortList(full)}` }),
    });
  }

  #noRoom(): void {
    const { journal, settings } = this.#ports;
    journal.append({ type: 'epts.no-room', limit: settings.numbersInAll });
  }

  #full(event: { endpointId: string; appVersionName: string; timeSeries: string }): void {
    const { timeSeriesPerEndpoint } = this.#ports.settings;
    const reason = `the endpoint has ${timeSeriesPerEndpoint} time series already (timeSeriesPerEndpoint), so "${event.timeSeries}" is not begun`;
    this.#lost(event, 'too-many-time-series', reason);
  }

  #lost(
    { endpointId, appVersionName: appVersion }: { endpointId: string; appVersionName: string },
    cause: SampleLoss,
    reason: string,
  ): void {
    this.#ports.journal.append({ type: 'epts.sample-without-series', endpointId, appVersion, cause, reason });
  }

  #planOf(appVersionName: string, config: InstanceConfig): Plan {
    const kept = this.#plans.get(appVersionName);
    if (kept?.config.version === config.version && kept.config.application === config.application)
      return kept.plan;
    const { application, version } = config;
    const plan = compilePlan(application as EptsConfig, version as EptsConfig, this.#ports.settings);
    this.#plans.set(appVersionName, { config, plan });
    return plan;
  }
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, REASONS_MAX).join(', ');
  return names.length > REASONS_MAX ? `${shown} and ${names.length - REASONS_MAX} more` : shown;
}
