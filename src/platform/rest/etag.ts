/**
 * Entity tags: the ETag of what is answered, and the preconditions of a request. (RFC 9110)
 *
 * A tag is made of the content, so what is the same has the same tag, on every run.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './http-error.js';

/** The ETag of a JSON value, quotes included. */
export function etagOf(value: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(value) ?? '');
  return `"${digest.digest('hex').slice(0, 32)}"`;
}

/**
 * Holds If-Match against what is there now.
 * @param current the ETag; undefined when there is nothing yet
 * @throws HttpError 412
 */
export function checkIfMatch({ headers }: FastifyRequest, current: string | undefined): void {
  const wanted = headers['if-match'];
  if (wanted === undefined || names(wanted, current, false)) return;
  throw new HttpError(
    412,
    `it has changed: its ETag is ${current ?? 'none, for there is none'}, not ${wanted}`,
  );
}

/** Answers with an ETag; 304 without a body when If-None-Match names it. */
export function sendWithEtag(request: FastifyRequest, reply: FastifyReply, body: unknown) {
  const etag = etagOf(body);
  reply.header('etag', etag);
  const known = request.headers['if-none-match'];
  if (request.method === 'GET' && known !== undefined && names(known, etag, true))
    return reply.code(304).send();
  return sendJson(reply, body);
}

/** Answers with an ETag that stands for a part of the answer; never 304, since the rest may have changed. */
export function sendTagged(reply: FastifyReply, body: unknown, entity: unknown) {
  return sendJson(reply.header('etag', etagOf(entity)), body);
}

/** Answers any JSON value, also a bare text or null. */
export function sendJson(reply: FastifyReply, body: unknown) {
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
}

function names(header: string, etag: string | undefined, weak: boolean): boolean {
  if (etag === undefined) return false;
  return header.split(',').some((part) => {
    const tag = part.trim();
    return tag === '*' || tag === etag || (weak && tag === `W/${etag}`);
  });
}
