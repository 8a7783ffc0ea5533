/**
 * Goal: an end of a connection in memory is no stream of Node.js; whatever aedes asks of it must be there.
 *
 * Each name that is looked up at the platform's end and is not there is noted, over everything that a client of MQTT can do.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connect5, connected, connected5, publish, wireClient } from '../helpers/wire-client.js';

const missing = vi.hoisted(() => new Set<string>());

vi.mock('../../src/platform/kpc/memory-pipe.js', async (original) => {
  const { memoryPipe } = await original<typeof import('../../src/platform/kpc/memory-pipe.js')>();
  const watched = <End extends object>(end: End): End =>
    new Proxy(end, {
      get(target, name) {
        if (!(name in target)) missing.add(String(name));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return {
    memoryPipe: (...args: Parameters<typeof memoryPipe>) => {
      const [client, server] = memoryPipe(...args);
      return [client, watched(server)];
    },
  };
});

/** What `finished` of Node.js, which aedes begins with and the broker ends at once, tries out to know what it has before it. */
const TRIED_OUT = new Set([
  ...[
    '_readableState',
    '_writableState',
    'pipe',
    '_sent100',
    'writableFinished',
    'closed',
    '_closed',
    'readable',
  ],
  ...[
    'setHeader',
    '_events',
    '_eventsCount',
    '_maxListeners',
    'aborted',
    'req',
    'Symbol(nodejs.stream.writable)',
  ],
  ...[
    'Symbol(nodejs.stream.readable)',
    'writableEnded',
    'readableEnded',
    'errored',
    'Symbol(nodejs.stream.destroyed)',
  ],
]);

let kpc: Kpc;
beforeEach(async () => {
  missing.clear();
  kpc = await startKpc(() => ({ statusCode: 200 }));
});
afterEach(async () => {
  await kpc.close();
  expect([...missing].filter((name) => !TRIED_OUT.has(name))).toEqual([]);
});

const TOPIC = 'kp1/demo-v1/dcx/alpha/json';

test('subscriptions, messages of every QoS, pings, goodbye', async () => {
  const client = await connected(kpc.connect(), 'all');
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 2 }] });
  await client.take('suback');
  for (const qos of [0, 1, 2] as const) client.send(publish(`${TOPIC}/${qos}`, '[]', qos));
  const { messageId } = await client.take('pubrec');
  client.send({ cmd: 'pubrel', messageId });
  await client.take('pubcomp');
  client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a'] });
  await client.take('unsuback');
  await client.quiet();
  client.send({ cmd: 'disconnect' });
  await expect.poll(() => client.ended).toBe(true);
  expect(kpc.submitted).toHaveLength(3);
});

test('a will, a connection that breaks off, one that is taken over, one that breaks the rules', async () => {
  const stream = kpc.connect();
  const dying = wireClient(stream);
  const will = { topic: TOPIC, payload: Buffer.from('[]'), qos: 1, retain: false } as const;
  dying.send(connect5({ protocolVersion: 4, keepalive: 10, will, clientId: 'dying' }));
  await dying.take('connack');
  stream.destroy();
  await expect.poll(() => kpc.submitted.length).toBe(1);
  const older = await connected(kpc.connect(), 'same');
  const younger = await connected(kpc.connect(), 'same');
  await expect.poll(() => older.ended).toBe(true);
  younger.sendBytes(Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff]));
  await expect.poll(() => younger.ended).toBe(true);
  const stranger = wireClient(kpc.connect());
  stranger.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  await expect.poll(() => stranger.ended).toBe(true);
});

test('a client that does not read, and one that closes its half', async () => {
  const stream = kpc.connect();
  const slow = await connected(stream, 'slow');
  stream.pause();
  for (let id = 1; id < 4000; id++) {
    slow.send(publish(`${TOPIC}/${id}`, '[]', 1));
    if (id % 500 === 0) await new Promise(setImmediate);
  }
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(kpc.submitted.length).toBeLessThan(3999);
  stream.resume();
  await expect.poll(() => kpc.submitted.length).toBe(3999);
  stream.end();
  await expect.poll(() => slow.ended).toBe(true);
});

test('MQTT 5', async () => {
  const client = await connected5(kpc.connect());
  client.send(publish(`${TOPIC}/1`, '[]', 1));
  await client.take('puback');
  await kpc.service.down();
  expect((await client.take('disconnect')).reasonCode).toBe(0x8b);
});
