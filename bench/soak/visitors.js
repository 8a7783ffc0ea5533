/**
 * What happens at a platform besides its fleets: people look at it, and strangers knock.
 *
 * Every second somebody reads over REST, opens a stream of events or figures and leaves again; and a client that has never
 * been there before connects, asks for what it must not have, and goes, with or without a goodbye.
 */
import { connect } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { sleep } from '../children.js';

const PAGES = ['/kaa/diagnostics', '/kaa/figures/endpoints?limit=20', '/epr/api/v1/endpoints'];
const STREAMS = ['/kaa/events?type=kpc.&perSecond=50', '/kaa/figures', '/kaa/events?endpoint=room-1'];
const EVERY_MS = 1000;
const LEAVES_AFTER_MS = 1500;

/** @returns `stop`, and `counts` of what was done so far */
export function startVisitors({ mqtt, http }) {
  const counts = { pages: 0, streams: 0, strangers: 0, failed: 0 };
  const open = new Set();
  let turn = 0;
  const timer = setInterval(() => {
    const now = turn++;
    const visits = [
      read(`${http}${PAGES[now % PAGES.length]}`).then(() => counts.pages++),
      watch(`${http}${STREAMS[now % STREAMS.length]}`).then(() => counts.streams++),
      knock(mqtt, now).then(() => counts.strangers++),
    ];
    for (const visit of visits) {
      const done = visit.catch(() => counts.failed++).finally(() => open.delete(done));
      open.add(done);
    }
  }, EVERY_MS);
  return {
    counts,
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

async function read(url) {
  const response = await fetch(url);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
}

async function watch(url) {
  const leaving = new AbortController();
  const { body, ok } = await fetch(url, { signal: leaving.signal });
  const leave = setTimeout(() => leaving.abort(), LEAVES_AFTER_MS);
  if (!ok) throw new Error(url);
  try {
    for await (const bytes of body) void bytes;
  } catch {
    // It has left.
  } finally {
    clearTimeout(leave);
  }
}

async function knock(port, number) {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  const send = (packet) => socket.write(mqttPacket.generate(packet));
  send({ cmd: 'connect', clientId: `stranger-${number}`, protocolVersion: 4, clean: true, keepalive: 5 });
  send({
    cmd: 'publish',
    topic: `kp1/soak-v1/dcx/nobody-${number}/json/1`,
    payload: '[{}]',
    qos: 1,
    messageId: 1,
  });
  send({
    cmd: 'subscribe',
    messageId: 2,
    subscriptions: [{ topic: `kp1/soak-v1/+/nobody-${number}/#`, qos: 1 }],
  });
  await sleep(LEAVES_AFTER_MS);
  if (number % 2 === 0) send({ cmd: 'disconnect' });
  socket.end();
}
