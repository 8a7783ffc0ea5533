/**
 * Tekton, settings: of applications and versions for each service instance, all at once or one by one. (reference §7.6, §8.1)
 *
 * A change counts at once; services are told as by 17/SCMP.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from '../../../schema.js';
import { objectBody } from '../bodies.js';
import { applicationOf } from '../find.js';
import { badRequest } from '../http-error.js';
import type { RestContext, RestServer } from '../server.js';
import { BASE, versionWithin } from './applications.js';
import { mergePatch, SettingsTree } from './settings-tree.js';

const tags = ['Tekton'];
const CONFIGS = `${BASE}/app-configs`;

const Instance = {
  serviceInstanceName: Type.Optional(Type.String({ description: 'Service instance, such as epts.' })),
};
const Any = Type.Record(Type.String(), Type.Unknown());

/** `/app-configs` */
export function configRoutes(server: RestServer, context: RestContext): void {
  const tree = new SettingsTree(context);
  server.get(
    CONFIGS,
    {
      schema: {
        tags,
        summary: 'Show all settings',
        querystring: Type.Object(Instance),
        response: { 200: Any },
      },
    },
    ({ query: { serviceInstanceName: name } }) => {
      if (name !== undefined) tree.service(name);
      return tree.show(name === undefined ? tree.instances : [name]);
    },
  );
  server.post(
    CONFIGS,
    {
      schema: {
        tags,
        summary: 'Set what the body names; nothing when any of it is not legal',
        body: Any,
        response: { 204: Type.Null() },
      },
    },
    (request, reply) => {
      tree.apply(tree.read(objectBody(request)));
      return reply.code(204).send();
    },
  );
  levelRoutes(server, context, tree, { path: `${CONFIGS}/applications/:app`, whose: 'of an application' });
  levelRoutes(server, context, tree, {
    path: `${CONFIGS}/applications/:app/app-versions/:av`,
    whose: 'of an application version',
  });
}

function levelRoutes(
  server: RestServer,
  context: RestContext,
  tree: SettingsTree,
  { path, whose }: { readonly path: string; readonly whose: string },
): void {
  const { tekton } = context.platform.services;
  const params = Type.Object({ app: Type.String(), ...(path.includes(':av') ? { av: Type.String() } : {}) });
  const querystring = Type.Object(Instance);
  const levelOf = ({ params: at, query }: FastifyRequest) => {
    const { app, av: appVersionName } = at as { app: string; av?: string };
    const { applicationName } = applicationOf(context, app);
    if (appVersionName !== undefined) versionWithin(context, applicationName, appVersionName);
    const { serviceInstanceName: instance } = query as { serviceInstanceName?: string };
    if (instance !== undefined) tree.service(instance);
    return { applicationName, appVersionName, instance };
  };
  const show = ({ applicationName, appVersionName, instance }: ReturnType<typeof levelOf>) => {
    const of = (name: string) => tekton.settings(name, applicationName, appVersionName);
    return instance === undefined
      ? Object.fromEntries(tree.instances.map((name) => [name, of(name)]))
      : of(instance);
  };
  const one = { tags, params, querystring };
  server.get(
    path,
    {
      schema: {
        ...one,
        summary: `Show the settings ${whose}, of one service instance or by instance`,
        response: { 200: Any },
      },
    },
    (request) => show(levelOf(request)),
  );
  server.put(
    path,
    {
      schema: { ...one, summary: `Replace the settings ${whose}`, body: Any, response: { 204: Type.Null() } },
    },
    (request, reply: FastifyReply) => {
      const { instance, ...of } = levelOf(request);
      const body = objectBody(request);
      const given = instance === undefined ? Object.entries(body) : ([[instance, body]] as const);
      tree.apply(given.map(([name, settings]) => tree.check({ ...of, instance: name }, settings)));
      return reply.code(204).send();
    },
  );
  server.patch(
    path,
    {
      schema: {
        ...one,
        summary: `Merge into the settings ${whose} (RFC 7396)`,
        body: Any,
        response: { 200: Any },
      },
    },
    (request) => {
      const level = levelOf(request);
      const { instance } = level;
      if (instance === undefined) throw badRequest('the query needs a serviceInstanceName');
      const after = mergePatch(show(level), objectBody(request));
      tree.apply([tree.check({ ...level, instance }, after)]);
      return show(level);
    },
  );
}
