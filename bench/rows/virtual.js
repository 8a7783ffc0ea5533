/**
 * Virtual time: how much faster than real time a run goes. With the real broker and real clients, and straight into the
 * platform without MQTT.
 */
import { start } from '../children.js';

const DIRECT = { endpoints: 100_000, everyMs: 10_000, transport: 'direct', target: 20 };
/** The same on both cores: a process for each shard, which is how a larger run goes faster; for comparison. */
const DIRECT_SHARDS = { ...DIRECT, target: undefined, shards: 2 };
const MEMORY = { endpoints: 500, everyMs: 60_000, transport: 'memory', target: 1500 };
/** The same six times as often: for comparison, the target is for an hour of ordinary devices. */
const MEMORY_OFTEN = { ...MEMORY, everyMs: 10_000, target: undefined };
const HOUR = 3600;

export async function measure({ rounds, scale = 1 }) {
  return [
    await one({ ...DIRECT, endpoints: DIRECT.endpoints * scale, seconds: 60, rounds }),
    await one({ ...DIRECT_SHARDS, endpoints: DIRECT.endpoints * scale, seconds: 60, rounds }),
    await one({ ...MEMORY, endpoints: MEMORY.endpoints * scale, seconds: hour(scale), rounds }),
    await one({ ...MEMORY_OFTEN, endpoints: MEMORY.endpoints * scale, seconds: hour(scale), rounds }),
  ];
}

const hour = (scale) => Math.max(60, HOUR * scale);

async function one({ endpoints, everyMs, transport, target, seconds, rounds, shards = 1 }) {
  const measured = [];
  for (let round = 0; round < rounds; round++)
    measured.push(await together(shards, { endpoints, everyMs, transport, seconds }));
  const how = transport === 'direct' ? 'without MQTT' : 'broker and clients';
  const inShards = shards === 1 ? '' : `, ${shards} shards`;
  const [{ confirmed, microseconds }] = measured;
  return {
    what: `virtual time, ${endpoints.toLocaleString('en')} endpoints x 1/${everyMs / 1000} s, ${how}${inShards}`,
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

/** The shards of a run side by side: it is as fast as the slowest. */
async function together(shards, options) {
  const numbers = Array.from({ length: shards }, (_, index) => index + 1);
  const parts = await Promise.all(
    numbers.map(async (number) => {
      const run = await start('loads/run.js');
      const shard = shards === 1 ? undefined : `${number}/${shards}`;
      const measured = await run.ask('virtual', { ...options, shard });
      await run.stop();
      return measured;
    }),
  );
  return {
    speed: Math.min(...parts.map(({ speed }) => speed)),
    microseconds: Math.max(...parts.map(({ microseconds }) => microseconds)),
    confirmed: parts.reduce((sum, { confirmed }) => sum + confirmed, 0),
  };
}
