/**
 * `GET /kaa/status`: how the running platform is, in numbers. kaa's own; Kaa has nothing like it.
 */
import { getHeapStatistics } from 'node:v8';
import { Type } from '../../../schema.js';
import type { FaultInfo } from '../../faults/register.js';
import { isoDate } from '../dates.js';
import type { RestContext, RestServer } from '../server.js';

const Count = Type.Integer({ minimum: 0 });

const Status = Type.Object({
  ready: Type.Literal(true),
  blueprint: Type.Object({ name: Type.String(), tenant: Type.String() }),
  startedAt: Type.String({ description: 'ISO 8601, UTC.' }),
  uptimeMs: Type.Number(),
  restarts: Type.Integer({ minimum: 0, description: 'How often it has come back from a restart.' }),
  faults: Type.Object(
    { armed: Count, struck: Count },
    { description: 'Faults that are armed, and how often those that are kept have struck.' },
  ),
  endpoints: Type.Object({ total: Count, connected: Count }),
  clients: Type.Object({ connected: Count }),
  messages: Type.Object({
    received: Count,
    sent: Count,
    ignored: Count,
    refused: Count,
    undelivered: Count,
  }),
  timeSeries: Type.Object({ points: Count, dropped: Count }),
  journal: Type.Object({ length: Count, dropped: Count }),
  diagnostics: Type.Array(
    Type.Object({ code: Type.String(), reason: Type.String(), remedy: Type.String(), count: Count }),
    { description: 'What was ignored or refused, most frequent first.' },
  ),
  memory: Type.Object({ heapUsedBytes: Count, heapLimitBytes: Count, externalBytes: Count }),
});

/** Counts from the beginning of the platform. */
export function statusRoute(server: RestServer, { platform }: RestContext): void {
  server.get(
    '/kaa/status',
    {
      schema: { tags: ['kaa'], summary: 'How the platform is', response: { 200: Status } },
    },
    () => {
      const { blueprint, clock, counters, journal, services } = platform;
      const { startedAt, messages, clients } = counters;
      let connected = 0;
      for (const { endpointId } of services.epr.endpoints())
        if (platform.isConnected(endpointId)) connected++;
      const { used_heap_size, heap_size_limit, external_memory } = getHeapStatistics();
      return {
        ready: true,
        blueprint: { name: blueprint.name, tenant: blueprint.tenant },
        startedAt: isoDate(startedAt),
        uptimeMs: Math.round(clock.now() - startedAt),
        restarts: platform.restarts,
        faults: faultCounts(platform.faults.list()),
        endpoints: { total: services.epr.size, connected },
        clients: { connected: clients },
        messages,
        timeSeries: services.epts.totals(),
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

function faultCounts(faults: readonly FaultInfo[]) {
  const armed = faults.filter(({ state }) => state !== 'over').length;
  return { armed, struck: faults.reduce((sum, { struck }) => sum + struck, 0) };
}
