/**
 * OTAO, software versions, over REST: `/otao/api/v1`. (reference §7.7)
 *
 * Public sources have the path and the members; that creating is POST, replacing PUT and withdrawing DELETE is inferred.
 * Of the roll-out strategies there is `general` alone: a version is offered to every endpoint that may have it.
 */
import { type Static, Type } from '../../../schema.js';
import type { Software } from '../../services/otao/otao.js';
import { applicationOf } from '../find.js';
import { badRequest, conflict, notFound } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';

const SOFTWARE = '/otao/api/v1/applications/:app/software';
const tags = ['OTAO'];

const Version = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^v?[0-9]+(\\.[0-9]+)*([-+][0-9A-Za-z.+-]*)?$',
  description: 'Semantic version, unique in the application.',
});

const Draft = {
  specification: Type.Unknown({ description: 'What endpoints get, any JSON value.' }),
  upgradableFrom: Type.Optional(
    Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: 'The versions that it may follow; absent, null or empty: every lower one.',
    }),
  ),
  metadata: Type.Optional(Type.Unknown({ description: 'Not kept.' })),
  rolloutStrategy: Type.Optional(Type.Enum(['suspended', 'targeted', 'general'])),
  filters: Type.Optional(Type.Array(Type.Unknown())),
};

const SoftwareBody = Type.Object({
  version: Type.String(),
  specification: Type.Unknown(),
  metadata: Type.Record(Type.String(), Type.Unknown()),
  upgradableFrom: Type.Array(Type.String(), { description: 'Empty: it may follow every lower version.' }),
  rolloutStrategy: Type.Literal('general'),
  filters: Type.Array(Type.Unknown()),
});

const DraftBody = Type.Object(Draft);

const shown = ({ version, specification, upgradableFrom }: Software) => ({
  version,
  specification: specification ?? null,
  metadata: {},
  upgradableFrom: [...(upgradableFrom ?? [])],
  rolloutStrategy: 'general',
  filters: [],
});

/** @throws HttpError 400 for a roll-out that is not done here */
function softwareOf(version: string, draft: Static<typeof DraftBody>): Software {
  const { specification, upgradableFrom, rolloutStrategy = 'general', filters = [] } = draft;
  if (rolloutStrategy !== 'general' || filters.length > 0) {
    throw badRequest('the local platform knows the roll-out strategy "general" alone, without filters');
  }
  // What is answered may be sent back: an empty list means what it means there.
  return { version, specification, ...(upgradableFrom?.length ? { upgradableFrom } : {}) };
}

export function otaoRoutes(server: RestServer, context: RestContext): void {
  const { otao } = context.platform.services;
  const params = Type.Object({ app: Type.String() });
  const find = (app: string, version: string) => {
    const { applicationName } = applicationOf(context, app);
    const found = otao.list(applicationName).find((software) => software.version === version);
    if (found === undefined) throw notFound(`the application ${app} has no software version ${version}`);
    return found;
  };
  server.get(
    SOFTWARE,
    {
      schema: {
        tags,
        summary: 'List the software versions of an application, lowest first',
        params,
        response: { 200: Type.Array(SoftwareBody) },
      },
    },
    (request) => otao.list(applicationOf(context, request.params.app).applicationName).map(shown),
  );
  server.post(
    SOFTWARE,
    {
      schema: {
        tags,
        summary: 'Offer a software version',
        params,
        body: Type.Object({ version: Version, ...Draft }),
        response: { 201: SoftwareBody },
      },
    },
    ({ params: { app }, body: { version, ...draft } }, reply) => {
      const { applicationName } = applicationOf(context, app);
      if (otao.list(applicationName).some((software) => software.version === version)) {
        throw conflict(`the application ${app} has the software version ${version} already`);
      }
      otao.set(applicationName, softwareOf(version, draft));
      reply.code(201).header('location', `${SOFTWARE.replace(':app', app)}/${encodeURIComponent(version)}`);
      return shown(find(app, version));
    },
  );
  oneRoutes(server, context, find);
}

function oneRoutes(
  server: RestServer,
  { platform }: RestContext,
  find: (app: string, version: string) => Software,
): void {
  const { otao } = platform.services;
  const params = Type.Object({ app: Type.String(), version: Type.String() });
  const path = `${SOFTWARE}/:version`;
  server.get(
    path,
    { schema: { tags, summary: 'Show a software version', params, response: { 200: SoftwareBody } } },
    (request) => shown(find(request.params.app, request.params.version)),
  );
  server.put(
    path,
    {
      schema: {
        tags,
        summary: 'Replace a software version',
        params,
        body: DraftBody,
        response: { 200: SoftwareBody },
      },
    },
    ({ params: { app, version }, body }) => {
      find(app, version);
      otao.set(app, softwareOf(version, body));
      return shown(find(app, version));
    },
  );
  server.delete(
    path,
    { schema: { tags, summary: 'Withdraw a software version', params, response: { 204: Type.Null() } } },
    ({ params: { app, version } }, reply) => {
      otao.delete(app, find(app, version).version);
      return reply.code(204).send();
    },
  );
}
