/**
 * The median response time at a gentle rate: 200 messages a second over 100 connections, request to `/status`, against
 * mosquitto's PUBACK. The same client, in turns.
 *
 * Each server has been kept busy before, for as many requests as minutes at this rate would bring: at a gentle rate it takes V8 that
 * long to compile what it runs. What is measured is a server that has run for a while.
 */
import { start } from '../children.js';
import { listsFor } from '../figures.js';
import { startMosquitto } from '../peers.js';

const RATE = 200;
const TARGET = 2;

export async function measure({ peers, rounds, seconds, connections = 100 }) {
  const kaa = await start('servers/kaa.js');
  const servers = {
    kaa: { ...kaa, port: await kaa.ask('listen', { endpoints: connections }), counts: 'status' },
  };
  if (peers.mosquitto !== undefined)
    servers.mosquitto = { ...(await startMosquitto(peers.mosquitto)), counts: 'puback' };
  const measured = listsFor(servers);
  try {
    for (const server of Object.values(servers)) await keepBusy(server, connections, seconds);
    for (let round = 0; round < rounds; round++)
      for (const [name, server] of Object.entries(servers))
        measured[name].push(await paced(server, connections, seconds));
  } finally {
    for (const { stop } of Object.values(servers)) await stop();
  }
  return [
    {
      what: `p50 of request -> /status, ${RATE}/s over ${connections} connections`,
      unit: 'ms',
      betterIs: 'less',
      ours: measured.kaa.map(({ p50 }) => p50),
      peer: 'mosquitto, PUBACK alone',
      theirs: measured.mosquitto?.map(({ p50 }) => p50),
      target: TARGET,
      count: measured.kaa.reduce((sum, { count }) => sum + count, 0),
    },
  ];
}

/** As much as it takes, for some seconds. */
async function keepBusy({ port, counts }, connections, seconds) {
  const client = await start('loads/lines.js');
  try {
    await client.ask('open', { port, connections, counts });
    await client.ask('saturate', { inFlight: 2, seconds: Math.min(2, 2 * seconds), warmUp: 0 });
    await client.ask('close');
  } finally {
    await client.stop();
  }
}

async function paced({ port, counts }, connections, seconds) {
  const client = await start('loads/lines.js');
  try {
    await client.ask('open', { port, connections, counts });
    return await client.ask('pace', {
      rate: RATE,
      seconds: Math.max(seconds, 1),
      warmUp: Math.min(1, seconds),
    });
  } finally {
    await client.stop();
  }
}
