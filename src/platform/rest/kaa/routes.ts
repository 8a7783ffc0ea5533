/**
 * What only the local platform has: its status, and its journal as a stream of events. Below `/kaa/`.
 */
import { Type } from '../../../schema.js';
import { HttpError } from '../http-error.js';
import { List, listOf } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { commandCheckRoute } from './command-check.js';
import { eventTest } from './event-filter.js';
import { EventSampler } from './event-sampler.js';
import { EVENT_STREAM_HEADERS, EventStream } from './event-stream.js';
import { monitorRoutes } from './monitor.js';
import { statusRoute } from './status.js';

const DESCRIPTION = `Each event has its number as id and its JSON as data. Without since only what happens from now on.
An event named "dropped" says how many were missed: {"count": n}. A comment comes when nothing else does.
With perSecond an event named "sampled" says how many were left out.`;

/** Does the listener get requests as well as answers? */
const seesBoth = ({ direction, status }: { direction?: unknown; status?: unknown }) =>
  direction === undefined && status === undefined;

const MESSAGE_QUERY = {
  direction: Type.Optional(
    Type.Union([Type.Literal('in'), Type.Literal('out')], {
      description: 'Messages of endpoints, or of the platform.',
    }),
  ),
  status: Type.Optional(
    Type.Union([Type.Literal('ok'), Type.Literal('error'), Type.Literal('push')], {
      description: 'Answers that say it went well, errors, or messages of the platform of its own accord.',
    }),
  ),
  topic: Type.Optional(Type.String({ description: 'Topic filter, with the wildcards + and # of MQTT.' })),
  contains: Type.Optional(Type.String({ description: 'A text in the payload, whatever its case.' })),
  follow: Type.Boolean({
    default: true,
    description: 'false: ends with the last event that there is now.',
  }),
  perSecond: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'At most so many events a second; how many were left out is told as "sampled".',
    }),
  ),
};

export function kaaRoutes(server: RestServer, context: RestContext): void {
  statusRoute(server, context);
  monitorRoutes(server, context);
  commandCheckRoute(server, context);
  const { platform, settings } = context;
  const streams = new Set<EventStream>();
  server.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });
  server.get(
    '/kaa/events',
    {
      schema: {
        tags: ['kaa'],
        summary: 'The journal as server-sent events',
        description: DESCRIPTION,
        querystring: Type.Object({
          endpoint: Type.Optional(Type.String({ description: 'Endpoint ID or token.' })),
          extension: Type.Optional(Type.String({ description: 'Extension instance, such as dcx.' })),
          type: Type.Optional(List('Beginnings of types, such as kpc. or cex.command-executed.')),
          ...MESSAGE_QUERY,
          since: Type.Optional(
            Type.Integer({ minimum: -1, description: 'Only events after this number; -1: all.' }),
          ),
        }),
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ description: 'Wins over since, as reconnecting clients need.' }),
          ),
        }),
        response: { 200: { content: { 'text/event-stream': { schema: Type.String() } } } },
      },
    },
    (request, reply) => {
      if (streams.size >= settings.eventStreamsMax) {
        throw new HttpError(
          503,
          'too many event streams are open (eventStreamsMax of the service instance rest)',
        );
      }
      const { type, since, perSecond, follow, ...filter } = request.query;
      const { journal, clock, services } = platform;
      const last = Number.parseInt(request.headers['last-event-id'] ?? '', 10);
      const after = Number.isNaN(last) ? (since ?? journal.length - 1) : last;
      // A number that is not there yet comes from an earlier run of the platform.
      const from = after >= journal.length ? 0 : Math.max(0, after + 1);
      const wants = eventTest(services, { ...filter, types: listOf(type) });
      reply.hijack();
      reply.raw.writeHead(200, EVENT_STREAM_HEADERS);
      const ports = {
        journal,
        clock,
        heartbeatMs: settings.eventsHeartbeatMs,
        wants,
        from,
        sampler: perSecond === undefined ? undefined : new EventSampler(perSecond, seesBoth(filter)),
        until: follow ? undefined : journal.length,
      };
      const stream = new EventStream(ports, reply.raw);
      streams.add(stream);
      reply.raw.once('close', () => streams.delete(stream));
    },
  );
}
