/**
 * EPTS, reading: which time series there are, their last data points, and those of a range of time. (reference §6.5)
 */
import { Type } from '../../../schema.js';
import type { EptsConfig } from '../../services/epts/settings.js';
import { readDate } from '../dates.js';
import { applicationOf } from '../find.js';
import { badRequest } from '../http-error.js';
import { List, listOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE, Points, shownPoints } from './shapes.js';

const tags = ['EPTS'];
const params = Type.Object({ app: Type.String() });
const timeSeriesName = List('Names of time series, at least one.');
const endpointId = Type.Optional(List('Only these endpoints; all when absent.'));
const DATE = '2026-01-31T12:00:00Z, milliseconds since the epoch, now or now-7d (ms, s, m, h, d, w).';

/** `config`, `last` and `data` */
export function queryRoutes(server: RestServer, context: RestContext): void {
  configRoute(server, context);
  lastRoutes(server, context);
  dataRoute(server, context);
}

function configRoute(server: RestServer, context: RestContext): void {
  const { tekton } = context.platform.services;
  const Series = Type.Object({
    name: Type.String(),
    values: Type.Union([Type.Array(Type.String()), Type.Null()]),
  });
  server.get(
    `${BASE}/time-series/config`,
    {
      schema: {
        tags,
        summary: 'List time series by application: those declared, and those that have data points',
        querystring: Type.Object({ applicationNames: Type.Optional(List('Only these applications.')) }),
        response: { 200: Type.Record(Type.String(), Type.Array(Series)) },
      },
    },
    ({ query }) => {
      const names =
        listOf(query.applicationNames) ?? [...tekton.applications()].map((served) => served.applicationName);
      return Object.fromEntries(names.map((name) => [name, seriesOf(context, name)]));
    },
  );
}

function seriesOf(context: RestContext, applicationName: string) {
  applicationOf(context, applicationName);
  const { tekton, epts } = context.platform.services;
  const series = new Map<string, Set<string>>();
  const add = (name: string, values: readonly string[]) =>
    series.set(name, new Set([...(series.get(name) ?? []), ...values]));
  const levels = [undefined, ...tekton.versionsOf(applicationName).map((version) => version.appVersionName)];
  for (const level of levels) {
    const settings = tekton.settings('epts', applicationName, level) as EptsConfig;
    for (const [name, { values }] of Object.entries(settings['time-series']?.names ?? {})) {
      add(
        name,
        values.map((value) => value.name ?? 'value'),
      );
    }
  }
  for (const { name, values } of epts.timeSeries(applicationName)) add(name, values);
  return [...series].map(([name, values]) => ({ name, values: [...values] }));
}

function lastRoutes(server: RestServer, context: RestContext): void {
  const path = `${BASE}/applications/:app/time-series/last`;
  const { settings, platform } = context;
  const before = (text: string | undefined) =>
    text === undefined ? undefined : readDate('beforeDate', text, platform.clock.now());
  const beforeDate = Type.Optional(Type.String({ description: `Not later than this: ${DATE}` }));
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Show the last data point of time series',
        params,
        querystring: Type.Object({ timeSeriesName, endpointId, beforeDate }),
        response: { 200: Points },
      },
    },
    ({ params: { app }, query }) => {
      const { applicationName } = applicationOf(context, app);
      const timeSeries = someOf(query.timeSeriesName);
      const endpointIds = listOf(query.endpointId);
      const asked = { applicationName, timeSeries, endpointIds, before: before(query.beforeDate) };
      return shownPoints(platform.services.epts.last(asked), settings.lastShape);
    },
  );
  const Names = Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 }));
  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Show the last data point of time series',
        params,
        body: Type.Object({
          timeSeriesNames: Names,
          endpointIDs: Names,
          beforeDate,
          offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Endpoints to leave out.' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Endpoints at most.' })),
        }),
        response: { 200: Points },
      },
    },
    ({ params: { app }, body }) => {
      const { applicationName } = applicationOf(context, app);
      const { timeSeriesNames: timeSeries, endpointIDs: endpointIds, offset = 0, limit } = body;
      const asked = { applicationName, timeSeries, endpointIds, before: before(body.beforeDate) };
      const found = Object.entries(platform.services.epts.last(asked));
      const page = found.slice(offset, limit === undefined ? undefined : offset + limit);
      return shownPoints(Object.fromEntries(page), settings.lastShape);
    },
  );
}

function dataRoute(server: RestServer, context: RestContext): void {
  const { settings, platform } = context;
  const Bound = (what: string) => Type.String({ description: `${what}: ${DATE}` });
  server.get(
    `${BASE}/applications/:app/time-series/data`,
    {
      schema: {
        tags,
        summary: 'Show the data points of a range of time',
        params,
        querystring: Type.Object({
          timeSeriesName,
          endpointId,
          fromDate: Bound('Not earlier than this'),
          toDate: Bound('Not later than this'),
          includeTime: Type.Enum(['from', 'to', 'both', 'none'], {
            default: 'both',
            description: 'Which of the two dates belong to the range.',
          }),
          sort: Type.Enum(['ASC', 'DESC'], { default: 'ASC' }),
        }),
        response: { 200: Points },
      },
    },
    ({ params: { app }, query }) => {
      const { applicationName } = applicationOf(context, app);
      const now = platform.clock.now();
      const { fromDate, toDate, includeTime, sort } = query;
      const [from, to] = [readDate('fromDate', fromDate, now), readDate('toDate', toDate, now)];
      if (from > to) throw badRequest('fromDate is later than toDate');
      const timeSeries = someOf(query.timeSeriesName);
      const endpointIds = listOf(query.endpointId);
      const asked = { applicationName, timeSeries, endpointIds, from, to, includeTime, sort };
      return shownPoints(platform.services.epts.data(asked), settings.dataShape);
    },
  );
}

/** @throws HttpError 400 when there is none */
function someOf(values: readonly string[]): string[] {
  const names = listOf(values) ?? [];
  if (names.length === 0) throw badRequest('the query needs a timeSeriesName');
  return names;
}
