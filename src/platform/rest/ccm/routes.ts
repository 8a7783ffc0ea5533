/**
 * CCM, client credentials, over REST: `/ccm/api/v1`. (reference §7.5)
 *
 * Public sources have the list and creation of basic credentials and their members. The path of X.509 credentials, the
 * members of a new one and the changes of state are kaa's own. (open question 30)
 */
import { Type } from '../../../schema.js';
import type { ClientCredentials } from '../../services/ccm/ccm.js';
import { isoDate } from '../dates.js';
import { badRequest, conflict, notFound } from '../http-error.js';
import { OffsetQuery, Page, pageOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';

const BASE = '/ccm/api/v1';
const tags = ['CCM'];
const State = Type.Enum(['Inactive', 'Active', 'Suspended', 'Revoked']);

const Common = {
  id: Type.String(),
  state: State,
  tenantId: Type.String(),
  createdDate: Type.String({ description: 'ISO 8601, UTC.' }),
  updatedDate: Type.String(),
  lastUseDate: Type.Optional(Type.String()),
};

type Kind = ClientCredentials['kind'];

interface Sort {
  readonly kind: Kind;
  readonly path: string;
  readonly what: string;
  readonly body: ReturnType<typeof Type.Object>;
}

const SORTS: readonly Sort[] = [
  {
    kind: 'basic',
    path: `${BASE}/basic-credentials`,
    what: 'basic credentials (user name and password)',
    body: Type.Object({ ...Common, username: Type.String() }),
  },
  {
    kind: 'x509',
    path: `${BASE}/x509-credentials`,
    what: 'X.509 credentials (client certificates)',
    body: Type.Object({ ...Common, issuer: Type.String(), serialNumber: Type.String() }),
  },
];

/** Passwords are in no answer. */
function shown(credentials: ClientCredentials) {
  const { credentialsId: id, tenant: tenantId, state, createdDate, updatedDate, lastUseDate } = credentials;
  const who =
    credentials.kind === 'basic'
      ? { username: credentials.username }
      : { issuer: credentials.issuer, serialNumber: credentials.serialNumber };
  const dates = { createdDate: isoDate(createdDate), updatedDate: isoDate(updatedDate) };
  return {
    id,
    ...who,
    tenantId,
    state,
    ...dates,
    ...(lastUseDate === undefined ? {} : { lastUseDate: isoDate(lastUseDate) }),
  };
}

export function ccmRoutes(server: RestServer, context: RestContext): void {
  for (const sort of SORTS) {
    listRoute(server, context, sort);
    oneRoutes(server, context, sort);
  }
  createRoutes(server, context);
}

function listRoute(server: RestServer, { platform }: RestContext, { kind, path, what, body }: Sort): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: `List ${what}`,
        querystring: Type.Object({ state: Type.Optional(State), ...OffsetQuery }),
        response: { 200: Page(body) },
      },
    },
    ({ query }) => {
      const all = platform.services.ccm.list(kind);
      const found = all.filter(({ state }) => query.state === undefined || state === query.state);
      return pageOf(found, query, shown);
    },
  );
}

function createRoutes(server: RestServer, { platform }: RestContext): void {
  const { ccm } = platform.services;
  const [basic, x509] = SORTS as [Sort, Sort];
  server.post(
    basic.path,
    {
      schema: {
        tags,
        summary: `Create ${basic.what}`,
        body: Type.Object({
          username: Type.String({ minLength: 1, description: 'Without the tenant.' }),
          password: Type.String({ minLength: 1 }),
        }),
        response: { 201: basic.body },
      },
    },
    ({ body: { username, password } }, reply) => {
      const created = ccm.createBasic({ username, password });
      if (created === undefined) throw conflict(`there are credentials of the user ${username} already`);
      reply.code(201).header('location', `${basic.path}/${created.credentialsId}`);
      return shown(created);
    },
  );
  server.post(
    x509.path,
    {
      schema: {
        tags,
        summary: `Create ${x509.what}`,
        body: Type.Object({
          issuer: Type.String({ minLength: 1, description: 'Distinguished name.' }),
          serialNumber: Type.String({ description: 'In base 10.' }),
        }),
        response: { 201: x509.body },
      },
    },
    ({ body: { issuer, serialNumber } }, reply) => {
      if (!/^[0-9]+$/.test(serialNumber)) throw badRequest('serialNumber must be a whole number in base 10');
      const created = ccm.createX509({ issuer, serialNumber });
      if (created === undefined) throw conflict('there are credentials of this certificate already');
      reply.code(201).header('location', `${x509.path}/${created.credentialsId}`);
      return shown(created);
    },
  );
}

function oneRoutes(server: RestServer, { platform }: RestContext, { kind, path, what, body }: Sort): void {
  const { ccm } = platform.services;
  const params = Type.Object({ id: Type.String() });
  const find = (id: string) => {
    const found = ccm.find(id);
    if (found === undefined || found.kind !== kind) throw notFound(`there are no such credentials: ${id}`);
    return found;
  };
  server.get(
    `${path}/:id`,
    { schema: { tags, summary: `Show ${what}`, params, response: { 200: body } } },
    (request) => shown(find(request.params.id)),
  );
  server.put(
    `${path}/:id/state`,
    {
      schema: {
        tags,
        summary: `Suspend, reactivate or revoke ${what} (kaa's own path)`,
        params,
        body: Type.Object({ state: Type.Enum(['Active', 'Suspended', 'Revoked']) }),
        response: { 200: body },
      },
    },
    (request) => {
      const { id } = request.params;
      const { state } = request.body;
      const before = find(id);
      if (!ccm.transition(id, state as ClientCredentials['state'])) {
        throw conflict(`credentials that are ${before.state} cannot become ${state}`);
      }
      return shown(find(id));
    },
  );
}
