/**
 * ECR, many endpoints at once, schemas of configurations, and what became of them. (reference §7.3)
 */
import { Type } from '../../../schema.js';
import {
  configurationFault,
  configurationMismatch,
  configurationSchema,
} from '../../services/ecr/schema-check.js';
import type { ConfigurationStatus } from '../../services/ecr/statuses.js';
import { requiredBody } from '../bodies.js';
import { isoDate } from '../dates.js';
import { endpointsOf, filterOf, versionOf } from '../find.js';
import { badRequest, notFound } from '../http-error.js';
import { PageQuery, SpringPage, springPage } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { AnyConfig, BASE, endpointScope, NameQuery } from './assignments.js';

const tags = ['ECR'];

/** `/endpoints/batch` and `/endpoints/filters/{filterId}`: all endpoints, or none. */
export function batchRoutes(server: RestServer, context: RestContext): void {
  const { ecr, epr } = context.platform.services;
  server.put(
    `${BASE}/endpoints/batch`,
    {
      schema: {
        tags,
        summary: 'Set one configuration for many endpoints',
        querystring: Type.Object(NameQuery),
        body: Type.Object({
          configPayload: AnyConfig,
          endpoints: Type.Record(Type.String(), Type.Array(Type.String(), { maxItems: 10_000 }), {
            description: 'Endpoint IDs by application version.',
          }),
        }),
        response: { 204: Type.Null() },
      },
    },
    ({ body: { configPayload, endpoints }, query: { name } }, reply) => {
      const scopes = Object.entries(endpoints).flatMap(([version, ids]) => {
        checkConfig(context, version, configPayload);
        return endpointsOf(context, ids).map(({ endpointId }) => endpointScope(context, endpointId, version));
      });
      for (const scope of scopes) ecr.set({ ...scope, name }, configPayload);
      return reply.code(204).send();
    },
  );
  server.put(
    `${BASE}/endpoints/filters/:filterId`,
    {
      schema: {
        tags,
        summary: 'Set one configuration for the endpoints that match a filter, under their current versions',
        params: Type.Object({ filterId: Type.String() }),
        querystring: Type.Object(NameQuery),
        body: AnyConfig,
        response: { 204: Type.Null() },
      },
    },
    (request, reply) => {
      const config = requiredBody(request);
      const { matched, status } = filterOf(context, request.params.filterId);
      if (status === 'pending') throw badRequest('the filter is still pending');
      const scopes = [...matched].flatMap((endpointId) => {
        const endpoint = epr.endpoint(endpointId);
        return endpoint === undefined ? [] : { endpointId, appVersionName: endpoint.appVersionName };
      });
      for (const version of new Set(scopes.map((scope) => scope.appVersionName)))
        checkConfig(context, version, config);
      for (const scope of scopes) ecr.set({ ...scope, name: request.query.name }, config);
      return reply.code(204).send();
    },
  );
}

/** @throws HttpError 404, 400 */
function checkConfig(context: RestContext, appVersionName: string, config: unknown): void {
  versionOf(context, appVersionName);
  const { tekton } = context.platform.services;
  const fault = configurationFault(config, tekton.config('ecr', appVersionName));
  if (fault !== undefined)
    throw badRequest(`the configuration does not match the schema of ${appVersionName}: ${fault}`);
}

/** `/app-versions/{av}/schemas` */
export function schemaRoutes(server: RestServer, context: RestContext): void {
  const { tekton } = context.platform.services;
  const path = `${BASE}/app-versions/:av/schemas`;
  const params = Type.Object({ av: Type.String() });
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Show the JSON Schema of the configurations of a version',
        params,
        response: { 200: Type.Unknown() },
      },
    },
    ({ params: { av } }) => {
      versionOf(context, av);
      const schema = schemaOf(context, av);
      if (typeof schema !== 'string') return schema;
      return parsed(schema);
    },
  );
  server.post(
    `${path}/validate`,
    {
      schema: {
        tags,
        summary: 'Hold a configuration against the JSON Schema of a version',
        params,
        body: AnyConfig,
        response: { 200: Type.Object({ valid: Type.Boolean(), message: Type.Optional(Type.String()) }) },
      },
    },
    (request) => {
      const { av } = request.params;
      versionOf(context, av);
      schemaOf(context, av);
      const declared = declaredSchema(context, av);
      const message = configurationMismatch(requiredBody(request), tekton.config('ecr', av), declared);
      return message === undefined ? { valid: true } : { valid: false, message };
    },
  );
}

