/**
 * Bodies of requests: JSON with the place of its first fault, nothing that reaches for prototypes.
 */
import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { jsonErrorAt } from '../../blueprint/json-error.js';
import { hasTooLarge, isTooDeep, JSON_DEPTH_MAX, TOO_LARGE } from '../../kp1/validator.js';
import { badRequest, HttpError } from './http-error.js';
import type { RestServer } from './server.js';

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;

/** Makes JSON the one media type that the server takes, unless a part of it says more. */
export function takeJson(server: RestServer): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as HttpError);
    }
  });
}

/** Undefined for no bytes at all. @throws HttpError 400 */
export function parseBody(body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw badRequest('the body is not UTF-8');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  if (isTooDeep(text)) throw badRequest(`the body nests deeper than ${JSON_DEPTH_MAX} levels`);
  return parseJsonText(text);
}

function parseJsonText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (text.includes('__proto__') && hasPrototypeKey(value)) {
      throw badRequest('the body has a member named "__proto__", which nobody may set');
    }
    if (hasTooLarge(value)) throw badRequest(`the body has ${TOO_LARGE}`);
    return value;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const fault = jsonErrorAt(text);
    const before = text.slice(0, fault?.offset ?? 0);
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    const what = fault?.message ?? 'it nests too deeply';
    throw badRequest(`the body is not JSON: line ${line}, column ${column}: ${what}`, { line, column });
  }
}

function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.hasOwn(value, '__proto__')) return true;
  return Object.values(value).some(hasPrototypeKey);
}

/** The body where there must be one, be it null. @throws HttpError 400 */
export function requiredBody({ body }: Pick<FastifyRequest, 'body'>): unknown {
  if (body === undefined) throw badRequest('the request needs a JSON body');
  return body;
}

/** The body as an object. @throws HttpError 400 */
export function objectBody(request: Pick<FastifyRequest, 'body'>): Record<string, unknown> {
  const body = requiredBody(request);
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw badRequest('the body must be a JSON object');
}
