/**
 * Request to `/status` through the platform (parse, check, store, journal, answer), against mosquitto's PUBACK alone and
 * against stock aedes with a naive handler: the same client, in turns, as many requests in flight for each.
 *
 * What counts is how many a second of the server's processor time: it does not depend on who else is using the machine. The rate by
 * the clock is the note beside it.
 */

import { start } from '../children.js';
import { listsFor, median, short } from '../figures.js';
import { startMosquitto } from '../peers.js';

/** Requests in flight on all connections together. */
const IN_FLIGHT = 1000;

const TARGETS = {
  mosquitto: { 10: 1, 100: 1, 1000: 0.6 },
  stock: { 10: 2.5, 100: 2, 1000: 1.5 },
};

export async function measure({ peers, rounds, seconds, connections = [10, 100, 1000] }) {
  const servers = await startServers(peers, Math.max(...connections));
  try {
    const rows = [];
    for (const count of connections) rows.push(...(await measureWith(servers, count, { rounds, seconds })));
    return rows;
  } finally {
    for (const { stop } of Object.values(servers)) await stop();
  }
}

async function startServers({ mosquitto }, endpoints) {
  const kaa = await start('servers/kaa.js');
  const stock = await start('servers/stock-aedes.js');
  const servers = {
    kaa: { ...kaa, port: await kaa.ask('listen', { endpoints }), counts: 'status' },
    stock: { ...stock, port: await stock.ask('listen'), counts: 'status' },
  };
  if (mosquitto !== undefined) servers.mosquitto = { ...(await startMosquitto(mosquitto)), counts: 'puback' };
  return servers;
}

async function measureWith(servers, connections, { rounds, seconds }) {
  const measured = listsFor(servers);
  for (let round = 0; round < rounds; round++)
    for (const [name, server] of Object.entries(servers))
      measured[name].push(await answered(server, connections, seconds));
  const what = `request -> /status, ${connections} connections, per server core-s`;
  const perCore = (name) => measured[name]?.map(({ count, cpu }) => count / cpu);
  const rates = (name) => measured[name]?.map(({ count, seconds }) => count / seconds);
  const common = { what, unit: '/s', betterIs: 'more', ours: perCore('kaa') };
  const noteOf = (name) => `by the clock ${noted(rates('kaa'), rates(name))}`;
  return [
    { peer: 'mosquitto, PUBACK alone', key: 'mosquitto' },
    { peer: 'stock aedes, naive handler', key: 'stock' },
  ].map(({ peer, key }) => ({
    ...common,
    peer,
    theirs: perCore(key),
    target: TARGETS[key][connections],
    note: noteOf(key),
    count: measured.kaa.reduce((sum, { count }) => sum + count, 0),
  }));
}

function noted(ours, theirs) {
  if (theirs === undefined) return `${short(median(ours))}/s`;
  return `${short(median(ours))}/s, ${(median(ours) / median(theirs)).toPrecision(3)}x`;
}

/** A client of its own for each, so that none inherits what another has left. */
async function answered({ port, cpu, counts }, connections, seconds) {
  const client = await start('loads/lines.js');
  try {
    await client.ask('open', { port, connections, counts });
    const inFlight = Math.max(1, Math.floor(IN_FLIGHT / connections));
    const running = client.ask('saturate', { inFlight, seconds, warmUp: Math.min(1, seconds) });
    await new Promise((resolve) => setTimeout(resolve, Math.min(1, seconds) * 1000));
    const before = await cpu();
    const result = await running;
    const used = (await cpu()) - before;
    await client.ask('close');
    return { ...result, cpu: used };
  } finally {
    await client.stop();
  }
}
