/**
 * EPR, endpoints: lists, search, one by one, and their application version.
 */
import { Type } from '../../../schema.js';
import { endpointOf, endpointsOf, versionOf } from '../find.js';
import { badRequest } from '../http-error.js';
import { List, listOf, OffsetQuery, Page, pageOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { readMetadataFilter, searchEndpoints } from './search.js';
import {
  AppVersion,
  AppVersionName,
  BASE,
  EndpointBody,
  EndpointParams,
  Include,
  shownEndpoint,
  shownVersion,
} from './shapes.js';

const Text = (description: string) => Type.Optional(Type.String({ description }));

const ListQuery = Type.Object({
  applicationName: Text('Only endpoints of this application.'),
  applicationVersionName: Type.Optional(List('Only endpoints of these application versions.')),
  endpointId: Type.Optional(List('Only these endpoints.')),
  filterId: Text('Only endpoints that match this filter.'),
  include: Type.Optional(Include),
  metadataFilter: Type.Optional(
    Type.Array(Type.String(), { description: '<key>=<value>; repeated: all hold.' }),
  ),
  multiFilter: Text('A text in the endpoint ID or in a value of the metadata.'),
  regex: Type.Optional(Type.Boolean({ description: 'The two above are regular expressions.' })),
  tenantId: Text('Endpoints of this tenant; callers of a tenant find their own alone.'),
  ...OffsetQuery,
});

const SearchBody = Type.Object({
  applicationName: Text('Only endpoints of this application.'),
  applicationVersionNames: Type.Optional(Type.Array(Type.String())),
  endpointIds: Type.Optional(Type.Array(Type.String())),
  filterId: Text('Only endpoints that match this filter.'),
  metadataFilter: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Values by metadata key.' }),
  ),
  multiFilter: Text('A text in the endpoint ID or in a value of the metadata.'),
  regex: Type.Optional(Type.Boolean()),
  mongoQuery: Type.Optional(Type.Unknown({ description: 'As in a filter.' })),
  include: Type.Optional(Type.Array(Type.String())),
  ...OffsetQuery,
});

/** `/endpoints` and what is below one of them, but for its metadata. */
export function endpointRoutes(server: RestServer, context: RestContext): void {
  listRoutes(server, context);
  oneRoutes(server, context);
  versionRoutes(server, context);
}

function listRoutes(server: RestServer, context: RestContext): void {
  server.get(
    `${BASE}/endpoints`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'List endpoints',
        querystring: ListQuery,
        response: { 200: Page(EndpointBody) },
      },
    },
    ({ query }) => {
      const { applicationName, filterId, multiFilter: text, regex, tenantId } = query;
      const include = listOf(query.include) ?? [];
      const found = searchEndpoints(context, {
        ...{ applicationName, filterId, text, regex, tenantId },
        versions: listOf(query.applicationVersionName),
        endpointIds: listOf(query.endpointId),
        metadata: readMetadataFilter(query.metadataFilter),
      });
      return pageOf(found, query, (endpoint) => shownEndpoint(context, endpoint, include));
    },
  );
  server.post(
    `${BASE}/endpoints/search`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Search endpoints',
        body: SearchBody,
        response: { 200: Page(EndpointBody) },
      },
    },
    ({ body }) => {
      const {
        applicationVersionNames: versions,
        metadataFilter: metadata,
        multiFilter: text,
        ...rest
      } = body;
      const found = searchEndpoints(context, { ...rest, versions, metadata, text });
      const include = body.include ?? ['metadata'];
      return pageOf(found, body, (endpoint) => shownEndpoint(context, endpoint, include));
    },
  );
}

function oneRoutes(server: RestServer, context: RestContext): void {
  const { epr } = context.platform.services;
  server.get(
    `${BASE}/endpoints/:id`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Show an endpoint',
        params: EndpointParams,
        querystring: Type.Object({ include: Type.Optional(Include) }),
        response: { 200: EndpointBody },
      },
    },
    ({ params, query }) =>
      shownEndpoint(context, endpointOf(context, params.id), listOf(query.include) ?? ['metadata']),
  );
  server.delete(
    `${BASE}/endpoints/:id`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Delete an endpoint',
        params: EndpointParams,
        response: { 204: Type.Null() },
      },
    },
    ({ params }, reply) => {
      epr.unregister(endpointOf(context, params.id).endpointId);
      return reply.code(204).send();
    },
  );
  const Ids = Type.Array(Type.String(), { minItems: 1, maxItems: 10_000 });
  server.post(
    `${BASE}/endpoints/delete`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Delete endpoints: all, or none when one of them does not exist',
        body: Type.Union([Type.Object({ endpointIds: Ids }), Ids]),
        response: { 204: Type.Null() },
      },
    },
    ({ body }, reply) => {
      const ids = Array.isArray(body) ? body : body.endpointIds;
      for (const { endpointId } of endpointsOf(context, ids)) epr.unregister(endpointId);
      return reply.code(204).send();
    },
  );
}

function versionRoutes(server: RestServer, context: RestContext): void {
  server.get(
    `${BASE}/endpoints/:id/app-version`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Show the application version of an endpoint',
        params: EndpointParams,
        response: { 200: AppVersion },
      },
    },
    ({ params }) => shownVersion(endpointOf(context, params.id)),
  );
  server.put(
    `${BASE}/endpoints/:id/app-version`,
    {
      schema: {
        tags: ['EPR'],
        summary: 'Move an endpoint to another version of its application',
        params: EndpointParams,
        body: AppVersionName,
        response: { 200: AppVersion },
      },
    },
    ({ params, body }) => {
      const { endpointId, applicationName } = endpointOf(context, params.id);
      if (versionOf(context, body.name).applicationName !== applicationName) {
        throw badRequest(`${body.name} is a version of another application than ${applicationName}`);
      }
      context.platform.services.epr.moveTo(endpointId, body.name);
      return shownVersion(endpointOf(context, endpointId));
    },
  );
}
