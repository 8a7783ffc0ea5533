/**
 * CM, endpoint tokens, over REST: `/cm/api/v1`. (reference §7.4)
 *
 * Kaa's paths for changing and deleting tokens are not public: those below `/tokens/{tokenId}` are kaa's own, and so is
 * the look-up of a token by its text. (open question 30)
 */
import { type Static, Type } from '../../../schema.js';
import type { EndpointToken } from '../../services/cm/cm.js';
import { isoDate } from '../dates.js';
import { Token } from '../epr/shapes.js';
import { sendWithEtag } from '../etag.js';
import { applicationOf, endpointOf } from '../find.js';
import { badRequest, conflict, notFound } from '../http-error.js';
import { List, listOf, OffsetQuery, Page, pageOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';

const BASE = '/cm/api/v1';
const TOKENS = `${BASE}/endpoints/:id/tokens`;
const tags = ['CM'];

const STATES = ['Inactive', 'Active', 'Suspended', 'Revoked'] as const;
const Status = Type.Enum([...STATES]);

const TokenBody = Type.Object({
  endpointTokenId: Type.String(),
  status: Status,
  createdDate: Type.String({ description: 'ISO 8601, UTC.' }),
  updateDate: Type.Optional(Type.String()),
  applicationName: Type.String(),
});

const shown = ({ tokenId, state, createdAt, updatedAt, applicationName }: EndpointToken) => ({
  endpointTokenId: tokenId,
  status: state,
  createdDate: isoDate(createdAt),
  ...(updatedAt === createdAt ? {} : { updateDate: isoDate(updatedAt) }),
  applicationName,
});

export function cmRoutes(server: RestServer, context: RestContext): void {
  listRoute(server, context);
  issueRoute(server, context);
  lifeRoutes(server, context);
  lookupRoute(server, context);
}

function listRoute(server: RestServer, context: RestContext): void {
  server.get(
    TOKENS,
    {
      schema: {
        tags,
        summary:
          'List the tokens of an endpoint by their IDs; the tokens themselves are shown once, when issued',
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object({
          status: Type.Optional(List('Only tokens in these states.')),
          order: Type.Enum(['ASC', 'DESC'], { default: 'DESC', description: 'By date of creation.' }),
          ...OffsetQuery,
        }),
        response: { 200: Page(TokenBody) },
      },
    },
    (request, reply) => {
      const { endpointId } = endpointOf(context, request.params.id);
      const { query } = request;
      const states = listOf(query.status);
      const illegal = states?.find((state) => !STATES.some((known) => known === state));
      if (illegal !== undefined)
        throw badRequest(`"${illegal}" is no state; there are: ${STATES.join(', ')}`);
      const tokens = context.platform.services.cm
        .tokensOf(endpointId)
        .filter(({ state }) => states === undefined || states.includes(state));
      // In the order of issue; the last one issued in one instant is the newest.
      const ordered = query.order === 'ASC' ? tokens : tokens.toReversed();
      return sendWithEtag(request, reply, pageOf(ordered, query, shown));
    },
  );
}

const Issued = Type.Object({
  token: Type.String(),
  createdDate: Type.String(),
  applicationName: Type.String(),
  status: Status,
  endpointTokenId: Type.String(),
});

function issueRoute(server: RestServer, context: RestContext): void {
  const { cm } = context.platform.services;
  server.post(
    TOKENS,
    {
      schema: {
        tags,
        summary: 'Issue another token for an endpoint',
        params: Type.Object({ id: Type.String() }),
        body: Type.Object({
          applicationName: Type.Optional(Type.String()),
          token: Type.Optional(Token),
        }),
        response: { 201: Issued },
      },
    },
    ({ params, body }, reply) => {
      const { endpointId, applicationName } = endpointOf(context, params.id);
      if ((body.applicationName ?? applicationName) !== applicationName) {
        throw badRequest(
          `the endpoint belongs to the application ${applicationName}, not ${body.applicationName}`,
        );
      }
      const token = body.token ?? cm.freshToken(applicationName, endpointId);
      const issued = cm.issue(applicationName, token, endpointId);
      if (issued === undefined) {
        throw conflict(
          `the application ${applicationName} has the token "${token}" already, or has revoked it`,
        );
      }
      reply
        .code(201)
        .header('location', `${BASE}/endpoints/${encodeURIComponent(endpointId)}/tokens/${issued.tokenId}`);
      return { token, ...shown(issued) };
    },
  );
}

const TokenParams = Type.Object({ id: Type.String(), tokenId: Type.String() });

function lifeRoutes(server: RestServer, context: RestContext): void {
  const { cm } = context.platform.services;
  const find = ({ id, tokenId }: Static<typeof TokenParams>): EndpointToken => {
    const { endpointId } = endpointOf(context, id);
    const found = cm.tokensOf(endpointId).find((token) => token.tokenId === tokenId);
    if (found === undefined) throw notFound(`the endpoint ${id} has no token with the ID ${tokenId}`);
    return found;
  };
  server.get(
    `${TOKENS}/:tokenId`,
    {
      schema: {
        tags,
        summary: "Show a token (kaa's own path)",
        params: TokenParams,
        response: { 200: TokenBody },
      },
    },
    ({ params }) => shown(find(params)),
  );
  server.put(
    `${TOKENS}/:tokenId/status`,
    {
      schema: {
        tags,
        summary: "Suspend, reactivate or revoke a token (kaa's own path)",
        params: TokenParams,
        body: Type.Object({ status: Type.Enum(['Active', 'Suspended', 'Revoked']) }),
        response: { 200: TokenBody },
      },
    },
    ({ params, body: { status } }) => {
      const { applicationName, token, state } = find(params);
      if (!cm.transition(applicationName, token, status as EndpointToken['state'])) {
        throw conflict(`a token that is ${state} cannot become ${status}`);
      }
      return shown(find(params));
    },
  );
  server.delete(
    `${TOKENS}/:tokenId`,
    {
      schema: {
        tags,
        summary: "Delete a token (kaa's own path)",
        params: TokenParams,
        response: { 204: Type.Null() },
      },
    },
    ({ params }, reply) => {
      const { applicationName, token } = find(params);
      cm.delete(applicationName, token);
      return reply.code(204).send();
    },
  );
}

function lookupRoute(server: RestServer, context: RestContext): void {
  server.get(
    `${BASE}/applications/:app/tokens/:token`,
    {
      schema: {
        tags,
        summary: "Find the endpoint that a token stands for (kaa's own path)",
        params: Type.Object({ app: Type.String(), token: Type.String() }),
        response: { 200: Type.Intersect([TokenBody, Type.Object({ endpointId: Type.String() })]) },
      },
    },
    ({ params: { app, token } }) => {
      const { applicationName } = applicationOf(context, app);
      const found = context.platform.services.cm.find(applicationName, token);
      if (found === undefined) throw notFound(`the application ${app} has no such token`);
      return { endpointId: found.endpointId, ...shown(found) };
    },
  );
}
