/**
 * What EPR shows: endpoints and filters as JSON. (reference §7.1)
 */

import { ENDPOINT_ID_PATTERN, TOKEN_PATTERN } from '../../../blueprint/model.js';
import { Type } from '../../../schema.js';
import type { Endpoint } from '../../services/epr/epr.js';
import type { EndpointFilter } from '../../services/epr/filters.js';
import { isoDate } from '../dates.js';
import type { RestContext } from '../server.js';

export const BASE = '/epr/api/v1';

const DateTime = Type.String({ description: 'ISO 8601, UTC.' });

export const Metadata = Type.Record(Type.String(), Type.Unknown(), { description: 'A free JSON document.' });

export const AppVersionName = Type.Object({ name: Type.String({ minLength: 1 }) });

export const Token = Type.String({
  pattern: TOKEN_PATTERN,
  description: 'Not empty; no "+", "#", "/", ".".',
});

export const EndpointId = Type.String({ pattern: ENDPOINT_ID_PATTERN });

export const EndpointParams = Type.Object({ id: Type.String({ description: 'Endpoint ID.' }) });

export const AppVersion = Type.Object({ name: Type.String(), registeredDate: DateTime });

export const EndpointBody = Type.Object({
  endpointId: Type.String(),
  createdDate: DateTime,
  appVersion: AppVersion,
  metadata: Type.Optional(Metadata),
  metadataUpdatedDate: Type.Optional(DateTime),
  filters: Type.Optional(Type.Array(Type.String(), { description: 'IDs of the filters that it matches.' })),
});

export const FilterBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  mongoQuery: Type.Unknown({ description: 'As it was given.' }),
  status: Type.Union([Type.Literal('pending'), Type.Literal('active')]),
  matchedEndpointsCount: Type.Integer(),
  createdDate: DateTime,
  updatedDate: DateTime,
});

export const Include = Type.Array(Type.String(), {
  description: 'metadata, filters: members that are left out otherwise. Repeated, or joined by commas.',
});

/** `{name, registeredDate}`: the current version, and when the endpoint came to it. */
export function shownVersion({ appVersionName, versionSince }: Endpoint) {
  return { name: appVersionName, registeredDate: isoDate(versionSince) };
}

/** @param include `metadata`, `filters` */
export function shownEndpoint({ platform }: RestContext, endpoint: Endpoint, include: readonly string[]) {
  const { endpointId, createdAt, metadata, metadataUpdatedAt } = endpoint;
  return {
    endpointId,
    createdDate: isoDate(createdAt),
    appVersion: shownVersion(endpoint),
    ...(include.includes('metadata') ? { metadata } : {}),
    ...(metadataUpdatedAt === undefined ? {} : { metadataUpdatedDate: isoDate(metadataUpdatedAt) }),
    ...(include.includes('filters') ? { filters: platform.services.filters.filtersOf(endpointId) } : {}),
  };
}

/** A filter with the number of endpoints that match now. */
export function shownFilter(filter: EndpointFilter) {
  const { filterId: id, name, description, mongoQuery, status, matched, createdAt, updatedAt } = filter;
  return {
    ...{ id, name, description, mongoQuery, status },
    matchedEndpointsCount: matched.size,
    createdDate: isoDate(createdAt),
    updatedDate: isoDate(updatedAt),
  };
}
