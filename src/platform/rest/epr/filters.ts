/**
 * EPR, endpoint filters: named queries of an application. (reference §7.1; 18/EFE)
 */
import { Type } from '../../../schema.js';
import type { Matches } from '../../services/epr/mongo-query.js';
import { checkIfMatch, etagOf, sendTagged } from '../etag.js';
import { applicationOf, filterOf } from '../find.js';
import { badRequest, conflict } from '../http-error.js';
import { OffsetQuery, Page, pageOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE, FilterBody, shownFilter } from './shapes.js';

const PATH = `${BASE}/applications/:app/filters`;
const tags = ['EPR'];
const params = Type.Object({ app: Type.String(), id: Type.String({ description: 'Filter ID.' }) });

const MongoQuery = Type.Unknown({
  description: 'A query on metadata.<key>, appVersion.name and endpointId, as an object or its JSON text.',
});
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Description = Type.String({ default: '' });

/** `/applications/{app}/filters` */
export function filterRoutes(server: RestServer, context: RestContext): void {
  collectionRoutes(server, context);
  oneRoutes(server, context);
}

function collectionRoutes(server: RestServer, context: RestContext): void {
  const { filters } = context.platform.services;
  server.get(
    PATH,
    {
      schema: {
        tags,
        summary: 'List the filters of an application',
        params: Type.Object({ app: Type.String() }),
        querystring: Type.Object({ name: Type.Optional(Type.String()), ...OffsetQuery }),
        response: { 200: Page(FilterBody) },
      },
    },
    ({ params: { app }, query }) => {
      applicationOf(context, app);
      const found = filters.list(app).filter(({ name }) => query.name === undefined || name === query.name);
      return pageOf(found, query, shownFilter);
    },
  );
  server.post(
    PATH,
    {
      schema: {
        tags,
        summary: 'Create a filter; it is pending until all endpoints have been looked at',
        params: Type.Object({ app: Type.String() }),
        body: Type.Object({ name: Name, description: Type.Optional(Description), mongoQuery: MongoQuery }),
        response: { 201: FilterBody },
      },
    },
    (request, reply) => {
      const { app } = request.params;
      applicationOf(context, app);
      const { name, description = '', mongoQuery } = request.body;
      const matches = compiled(context, mongoQuery);
      const filter = filters.create(app, { name, description, mongoQuery, matches });
      if (filter === undefined) throw conflict(`the application ${app} has a filter "${name}" already`);
      const location = `${BASE}/applications/${encodeURIComponent(app)}/filters/${filter.filterId}`;
      reply.code(201).header('location', location);
      return sendTagged(reply, shownFilter(filter), entityOf(filter));
    },
  );
}

function oneRoutes(server: RestServer, context: RestContext): void {
  const { filters } = context.platform.services;
  server.get(
    `${PATH}/:id`,
    { schema: { tags, summary: 'Show a filter', params, response: { 200: FilterBody } } },
    (request, reply) => {
      const filter = filterOf(context, request.params.id, request.params.app);
      return sendTagged(reply, shownFilter(filter), entityOf(filter));
    },
  );
  server.patch(
    `${PATH}/:id`,
    {
      schema: {
        tags,
        summary: 'Change a filter; another query makes it pending again',
        params,
        body: Type.Object({
          name: Type.Optional(Name),
          description: Type.Optional(Type.String()),
          mongoQuery: Type.Optional(MongoQuery),
        }),
        response: { 200: FilterBody },
      },
    },
    (request, reply) => {
      const filter = filterOf(context, request.params.id, request.params.app);
      checkIfMatch(request, etagOf(entityOf(filter)));
      const { name, description, mongoQuery } = request.body;
      const after = filters.update(filter.filterId, {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        ...(mongoQuery === undefined ? {} : { mongoQuery, matches: compiled(context, mongoQuery) }),
      });
      if (after === undefined) throw conflict(`the application has a filter "${name}" already`);
      return sendTagged(reply, shownFilter(after), entityOf(after));
    },
  );
  server.delete(
    `${PATH}/:id`,
    { schema: { tags, summary: 'Delete a filter', params, response: { 204: Type.Null() } } },
    (request, reply) => {
      const filter = filterOf(context, request.params.id, request.params.app);
      checkIfMatch(request, etagOf(entityOf(filter)));
      filters.delete(filter.filterId);
      return reply.code(204).send();
    },
  );
}

/** What the ETag stands for: what people set, not which endpoints match just now. */
function entityOf(filter: Parameters<typeof shownFilter>[0]): object {
  const { name, description, mongoQuery, updatedAt } = filter;
  return { name, description, mongoQuery, updatedAt };
}

/** @throws HttpError 400 */
function compiled({ compileQuery }: RestContext, mongoQuery: unknown): Matches {
  const result = compileQuery(mongoQuery);
  if (!result.ok) throw badRequest(`mongoQuery: ${result.reason}`);
  return result.matches;
}