/** That of the settings of ecr, or else the one that the blueprint declares. @throws HttpError 404 */
function schemaOf(context: RestContext, av: string): string | object {
  const own = configurationSchema(context.platform.services.tekton.config('ecr', av));
  const schema = own ?? declaredSchema(context, av);
  if (schema === undefined) throw notFound(`the configurations of ${av} have no schema`);
  return schema;
}

function declaredSchema({ platform }: RestContext, av: string): object | undefined {
  const { schemas } = platform.blueprint;
  const declared: unknown = Object.hasOwn(schemas, av) ? schemas[av]?.configuration : undefined;
  return typeof declared === 'object' && declared !== null ? declared : undefined;
}

function parsed(schema: string): unknown {
  try {
    return JSON.parse(schema);
  } catch {
    throw notFound('the schema in the settings of ecr is not JSON');
  }
}

const Nullable = (type: Parameters<typeof Type.Union>[0][number]) => Type.Union([type, Type.Null()]);

const Status = Type.Object({
  configId: Type.String(),
  endpointId: Type.String(),
  appVersionName: Type.String(),
  name: Type.String(),
  status: Type.Enum(['DISPATCHED', 'APPLIED', 'FAILED']),
  config: Nullable(Type.String()),
  lastDispatchedDate: Nullable(Type.String()),
  lastConfirmedDate: Nullable(Type.String()),
  confirmationStatusCode: Nullable(Type.Integer()),
  confirmationReasonPhrase: Nullable(Type.String()),
});

/** `/statuses` */
export function statusRoutes(server: RestServer, context: RestContext): void {
  const { ecr } = context.platform.services;
  const Only = Type.Optional(Type.String());
  server.get(
    `${BASE}/statuses`,
    {
      schema: {
        tags,
        summary: 'List what became of configurations',
        querystring: Type.Object({
          endpointId: Only,
          appVersionName: Only,
          configId: Only,
          name: Only,
          ...PageQuery,
        }),
        response: { 200: SpringPage(Status) },
      },
    },
    ({ query }) => {
      const { endpointId, appVersionName, configId, name } = query;
      const statuses = ecr.statuses({ endpointId, appVersionName, configId, name });
      const sortable = [
        'endpointId',
        'appVersionName',
        'configId',
        'status',
        'lastDispatchedDate',
        'lastConfirmedDate',
      ];
      return springPage(
        statuses,
        query,
        (status) => shownStatus(context, status),
        sortable as (keyof ConfigurationStatus)[],
      );
    },
  );
}

const dateOf = (ms: number | undefined) => (ms === undefined ? null : isoDate(ms));

/** The configuration itself is known as long as it is the one assigned. */
function shownStatus({ platform }: RestContext, status: ConfigurationStatus) {
  const { configId, endpointId, appVersionName, name } = status;
  const assigned = platform.services.ecr.assigned({ endpointId, appVersionName, name });
  return {
    ...{ configId, endpointId, appVersionName, name, status: status.status },
    config: assigned?.configId === configId ? JSON.stringify(assigned.config ?? null) : null,
    lastDispatchedDate: dateOf(status.lastDispatchedDate),
    lastConfirmedDate: dateOf(status.lastConfirmedDate),
    confirmationStatusCode: status.confirmationStatusCode ?? null,
    confirmationReasonPhrase: status.confirmationReasonPhrase ?? null,
  };
}
