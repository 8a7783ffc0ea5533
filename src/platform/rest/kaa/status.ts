/**
 * `GET /kaa/status`: how the running platform is, in numbers. kaa's own; Kaa has nothing like it.
 */
import { getHeapStatistics } from 'node:v8';
import Type from 'typebox';
import type { JournalEvent } from '../../../kernel/journal-events.js';
import { isoDate } from '../dates.js';
import type { RestContext, RestServer } from '../server.js';

const Count = Type.Integer({ minimum: 0 });

const Status = Type.Object({
  ready: Type.Literal(true),
  blueprint: Type.Object({ name: Type.String(), tenant: Type.String() }),
  startedAt: Type.String({ description: 'ISO 8601, UTC.' }),
  uptimeMs: Type.Number(),
  endpoints: Type.Object({ total: Count, connected: Count }),
  clients: Type.Object({ connected: Count }),
  messages: Type.Object({
    received: Count,
    sent: Count,
    ignored: Count,
    refused: Count,
    undelivered: Count,
  }),
  journal: Type.Object({ length: Count, dropped: Count }),
  diagnostics: Type.Array(
    Type.Object({ code: Type.String(), reason: Type.String(), remedy: Type.String(), count: Count }),
    { description: 'What was ignored or refused, most frequent first.' },
  ),
  memory: Type.Object({ heapUsedBytes: Count, heapLimitBytes: Count, externalBytes: Count }),
});

const MESSAGES: Readonly<Record<string, string>> = {
  'kpc.message-received': 'received',
  'kpc.message-sent': 'sent',
  'kpc.message-ignored': 'ignored',
  'kpc.request-refused': 'refused',
  'kpc.message-undelivered': 'undelivered',
};

/** Counts from now on. */
export function statusRoute(server: RestServer, { platform }: RestContext): void {
  const startedAt = platform.clock.now();
  const messages = { received: 0, sent: 0, ignored: 0, refused: 0, undelivered: 0 };
  let clients = 0;
  const count = ({ type }: JournalEvent) => {
    const name = MESSAGES[type] as keyof typeof messages | undefined;
    if (name !== undefined) messages[name]++;
    else if (type === 'kpc.client-connected') clients++;
    else if (type === 'kpc.client-disconnected') clients = Math.max(0, clients - 1);
  };
  const stop = platform.journal.listen(count);
  server.addHook('onClose', async () => stop());
  server.get(
    '/kaa/status',
    {
      schema: { tags: ['kaa'], summary: 'How the platform is', response: { 200: Status } },
    },
    () => {
      const { blueprint, clock, journal, services } = platform;
      let connected = 0;
      for (const { endpointId } of services.epr.endpoints())
        if (platform.isConnected(endpointId)) connected++;
      const { used_heap_size, heap_size_limit, external_memory } = getHeapStatistics();
      return {
        ready: true,
        blueprint: { name: blueprint.name, tenant: blueprint.tenant },
        startedAt: isoDate(startedAt),
        uptimeMs: Math.round(clock.now() - startedAt),
        endpoints: { total: services.epr.size, connected },
        clients: { connected: clients },
        messages: { ...messages },
        journal: { length: journal.length, dropped: journal.dropped },
        diagnostics: platform.diagnostics(),
        memory: {
          heapUsedBytes: used_heap_size,
          heapLimitBytes: heap_size_limit,
          externalBytes: external_memory,
        },
      };
    },
  );
}
