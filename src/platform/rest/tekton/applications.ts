/**
 * Tekton, applications and their versions: shown, made and described while the platform runs. (reference §7.6)
 */

import { NAME_PATTERN, VERSION_SUFFIX_PATTERN } from '../../../blueprint/model.js';
import { Type } from '../../../schema.js';
import type { ServedApplication, ServedVersion } from '../../services/tekton/tekton.js';
import { isoDate } from '../dates.js';
import { applicationOf, versionOf } from '../find.js';
import { conflict, notFound } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';

export const BASE = '/tekton/api/v1';

const tags = ['Tekton'];
const Text = Type.Optional(Type.String());

const VersionBody = Type.Object({
  name: Type.String(),
  displayName: Text,
  description: Text,
  createdDate: Type.String({ description: 'ISO 8601, UTC.' }),
  updatedDate: Type.String(),
});

const ApplicationBody = Type.Intersect([
  VersionBody,
  Type.Object({ group: Text, versions: Type.Array(VersionBody) }),
]);

const Params = Type.Object({ app: Type.String() });
const VersionParams = Type.Object({ app: Type.String(), av: Type.String() });
const Described = { displayName: Text, description: Text };

const member = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });

function shownVersion({ appVersionName, displayName, description, createdAt, updatedAt }: ServedVersion) {
  return {
    name: appVersionName,
    ...member('displayName', displayName),
    ...member('description', description),
    createdDate: isoDate(createdAt),
    updatedDate: isoDate(updatedAt),
  };
}

function shownApplication({ platform }: RestContext, application: ServedApplication) {
  const { applicationName, displayName, description, group, createdAt, updatedAt } = application;
  return {
    name: applicationName,
    ...member('displayName', displayName),
    ...member('description', description),
    ...member('group', group),
    createdDate: isoDate(createdAt),
    updatedDate: isoDate(updatedAt),
    versions: platform.services.tekton.versionsOf(applicationName).map(shownVersion),
  };
}

/** `/applications` and `…/app-versions` */
export function applicationRoutes(server: RestServer, context: RestContext): void {
  listRoutes(server, context);
  createRoute(server, context);
  oneRoutes(server, context);
  versionRoutes(server, context);
  oneVersionRoutes(server, context);
}

function listRoutes(server: RestServer, context: RestContext): void {
  server.get(
    `${BASE}/applications`,
    {
      schema: { tags, summary: 'List applications', response: { 200: Type.Array(ApplicationBody) } },
    },
    () =>
      [...context.platform.services.tekton.applications()].map((served) => shownApplication(context, served)),
  );
}

/** As long as the ones that Kaa makes up. (reference §1.2) */
const NAME_CHARACTERS = 20;
const NAME_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

function createRoute(server: RestServer, context: RestContext): void {
  const { services, random } = context.platform;
  const names = random.stream('tekton/application-names');
  const freshName = (): string => {
    const name = names.text(NAME_CHARACTERS, NAME_ALPHABET);
    return services.tekton.application(name) === undefined ? name : freshName();
  };
  server.post(
    `${BASE}/applications`,
    {
      schema: {
        tags,
        summary: 'Create an application, without versions; a name is made up when none is given',
        body: Type.Object({
          name: Type.Optional(Type.String({ pattern: NAME_PATTERN })),
          group: Text,
          ...Described,
        }),
        response: { 201: ApplicationBody },
      },
    },
    ({ body }, reply) => {
      const { name: applicationName = freshName(), group, displayName, description } = body;
      const created = services.tekton.createApplication({ applicationName, group, displayName, description });
      if (created === undefined) throw conflict(`there is an application ${applicationName} already`);
      reply.code(201).header('location', `${BASE}/applications/${applicationName}`);
      return shownApplication(context, created);
    },
  );
}

function oneRoutes(server: RestServer, context: RestContext): void {
  const { tekton } = context.platform.services;
  const params = Params;
  const response = { 200: ApplicationBody };
  server.get(
    `${BASE}/applications/:app`,
    { schema: { tags, summary: 'Show an application', params, response } },
    (request) => shownApplication(context, applicationOf(context, request.params.app)),
  );
  server.patch(
    `${BASE}/applications/:app`,
    { schema: { tags, summary: 'Describe an application', params, body: Type.Object(Described), response } },
    ({ params: { app }, body: { displayName, description } }) => {
      applicationOf(context, app);
      tekton.describeApplication(app, {
        ...member('displayName', displayName),
        ...member('description', description),
      });
      return shownApplication(context, applicationOf(context, app));
    },
  );
}

function versionRoutes(server: RestServer, context: RestContext): void {
  const { tekton } = context.platform.services;
  const path = `${BASE}/applications/:app/app-versions`;
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List the versions of an application',
        params: Params,
        response: { 200: Type.Array(VersionBody) },
      },
    },
    ({ params: { app } }) => tekton.versionsOf(applicationOf(context, app).applicationName).map(shownVersion),
  );
  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Add a version to an application, named after it with nameSuffix behind a dash',
        params: Params,
        body: Type.Object({ nameSuffix: Type.String({ pattern: VERSION_SUFFIX_PATTERN }), ...Described }),
        response: { 201: VersionBody },
      },
    },
    ({ params: { app }, body: { nameSuffix, displayName, description } }, reply) => {
      const { applicationName } = applicationOf(context, app);
      const appVersionName = `${applicationName}-${nameSuffix}`;
      const created = tekton.createVersion({ applicationName, appVersionName, displayName, description });
      if (created === undefined) throw conflict(`there is an application version ${appVersionName} already`);
      reply
        .code(201)
        .header('location', `${BASE}/applications/${applicationName}/app-versions/${appVersionName}`);
      return shownVersion(created);
    },
  );
}

/** @throws HttpError 404 */
export function versionWithin(
  context: RestContext,
  applicationName: string,
  appVersionName: string,
): ServedVersion {
  const version = versionOf(context, appVersionName);
  if (version.applicationName !== applicationName) {
    throw notFound(`the application ${applicationName} has no version ${appVersionName}`);
  }
  return version;
}

function oneVersionRoutes(server: RestServer, context: RestContext): void {
  const { tekton } = context.platform.services;
  const path = `${BASE}/applications/:app/app-versions/:av`;
  const response = { 200: VersionBody };
  const params = VersionParams;
  server.get(path, { schema: { tags, summary: 'Show a version', params, response } }, (request) =>
    shownVersion(versionWithin(context, request.params.app, request.params.av)),
  );
  server.patch(
    path,
    { schema: { tags, summary: 'Describe a version', params, body: Type.Object(Described), response } },
    ({ params: { app, av }, body: { displayName, description } }) => {
      versionWithin(context, app, av);
      tekton.describeVersion(av, {
        ...member('displayName', displayName),
        ...member('description', description),
      });
      return shownVersion(versionWithin(context, app, av));
    },
  );
}
