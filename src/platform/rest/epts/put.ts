/**
 * EPTS, writing: data points that did not come from an endpoint. They are announced like all others. [14/TSTP]
 */
import { Type } from '../../../schema.js';
import type { DataPoint } from '../../esp/events.js';
import { SERIES_NAME_PATTERN, VALUE_NAME_PATTERN } from '../../services/epts/settings.js';
import { readTimestamp } from '../../services/epts/timestamp.js';
import { endpointsOf, versionOf } from '../find.js';
import { badRequest, conflict, notFound } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE, Values } from './shapes.js';

const GivenPoint = Type.Object({
  timestamp: Type.Union([Type.String(), Type.Integer()], {
    description: 'ISO 8601, or milliseconds since the epoch.',
  }),
  values: Values,
});

const SERIES_NAME = new RegExp(SERIES_NAME_PATTERN);
const AUTO_NAME = /^auto~[A-Za-z0-9_-]+$/;
const VALUE_NAME = new RegExp(VALUE_NAME_PATTERN);

type Given = Readonly<
  Record<
    string,
    Readonly<Record<string, readonly { timestamp: string | number; values: DataPoint['values'] }[]>>
  >
>;

interface Series {
  readonly endpointId: string;
  readonly name: string;
  readonly points: readonly DataPoint[];
}

/** `PUT /app-versions/{av}/time-series/data`: nothing is stored unless the whole body is well formed. */
export function putRoutes(server: RestServer, context: RestContext): void {
  const { epts } = context.platform.services;
  server.put(
    `${BASE}/app-versions/:av/time-series/data`,
    {
      schema: {
        tags: ['EPTS'],
        summary: 'Store data points',
        params: Type.Object({ av: Type.String() }),
        body: Type.Record(Type.String(), Type.Record(Type.String(), Type.Array(GivenPoint)), {
          description: 'Data points by endpoint ID and name of the time series.',
        }),
        response: { 204: Type.Null() },
      },
    },
    ({ params: { av }, body }, reply) => {
      const { applicationName } = versionOf(context, av);
      for (const endpoint of endpointsOf(context, Object.keys(body))) {
        if (endpoint.applicationName !== applicationName) {
          throw notFound(`the application ${applicationName} has no endpoint ${endpoint.endpointId}`);
        }
      }
      for (const { endpointId, name, points } of readSeries(body)) {
        if (points.length > 0 && !epts.store(av, endpointId, name, points)) {
          throw conflict(
            `the endpoint ${endpointId} has as many time series as it may have (timeSeriesPerEndpoint)`,
          );
        }
      }
      return reply.code(204).send();
    },
  );
}

function readSeries(body: Given): Series[] {
  return Object.entries(body).flatMap(([endpointId, series]) =>
    Object.entries(series).map(([name, points]) => {
      if (!SERIES_NAME.test(name) && !AUTO_NAME.test(name))
        throw badRequest(`"${name}" is no name of a time series`);
      return { endpointId, name, points: points.map((point) => readPoint(name, point)) };
    }),
  );
}

function readPoint(
  series: string,
  given: { timestamp: string | number; values: DataPoint['values'] },
): DataPoint {
  const format = typeof given.timestamp === 'string' ? 'iso8601' : 'millis-unix-epoch';
  const timestamp = readTimestamp(given.timestamp, format);
  if (timestamp === undefined) throw badRequest(`${series}: "${given.timestamp}" is no timestamp`);
  const names = Object.keys(given.values);
  if (names.length === 0) throw badRequest(`${series}: a data point has at least one value`);
  const illegal = names.find((name) => !VALUE_NAME.test(name));
  if (illegal !== undefined) throw badRequest(`${series}: "${illegal}" is no name of a value`);
  return { timestamp, values: given.values };
}
