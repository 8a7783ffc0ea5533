/**
 * Virtual time: how much faster than real time a run goes. With the real broker and real clients, and straight into the
 * platform without MQTT.
 */
import { start } from '../children.js';

const DIRECT = { endpoints: 100_000, everyMs: 10_000, transport: 'direct', target: 20 };
const MEMORY = { endpoints: 500, everyMs: 60_000, transport: 'memory', target: 1500 };
/** The same six times as often: for comparison, the target is for an hour of ordinary devices. */
const MEMORY_OFTEN = { ...MEMORY, everyMs: 10_000, target: undefined };
const HOUR = 3600;

export async function measure({ rounds, scale = 1 }) {
  return [
    await one({ ...DIRECT, endpoints: DIRECT.endpoints * scale, seconds: 60, rounds }),
    await one({ ...MEMORY, endpoints: MEMORY.endpoints * scale, seconds: hour(scale), rounds }),
    await one({ ...MEMORY_OFTEN, endpoints: MEMORY.endpoints * scale, seconds: hour(scale), rounds }),
  ];
}

const hour = (scale) => Math.max(60, HOUR * scale);

async function one({ endpoints, everyMs, transport, target, seconds, rounds }) {
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    const run = await start('loads/run.js');
    measured.push(await run.ask('virtual', { endpoints, everyMs, transport, seconds }));
    await run.stop();
  }
  const how = transport === 'direct' ? 'without MQTT' : 'broker and clients';
  const [{ confirmed, microseconds }] = measured;
  return {
    what: `virtual time, ${endpoints.toLocaleString('en')} endpoints x 1/${everyMs / 1000} s, ${how}`,
    unit: 's/s',
    betterIs: 'more',
    ours: measured.map(({ speed }) => speed),
    peer: 'real time',
    theirs: 1,
    target,
    note: `${microseconds.toFixed(1)} us each, ${confirmed} confirmed`,
    count: confirmed,
  };
}
