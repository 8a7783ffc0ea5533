/**
 * Who calls: a bearer token or an API key, and the tenant that it belongs to. (reference §7, open question 33)
 *
 * The local platform holds the endpoints of one tenant. A caller of another tenant finds empty lists, and 404 for
 * everything else, as Kaa answers where access is denied.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sendJson } from './etag.js';
import { HttpError, notFound } from './http-error.js';
import type { RestContext, RestServer } from './server.js';

/** Asks every caller for a token, if the settings say so. */
export function guard(server: RestServer, { platform, settings }: RestContext): void {
  if (settings.auth !== 'required') return;
  const tenants = Object.entries(settings.tokens).flatMap(([tenant, tokens]) =>
    tokens.map((token) => ({ tenant, token: Buffer.from(token) })),
  );
  server.addHook('onRequest', async (request, reply) => {
    const { config } = request.routeOptions;
    if (config?.open === true) return undefined;
    const tenant = tenantOf(request, tenants);
    if (tenant === platform.blueprint.tenant) return undefined;
    if (config?.foreign === undefined) throw notFound('there is no such resource');
    return sendJson(reply, config.foreign);
  });
}

/** @throws HttpError 401 */
function tenantOf(
  { headers }: FastifyRequest,
  tenants: readonly { tenant: string; token: Buffer }[],
): string {
  const key = headers['x-iamcore-api-key'];
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const presented = typeof key === 'string' ? key : bearer;
  if (presented === undefined) {
    throw new HttpError(
      401,
      'a token is required: Authorization: Bearer <token>, or x-iamcore-api-key: <token>',
    );
  }
  const bytes = Buffer.from(presented);
  const known = tenants.find(({ token }) => token.length === bytes.length && timingSafeEqual(token, bytes));
  if (known === undefined) throw new HttpError(401, 'the token is not known');
  return known.tenant;
}
