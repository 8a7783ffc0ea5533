/** The local platform of the soak: what a fleet, its users and visitors speak to, and what it keeps of that. */
import { fileURLToPath } from 'node:url';
import { loadBlueprint, startPlatform } from '../../dist/index.js';
import { serve, settledMemory } from '../children.js';

const BLUEPRINT = fileURLToPath(new URL('../soak/blueprint', import.meta.url));
/** `prefix-number`, as in the fleets. */
const SHARES = { room: 0.8, tag: 0.2 };

let platform;
let endpointIds = [];
let turn = 0;
let executed = 0;
let expired = 0;

/** Ctrl-C is the parent's. */
process.on('SIGINT', () => {});

serve({
  async listen({ endpoints }) {
    const blueprint = await loadBlueprint(BLUEPRINT);
    const running = await startPlatform({ blueprint, port: 0, seed: 1, fleets: false, onDiagnostic() {} });
    platform = running.platform;
    for (const [prefix, share] of Object.entries(SHARES))
      for (let place = 1; place <= Math.ceil(endpoints * share); place++)
        platform.register({
          applicationName: 'soak',
          appVersionName: 'soak-v1',
          token: `${prefix}-${place}`,
        });
    endpointIds = platform.endpoints().map(({ endpointId }) => endpointId);
    return { mqtt: Number(new URL(running.ready.mqtt).port), http: running.ready.http };
  },
  /** A command and another configuration for so many endpoints, the next ones each time. */
  operate({ count }) {
    for (let i = 0; i < count; i++) {
      const endpointId = endpointIds[turn++ % endpointIds.length];
      platform.setConfiguration({ endpointId, appVersionName: 'soak-v1', config: { threshold: turn } });
      platform
        .invokeCommand({ endpointId, type: 'identify', payload: { turn } })
        .outcome.then(({ status }) => (status === 'EXECUTED' ? executed++ : expired++));
    }
  },
  /** What there is, and whether everything that has a bound has reached it. */
  look() {
    const { journal, services, counters } = platform;
    const { points, dropped } = services.epts.totals();
    return {
      ...settledMemory(),
      events: journal.length,
      isJournalFull: journal.dropped > 0,
      points,
      pointsDropped: dropped,
      clients: counters.clients,
      messages: counters.messages,
      commands: { executed, expired },
    };
  },
  snapshot,
});

async function snapshot({ file }) {
  const { writeHeapSnapshot } = await import('node:v8');
  return writeHeapSnapshot(file);
}
