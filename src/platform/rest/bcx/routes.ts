/**
 * BCX, binary data, over REST: `/bcx/api/v1`. (reference §5.7)
 *
 * What is answered is decided in `services/blobs/http.ts`; here are only the routes, so that they are described and
 * guarded like all others. Endpoints upload with the temporary token that the extension gave them, and with no other.
 */
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { Type } from '../../../schema.js';
import { handleBlobRequest } from '../../services/blobs/http.js';
import { applicationOf, endpointOf } from '../find.js';
import { notFound } from '../http-error.js';
import { Page } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';

const BASE = '/bcx/api/v1';
const BLOBS = `${BASE}/applications/:app/endpoints/:id/binary-data`;

const Blob = Type.Object({
  id: Type.String(),
  applicationName: Type.String(),
  endpointId: Type.String(),
  name: Type.String(),
  contentType: Type.String(),
  size: Type.Integer(),
  createdDate: Type.String({ description: 'ISO 8601, UTC.' }),
});

const Name = Type.Object({ name: Type.Optional(Type.String({ description: 'File name.' })) });
const Token = Type.Object({
  'x-auth-token': Type.Optional(Type.String({ description: 'The temporary token.' })),
});
const Nothing = Type.Null();
const Bytes = { content: { 'application/octet-stream': { schema: Type.String() } } };
const List = Page(Blob);
const OfEndpoint = Type.Object({ endpointId: Type.Optional(Type.String()) });

interface BlobRoute {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly summary: string;
  readonly response: object;
  readonly querystring?: object;
  readonly headers?: object;
}

const ROUTES: readonly BlobRoute[] = [
  {
    method: 'POST',
    url: `${BASE}/binary-data`,
    summary: 'Upload, as an endpoint',
    ...{ querystring: Name, headers: Token, response: { 201: Blob } },
  },
  {
    method: 'POST',
    url: `${BASE}/files/:name`,
    summary: 'Upload, as an endpoint',
    ...{ headers: Token, response: { 204: Nothing } },
  },
  {
    method: 'GET',
    url: `${BASE}/applications/:app/binary-data`,
    summary: 'List the blobs of an application',
    ...{ querystring: OfEndpoint, response: { 200: List } },
  },
  { method: 'GET', url: BLOBS, summary: 'List the blobs of an endpoint', response: { 200: List } },
  {
    method: 'GET',
    url: `${BLOBS}/:blobId`,
    summary: 'Show a blob; "latest" is the one uploaded last',
    ...{ querystring: Name, response: { 200: Blob } },
  },
  {
    method: 'GET',
    url: `${BLOBS}/:blobId/data`,
    summary: 'Download a blob',
    ...{ querystring: Name, response: { 200: Bytes } },
  },
  { method: 'DELETE', url: `${BLOBS}/:blobId`, summary: 'Delete a blob', response: { 204: Nothing } },
];

interface PathParams {
  readonly app?: string;
  readonly id?: string;
}

/** @throws HttpError 404 for an unknown application, and for an endpoint that is not of it */
function checkPath(context: RestContext, { app, id }: PathParams): void {
  if (app === undefined) return;
  const { applicationName } = applicationOf(context, app);
  if (id !== undefined && endpointOf(context, id).applicationName !== applicationName)
    throw notFound(`the endpoint ${id} is not of the application ${app}`);
}

export function bcxRoutes(server: RestServer, context: RestContext): void {
  const { blobs } = context.platform.services;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: blobs.blobBytesMax + 1 },
    (_request, body, done) => done(null, body),
  );
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    const { method, url, headers, body } = request;
    checkPath(context, request.params as PathParams);
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
    const bytes = body instanceof Uint8Array ? body : new Uint8Array();
    const answer = handleBlobRequest(blobs, { method, path, query, headers, body: bytes });
    reply.code(answer.status).headers(answer.headers);
    return reply.send(answer.body instanceof Uint8Array ? Buffer.from(answer.body) : answer.body);
  };
  for (const { method, url, ...described } of ROUTES) {
    const config = method === 'POST' ? { open: true } : {};
    server.route({ method, url, config, schema: { tags: ['BCX'], ...described }, handler });
  }
}
