/**
 * Who calls: a bearer token or an API key, and the tenant that it belongs to. (reference §1.1, §7, open question 33)
 *
 * Kaa reads the tenant from the claims of the token; here the settings say which tokens each tenant has. A caller without
 * a known token is refused, or, where none is required, is whoever runs the platform and sees every tenant.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { HttpError } from './http-error.js';
import type { RestServer } from './server.js';
import type { RestSettings } from './settings.js';

/** The tenant whose token the headers present; undefined when they present none that is known. */
export type TenantOf = (headers: IncomingHttpHeaders) => string | undefined;

/** Looks tokens up in the settings, in the same time whatever is presented. */
export function tenantsOfTokens({ tokens }: RestSettings): TenantOf {
  const all = Object.entries(tokens).flatMap(([tenant, known]) =>
    known.map((token) => ({ tenant, token: Buffer.from(token) })),
  );
  return (headers) => {
    const presented = tokenIn(headers);
    if (presented === undefined) return undefined;
    const bytes = Buffer.from(presented);
    return all.find(({ token }) => token.length === bytes.length && timingSafeEqual(token, bytes))?.tenant;
  };
}

/** The API key wins over the bearer token. */
function tokenIn({ 'x-iamcore-api-key': key, authorization = '' }: IncomingHttpHeaders): string | undefined {
  return typeof key === 'string' ? key : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
}

/** Refuses whoever comes here: those with a known token do not. */
export function refuseStrangers(server: RestServer): void {
  server.addHook('onRequest', async ({ routeOptions, headers }) => {
    if (routeOptions.config?.open === true) return;
    throw new HttpError(
      401,
      tokenIn(headers) === undefined
        ? 'a token is required: Authorization: Bearer <token>, or x-iamcore-api-key: <token>'
        : 'the token is not known',
    );
  });
}
