/**
 * CEX, looking up: descriptors of commands, one by one and in lists. (reference §7.2)
 */
import { Type } from '../../../schema.js';
import { applicationOf, endpointOf, endpointsOf } from '../find.js';
import { badRequest, notFound } from '../http-error.js';
import { List, listOf, PageQuery, SpringPage, springPage } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import {
  BASE,
  commandOf,
  commandsOf,
  Descriptor,
  deleteCommand,
  type EndpointCommand,
  EndpointCommands,
  shownCommand,
  TypeParams,
} from './shapes.js';

const tags = ['CEX'];
const commandTypes = Type.Optional(List('Only commands of these types.'));
const params = Type.Object({ id: Type.String(), ...TypeParams, commandId: Type.Integer({ minimum: 0 }) });

/** Descriptors of one endpoint, and lists over several. */
export function commandLookupRoutes(server: RestServer, context: RestContext): void {
  oneRoutes(server, context);
  listRoutes(server, context);
}

function oneRoutes(server: RestServer, context: RestContext): void {
  const path = `${BASE}/endpoints/:id/commands/:type`;
  server.get(
    `${path}/:commandId`,
    { schema: { tags, summary: 'Show a command', params, response: { 200: Descriptor } } },
    ({ params: { id, type, commandId } }) =>
      shownCommand(commandOf(context, endpointOf(context, id).endpointId, type, commandId)),
  );
  server.delete(
    `${path}/:commandId`,
    {
      schema: {
        tags,
        summary: 'Delete a command; one that is pending is withdrawn',
        params,
        response: { 204: Type.Null() },
      },
    },
    ({ params: { id, type, commandId } }, reply) => {
      deleteCommand(context, endpointOf(context, id).endpointId, type, commandId);
      return reply.code(204).send();
    },
  );
  server.get(
    `${path}/last`,
    {
      schema: {
        tags,
        summary: 'Show the newest command of a type',
        params: Type.Object({ id: Type.String(), ...TypeParams }),
        response: { 200: Descriptor },
      },
    },
    ({ params: { id, type } }) => {
      const last = commandsOf(context, endpointOf(context, id).endpointId, [type]).at(-1);
      if (last === undefined) throw notFound(`the endpoint ${id} has no command of type ${type}`);
      return shownCommand(last);
    },
  );
}

function listRoutes(server: RestServer, context: RestContext): void {
  server.get(
    `${BASE}/endpoints/commands`,
    {
      schema: {
        tags,
        summary: 'List the commands of endpoints',
        querystring: Type.Object({ endpointId: List('The endpoints, at least one.'), commandTypes }),
        response: { 200: Type.Array(EndpointCommands) },
      },
    },
    ({ query }) => {
      const ids = listOf(query.endpointId) ?? [];
      if (ids.length === 0) throw badRequest('the query needs an endpointId');
      const types = listOf(query.commandTypes);
      return endpointsOf(context, ids).map(({ endpointId }) => ({
        endpointId,
        commands: commandsOf(context, endpointId, types).map(shownCommand),
      }));
    },
  );
  applicationListRoute(server, context);
  lastRoute(server, context);
}

function applicationListRoute(server: RestServer, context: RestContext): void {
  server.get(
    `${BASE}/endpoints/commands/:app`,
    {
      schema: {
        tags,
        summary: 'List the commands of an application',
        params: Type.Object({ app: Type.String() }),
        querystring: Type.Object({ ...PageQuery, commandTypes }),
        response: { 200: SpringPage(Descriptor) },
      },
    },
    ({ params: { app }, query }) => {
      applicationOf(context, app);
      const types = listOf(query.commandTypes);
      const commands: EndpointCommand[] = [];
      for (const { applicationName, endpointId } of context.platform.services.epr.endpoints()) {
        if (applicationName === app) commands.push(...commandsOf(context, endpointId, types));
      }
      const sortable = [
        'commandId',
        'commandType',
        'endpointId',
        'status',
        'createdAt',
        'updatedAt',
      ] as const;
      return springPage(commands, query, shownCommand, sortable);
    },
  );
}

function lastRoute(server: RestServer, context: RestContext): void {
  server.post(
    `${BASE}/endpoints/commands/last`,
    {
      schema: {
        tags,
        summary: 'List the newest command of each endpoint and type',
        body: Type.Object({
          endpointIds: Type.Array(Type.String(), { maxItems: 10_000 }),
          commandTypes: Type.Optional(Type.Array(Type.String())),
        }),
        response: { 200: Type.Array(EndpointCommands) },
      },
    },
    ({ body }) =>
      endpointsOf(context, body.endpointIds).map(({ endpointId }) => {
        const newest = new Map<string, EndpointCommand>();
        for (const command of commandsOf(context, endpointId, body.commandTypes)) {
          newest.set(command.commandType, command);
        }
        return { endpointId, commands: [...newest.values()].map(shownCommand) };
      }),
  );
}
