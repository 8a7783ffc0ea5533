/**
 * ECR, configurations of one endpoint or of an application version: set, shown, deleted. (reference §7.3)
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIGURATION_NAME_PATTERN } from '../../../kp1/payloads.js';
import { Type } from '../../../schema.js';
import type { Configuration, ConfigurationScope } from '../../services/ecr/ecr.js';
import { requiredBody } from '../bodies.js';
import { isoDate } from '../dates.js';
import { checkIfMatch, etagOf, sendWithEtag } from '../etag.js';
import { endpointOf, versionOf } from '../find.js';
import { notFound } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';

export const BASE = '/ecr/api/v1';

const tags = ['ECR'];

export const NameQuery = {
  name: Type.String({
    pattern: CONFIGURATION_NAME_PATTERN,
    default: 'default',
    description: 'Name of the configuration.',
  }),
};

const ConfigurationBody = Type.Object({
  configId: Type.String(),
  name: Type.String(),
  config: Type.String({ description: 'The configuration as JSON text.' }),
  createdDate: Type.String({ description: 'ISO 8601, UTC.' }),
  updatedDate: Type.String(),
});

export const AnyConfig = Type.Unknown({ description: 'The configuration, any JSON value.' });

function shown({ configId, name, config, createdDate, updatedDate }: Configuration) {
  const dates = { createdDate: isoDate(createdDate), updatedDate: isoDate(updatedDate) };
  return { configId, name, config: JSON.stringify(config ?? null), ...dates };
}

/** A version of the endpoint's application. @throws HttpError 404 */
export function endpointScope(
  context: RestContext,
  endpointId: string,
  appVersionName: string,
): ConfigurationScope {
  const { applicationName } = endpointOf(context, endpointId);
  if (versionOf(context, appVersionName).applicationName !== applicationName) {
    throw notFound(`${appVersionName} is no version of ${applicationName}, the application of ${endpointId}`);
  }
  return { endpointId, appVersionName };
}

/** `/endpoints/{id}/app-versions/{av}` and `/app-versions/{av}` */
export function assignmentRoutes(server: RestServer, context: RestContext): void {
  const endpoint = Type.Object({ id: Type.String(), av: Type.String() });
  const version = Type.Object({ av: Type.String() });
  const versionScope = ({ av }: { av: string }) => {
    versionOf(context, av);
    return { appVersionName: av };
  };
  routesOf(server, context, {
    path: `${BASE}/endpoints/:id/app-versions/:av`,
    params: endpoint,
    whose: 'of an endpoint',
    scope: ({ id = '', av }) => endpointScope(context, id, av),
  });
  routesOf(server, context, {
    path: `${BASE}/app-versions/:av`,
    params: version,
    whose: 'of an application version, for endpoints that have none of their own',
    scope: versionScope,
  });
}

interface Level {
  readonly path: string;
  readonly params: Parameters<typeof Type.Object>[0] | object;
  readonly whose: string;
  readonly scope: (params: { id?: string; av: string }) => ConfigurationScope;
}

interface Named {
  readonly Params: { id?: string; av: string };
  readonly Querystring: { name: string };
}

function routesOf(
  server: RestServer,
  { platform }: RestContext,
  { path, params, whose, scope }: Level,
): void {
  const { ecr } = platform.services;
  const querystring = Type.Object(NameQuery);
  const scopeOf = ({ params: at, query }: FastifyRequest) => ({
    ...scope(at as Named['Params']),
    name: (query as Named['Querystring']).name,
  });
  const find = (request: FastifyRequest) => {
    const found = ecr.get(scopeOf(request));
    if (found === undefined) throw notFound('there is no such configuration');
    return found;
  };
  const describe = (what: string, response: object, more: object = {}) => ({
    schema: { tags, summary: `${what} ${whose}`, params, querystring, response, ...more },
  });
  const one = { 200: ConfigurationBody };
  server.get(path, describe('Show the configuration', one), (request, reply: FastifyReply) =>
    sendWithEtag(request, reply, shown(find(request))),
  );
  server.put(
    path,
    describe('Set the configuration', one, { body: AnyConfig }),
    (request, reply: FastifyReply) => {
      const at = scopeOf(request);
      const before = ecr.get(at);
      checkIfMatch(request, before && etagOf(shown(before)));
      return sendWithEtag(request, reply, shown(ecr.set(at, requiredBody(request))));
    },
  );
  server.delete(
    path,
    describe('Delete the configuration', { 204: Type.Null() }),
    (request, reply: FastifyReply) => {
      checkIfMatch(request, etagOf(shown(find(request))));
      ecr.delete(scopeOf(request));
      return reply.code(204).send();
    },
  );
  server.get(
    `${path}/configurations`,
    {
      schema: {
        tags,
        summary: `List the configurations ${whose}, by name`,
        params,
        response: { 200: Type.Array(ConfigurationBody) },
      },
    },
    (request) => ecr.list(scope(request.params as Named['Params'])).map(shown),
  );
}
