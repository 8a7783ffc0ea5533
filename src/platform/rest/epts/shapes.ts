/**
 * What EPTS shows: data points by endpoint and time series. (reference §6.5)
 *
 * Two programs of others read `last` as an object and `data` as a list, so the shapes are settings. (open question 27)
 */
import { Type } from '../../../schema.js';
import type { DataPoint } from '../../esp/events.js';
import type { DataPoints } from '../../services/epts/epts.js';
import { isoDate } from '../dates.js';

export const BASE = '/epts/api/v1';

export const Values = Type.Record(
  Type.String(),
  Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
);

const Point = Type.Object({ timestamp: Type.String({ description: 'ISO 8601, UTC.' }), values: Values });

const ByEndpoint = Type.Record(Type.String(), Type.Record(Type.String(), Type.Array(Point)), {
  description: 'Data points by endpoint ID and name of the time series.',
});

export const Points = Type.Union([ByEndpoint, Type.Array(ByEndpoint)], {
  description:
    'One object, or a list with one for each endpoint: lastShape and dataShape of the service instance rest.',
});

const shownPoint = ({ timestamp, values }: DataPoint) => ({ timestamp: isoDate(timestamp), values });

/** In the shape of the setting. */
export function shownPoints(found: DataPoints, shape: 'object' | 'list') {
  const endpoints = Object.entries(found).map(([endpointId, series]) => {
    const shown = Object.entries(series).map(([name, points]) => [name, points.map(shownPoint)] as const);
    return [endpointId, Object.fromEntries(shown)] as const;
  });
  return shape === 'object'
    ? Object.fromEntries(endpoints)
    : endpoints.map(([id, series]) => ({ [id]: series }));
}
