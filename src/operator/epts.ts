/**
 * EPTS by REST: time series, read as one flat list of points whatever shape the server has. [7/6.5]
 */
import { path, type Rest } from './rest.js';

/** A data point with where it belongs. */
export interface Point {
  readonly endpointId: string;
  readonly timeSeries: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface SeriesConfig {
  readonly name: string;
  readonly values: readonly string[] | null;
}

export interface LastQuery {
  readonly applicationName: string;
  /** All when empty. */
  readonly timeSeries: readonly string[];
  /** All when empty. */
  readonly endpointIds: readonly string[];
}

export interface DataQuery extends LastQuery {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly sort?: 'ASC' | 'DESC' | undefined;
}

/** The names and values of the time series of an application. */
export async function seriesOf(rest: Rest, applicationName: string): Promise<readonly SeriesConfig[]> {
  const query = { applicationNames: [applicationName] };
  const { body } = await rest.call({ path: '/epts/api/v1/time-series/config', query });
  return (body as Readonly<Record<string, readonly SeriesConfig[]>>)[applicationName] ?? [];
}

/** The last point of each time series of each endpoint. */
export async function lastPoints(rest: Rest, query: LastQuery): Promise<Point[]> {
  const { body } = await rest.call({
    method: 'POST',
    path: path`/epts/api/v1/applications/${query.applicationName}/time-series/last`,
    body: {
      ...(query.timeSeries.length > 0 ? { timeSeriesNames: query.timeSeries } : {}),
      ...(query.endpointIds.length > 0 ? { endpointIDs: query.endpointIds } : {}),
    },
  });
  return flatten(body);
}

/** The points within a span of time. */
export async function dataPoints(rest: Rest, query: DataQuery): Promise<Point[]> {
  const { body } = await rest.call({
    path: path`/epts/api/v1/applications/${query.applicationName}/time-series/data`,
    query: {
      timeSeriesName: query.timeSeries,
      endpointId: query.endpointIds,
      fromDate: query.from,
      toDate: query.to,
      includeTime: 'both',
      sort: query.sort,
    },
  });
  return flatten(body);
}

type ByEndpoint = Readonly<
  Record<
    string,
    Readonly<Record<string, readonly { readonly timestamp: string; readonly values: Point['values'] }[]>>
  >
>;

/** Either shape: one object by endpoint ID, or a list of such objects. (shape conflict, 6.5) */
export function flatten(body: unknown): Point[] {
  return (Array.isArray(body) ? body : [body ?? {}]).flatMap((part: ByEndpoint) =>
    Object.entries(part).flatMap(([endpointId, series]) =>
      Object.entries(series).flatMap(([timeSeries, points]) =>
        points.map(({ timestamp, values }) => ({ endpointId, timeSeries, timestamp, values })),
      ),
    ),
  );
}
