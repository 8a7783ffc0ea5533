/**
 * What monitors ask: the figures of the platform once a second, its endpoints as a table, and its diagnostics.
 *
 * However much goes through the platform, a monitor gets one report a second and the rows that fit its screen: the figures
 * are counted here, exactly, and not by whoever looks.
 */

import type { Cancel } from '../../../kernel/clock.js';
import { Type } from '../../../schema.js';
import { HttpError } from '../http-error.js';
import { OffsetQuery, Page } from '../paging.js';
import type { RestContext, RestServer } from '../server.js';
import { endpointRows } from './endpoint-rows.js';
import { EVENT_STREAM_HEADERS } from './event-stream.js';
import { Figures } from './figures.js';
import { figuresReport } from './figures-report.js';

const EVERY_MS = 1000;

const Nullable = (type: ReturnType<typeof Type.Number>) => Type.Union([type, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

const Row = Type.Object({
  endpointId: Type.String(),
  token: Type.Optional(Type.String()),
  tokenState: Type.Optional(Type.String()),
  application: Type.String(),
  appVersion: Type.String(),
  fleet: Type.Optional(Type.String()),
  connected: Type.Boolean(),
  lastSeenAt: Nullable(Type.Number()),
  received: Count,
  sent: Count,
  errors: Count,
  perMinute: Type.Number(),
});

const Diagnostic = Type.Object({
  code: Type.String(),
  reason: Type.String(),
  remedy: Type.String(),
  count: Count,
  client: Type.Optional(Type.String()),
  topic: Type.Optional(Type.String()),
  token: Type.Optional(Type.String()),
  endpointId: Type.Optional(Type.String()),
});

/** The routes of monitors. */
export function monitorRoutes(server: RestServer, context: RestContext): void {
  const figures = new Figures(context.platform);
  figuresRoute(server, context, figures);
  endpointsRoute(server, context, figures);
  server.get(
    '/kaa/diagnostics',
    {
      schema: {
        tags: ['kaa'],
        summary: 'What was ignored or refused, and the remedy',
        response: { 200: Type.Object({ content: Type.Array(Diagnostic) }) },
      },
    },
    () => ({ content: context.platform.diagnostics() }),
  );
}

function figuresRoute(server: RestServer, context: RestContext, figures: Figures): void {
  const { platform, settings } = context;
  const open = new Set<() => void>();
  server.addHook('preClose', async () => {
    for (const end of [...open]) end();
  });
  server.get(
    '/kaa/figures',
    {
      schema: {
        tags: ['kaa'],
        summary: 'The figures of the platform, once a second, as server-sent events',
        response: { 200: { content: { 'text/event-stream': { schema: Type.String() } } } },
      },
    },
    (_request, reply) => {
      if (open.size >= settings.eventStreamsMax) {
        throw new HttpError(
          503,
          'too many streams of figures are open (eventStreamsMax of the instance rest)',
        );
      }
      reply.hijack();
      const out = reply.raw;
      out.writeHead(200, EVENT_STREAM_HEADERS);
      const release = figures.watch();
      let next: Cancel = () => {};
      const tell = () => {
        // A slow reader gets fewer reports, never old ones.
        if (!out.writableNeedDrain)
          out.write(`data: ${JSON.stringify(figuresReport(platform, figures))}\n\n`);
        next = platform.clock.schedule(EVERY_MS, 'figures of the platform', tell);
      };
      const end = () => {
        next();
        release();
        open.delete(end);
        if (!out.writableEnded) out.end();
      };
      open.add(end);
      out.on('error', end);
      out.once('close', end);
      tell();
    },
  );
}

function endpointsRoute(server: RestServer, { platform }: RestContext, figures: Figures): void {
  server.get(
    '/kaa/figures/endpoints',
    {
      schema: {
        tags: ['kaa'],
        summary: 'Endpoints with how much each sends and receives',
        querystring: Type.Object({
          ...OffsetQuery,
          filter: Type.Optional(
            Type.String({
              description: 'Words that must all be in a row; "connected" and "away" are its state.',
            }),
          ),
          sort: Type.Optional(
            Type.String({ description: `A member to sort by, with "-" before it from high to low.` }),
          ),
        }),
        response: { 200: Page(Row) },
      },
    },
    (request) => {
      const { filter = '', sort = 'token', offset, limit } = request.query;
      const release = figures.watch();
      try {
        const rows = endpointRows(platform, figures, { filter, sort });
        return { content: rows.slice(offset, offset + limit), totalElements: rows.length };
      } finally {
        release();
      }
    },
  );
}
