/**
 * Whatever goes wrong in a request as an answer: a status code and `{"message": …, "status": …}`, never a stack.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { findingsOf } from '../../blueprint/schema-errors.js';
import { KaaError } from '../../errors.js';
import { Type } from '../../schema.js';
import { HttpError } from './http-error.js';
import type { RestServer } from './server.js';

export const ErrorBody = Type.Object(
  { message: Type.String(), status: Type.Integer() },
  { description: 'What is wrong, in one sentence; members such as line and column may be added.' },
);

/** Answers for failures, unknown paths and wrong methods. */
export function answerErrors(server: RestServer, routes: readonly { method: string; url: string }[]): void {
  server.setErrorHandler((error: Error, request, reply) => answerError(error, request, reply));
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] as string;
    const allowed = routes.filter(({ url }) => patternOf(url).test(path)).map(({ method }) => method);
    if (allowed.length === 0) return send(reply, 404, `there is nothing at ${request.method} ${path}`);
    const allow = [...new Set(allowed)].join(', ');
    reply.header('allow', allow);
    return send(reply, 405, `${request.method} is not for ${path}; there are: ${allow}`);
  });
}

const patternOf = (url: string) =>
  new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}/?$`);

/** What fastify itself refuses, with the status code it is answered with. */
const FASTIFY: Readonly<Record<string, readonly [number, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    413,
    'the body is larger than bodyBytesMax of the service instance rest, or blobBytesMax of bcx',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'the Content-Type must be application/json'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'the body is not as long as its Content-Length says'],
  FST_ERR_BAD_URL: [400, 'the path is not well encoded'],
};

/** Answers an error; one that nobody foresaw is a bug and says so. */
export function answerError(error: Error, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof HttpError) return send(reply, error.statusCode, error.message, error.details);
  if (error instanceof KaaError) return send(reply, error.kind === 'user' ? 400 : 500, error.message);
  const { validation, validationContext = 'request', code } = error as FastifyError;
  if (validation !== undefined) {
    const [finding] = findingsOf(validation as Parameters<typeof findingsOf>[0], []);
    const where = [WHERE[validationContext] ?? validationContext, ...(finding?.path ?? [])].join(' ');
    return send(reply, 400, `${where}: ${finding?.message ?? 'is not valid'}`);
  }
  const [status, message] = FASTIFY[code] ?? [
    500,
    `kaa failed at ${request.method} ${request.url}: ${error.message}`,
  ];
  return send(reply, status, message);
}

const WHERE: Readonly<Record<string, string>> = {
  body: 'the body',
  querystring: 'the query',
  params: 'the path',
  headers: 'the headers',
};

function send(reply: FastifyReply, status: number, message: string, details: object = {}) {
  reply.code(status).type('application/json; charset=utf-8');
  return reply.send(JSON.stringify({ message, status, ...details }));
}
