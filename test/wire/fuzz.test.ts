/**
 * Goal: no bytes from anywhere bring KPC down, grow its memory, or keep others from being served.
 * Method: more than 100,000 inputs from fixed seeds: structured packets, raw and mutated bytes, topics, HTTP requests, all
 * in memory. A client that behaves is served in between; at the end nothing is left of the others.
 */
import type { Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Payload } from '../../src/kp1/payload.js';
import { createHttpServer } from '../../src/platform/kpc/http.js';
import { inward } from '../../src/platform/kpc/mqtt5/inward.js';
import { newState } from '../../src/platform/kpc/mqtt5/state.js';
import { guardParser } from '../../src/platform/kpc/packet-guard.js';
import { RefusalLog } from '../../src/platform/kpc/refusal-log.js';
import type { ClientSession } from '../../src/platform/kpc/session.js';
import { type Kpc, kpcSettings, startKpc } from '../helpers/kpc.js';
import { openConnection } from '../helpers/raw-http.js';
import { connect5, connected, publish, type WireClient } from '../helpers/wire-client.js';

const SEED = 20_260_101;
const RAW = 60_000;
const TOPICS = 25_000;
const PACKETS = 15_000;
const CONNECTIONS = 4_000;
const REQUESTS = 4_000;
const HEAP_GROWTH_MAX = 30_000_000;

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

let kpc: Kpc;
let server: Server;
let good: WireClient;
let inputs = 0;
const escaped: unknown[] = [];
const note = (error: unknown) => escaped.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  kpc = await startKpc(undefined, { limits: { packetBytes: 4096 } });
  const { communication, clock, journal } = kpc;
  const settings = kpcSettings({ limits: { packetBytes: 4096 } });
  server = createHttpServer({ settings, clock, communication, refusals: new RefusalLog(journal, clock) });
  good = await connected(kpc.connect(), 'good');
});

afterAll(async () => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  await kpc.close();
});

/** What a test leaves behind: a platform that serves, and nobody but the one who behaves. */
async function expectCalm(): Promise<void> {
  for (let i = 0; i < 20; i++) await turn();
  good.send(publish('kp1/demo-v1/dcx/beta/json/1', '[]'));
  expect(await good.quiet()).toHaveLength(1);
  good.received.length = 0;
  kpc.submitted.length = 0;
  kpc.events.length = 0;
  await expect.poll(() => kpc.service.sessions).toBe(1);
  expect(kpc.communication.isConnected(kpc.endpoints.alpha as string)).toBe(false);
  await kpc.clock.advance(60_000);
  expect(kpc.clock.pending()).toEqual([]);
  expect(escaped).toEqual([]);
}

const draw = <Value>(arbitrary: fc.Arbitrary<Value>, count: number): Value[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: count });

const level = fc.oneof(
  fc.constantFrom(
    'kp1',
    'demo-v1',
    'dcx',
    'cex',
    'alpha',
    'json',
    '1',
    'status',
    '',
    '+',
    '#',
    '__proto__',
    '\u0000',
    '2147483648',
  ),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const topic = fc.array(level, { minLength: 1, maxLength: 9 }).map((levels) => levels.join('/'));
const payload = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
);
const messageId = fc.integer({ min: 0, max: 65_535 });
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const reasonCode = fc.integer({ min: 0, max: 255 });

const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({
    cmd: fc.constant('publish' as const),
    topic,
    payload,
    qos,
    retain: fc.boolean(),
    dup: fc.boolean(),
    messageId,
  }),
  fc.record({
    cmd: fc.constant('subscribe' as const),
    messageId,
    subscriptions: fc.array(fc.record({ topic, qos }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    cmd: fc.constant('unsubscribe' as const),
    messageId,
    unsubscriptions: fc.array(topic, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    cmd: fc.constantFrom('puback' as const, 'pubrec' as const, 'pubrel' as const, 'pubcomp' as const),
    messageId,
    reasonCode,
  }),
  fc.record({ cmd: fc.constantFrom('pingreq' as const, 'pingresp' as const) }),
  fc.record({ cmd: fc.constantFrom('disconnect' as const, 'auth' as const), reasonCode }),
  fc.record({
    cmd: fc.constant('suback' as const),
    messageId,
    granted: fc.array(reasonCode, { minLength: 1, maxLength: 3 }),
  }),
) as fc.Arbitrary<Packet>;

/** The packet as bytes; undefined where the codec would not write it. */
function bytesOf(value: Packet, protocolVersion: 4 | 5): Buffer | undefined {
  try {
    return mqttPacket.generate(value, { protocolVersion });
  } catch {
    return undefined;
  }
}

const CONNECTS = {
  4: mqttPacket.generate({ ...connect5({ clientId: 'fuzz', protocolVersion: 4 }) }),
  5: mqttPacket.generate(connect5({ clientId: 'fuzz' }), { protocolVersion: 5 }),
};

/** Bytes that begin like a packet and then are anything: random bytes alone rarely get past the first. */
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc
    .tuple(
      fc.integer({ min: 0x10, max: 0xff }),
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: -2, max: 5 }),
    )
    .map(([first, body, off]) => Uint8Array.from([first, Math.max(0, body.length + off) & 0x7f, ...body])),
);

describe('raw bytes', () => {
  test('the guarded parsers and the translation of MQTT 5 never throw', async () => {
    const chunks = draw(bytes, RAW);
    for (const [index, chunk] of chunks.entries()) {
      const protocolVersion = index % 2 === 0 ? 4 : 5;
      const parser = mqttPacket.parser({ protocolVersion });
      guardParser(parser, 4096);
      const state = newState();
      if (index % 4 === 1) state.phase = 'accepted';
      parser.on('error', () => {});
      parser.on('packet', (read: Packet) => {
        const outcome = inward(state, read, () => 'assigned');
        if (outcome.inside !== undefined) mqttPacket.generate(outcome.inside);
      });
      parser.parse(Buffer.from(chunk));
      inputs++;
    }
    await expectCalm();
  });

  test('connections that send anything, before and after CONNECT', async () => {
    const chunks = draw(bytes, CONNECTIONS);
    for (const [index, chunk] of chunks.entries()) {
      const stream = kpc.connect();
      stream.on('error', () => {}).resume();
      if (index % 3 > 0) stream.write(CONNECTS[index % 3 === 1 ? 4 : 5]);
      stream.write(Buffer.from(chunk));
      inputs++;
      if (index % 50 === 49) for (let i = 0; i < 5; i++) await turn();
      // Half of them hang up, the others leave it to the server.
      if (index % 2 === 0) setImmediate(() => stream.destroy());
      else setImmediate(() => setImmediate(() => stream.end()));
    }
    await expectCalm();
  });
});

test('structured packets on connections that last: whoever breaks the rules is cut off, and comes again', async () => {
  const packets = draw(packet, PACKETS);
  for (const version of [4, 5] as const) {
    let stream = kpc.connect();
    const open = () => {
      stream = kpc.connect();
      stream.on('error', () => {}).resume();
      stream.write(CONNECTS[version]);
    };
    open();
    for (const [index, value] of packets.entries()) {
      if (index % 2 !== version % 2) continue;
      if (stream.destroyed || !stream.writable) open();
      const sent = bytesOf(value, version);
      if (sent === undefined) continue;
      inputs++;
      stream.write(sent);
      if (index % 8 < 2) await turn();
    }
    stream.destroy();
  }
  await expectCalm();
});

test('topics: each is handled or refused, in one way, and the endpoint of nobody else is touched', async () => {
  const answered: string[] = [];
  const session: ClientSession = {
    client: 'topics',
    closed: false,
    send: (answer) => answered.push(answer),
    close: () => {},
    end: () => {},
  };
  for (const value of draw(topic, TOPICS)) {
    answered.length = 0;
    kpc.communication.receive(session, { topic: value, payload: Payload.ofText('1'), qos: 0 });
    expect(answered.length).toBeLessThan(3);
    for (const answer of answered) expect(answer).toMatch(/\/(?:status|error)$/);
    inputs++;
  }
  kpc.communication.closed(session);
  await expectCalm();
});

test('HTTP: request lines, headers and bodies of any kind', async () => {
  const line = fc.tuple(
    fc.oneof(fc.constantFrom('POST', 'GET', 'OPTIONS', 'PRI', 'post'), fc.string({ maxLength: 8 })),
    fc.oneof(
      topic.map((text) => `/${text}`),
      fc.webPath(),
      fc.string({ maxLength: 30 }),
    ),
    fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9', ''),
    fc.constantFrom(
      'Content-Length: 3',
      'Content-Length: -1',
      'Content-Length: 99999999',
      'Transfer-Encoding: chunked',
      'Expect: 100-continue\r\nContent-Length: 3',
      'Upgrade: websocket\r\nConnection: Upgrade',
      ': :',
      'X: y',
    ),
    fc.string({ maxLength: 30, unit: 'binary' }),
  );
  for (const [index, [method, path, version, header, body]] of draw(line, REQUESTS).entries()) {
    const stream = openConnection(server);
    stream.resume();
    stream.write(`${method} ${path} ${version}\r\nHost: k\r\n${header}\r\n\r\n${body}`);
    inputs++;
    if (index % 50 === 49) for (let i = 0; i < 5; i++) await turn();
    setImmediate(() => setImmediate(() => stream.destroy()));
  }
  await expectCalm();
});

test('memory: the same connections again leave the heap as it was', async () => {
  const round = async () => {
    for (const [index, chunk] of draw(bytes, 1500).entries()) {
      const stream = kpc.connect();
      stream.on('error', () => {}).resume();
      stream.write(CONNECTS[index % 2 === 0 ? 4 : 5]);
      stream.write(publish_(`kp1/demo-v1/dcx/alpha/json/${index}`));
      stream.write(Buffer.from(chunk));
      inputs++;
      if (index % 50 === 49) for (let i = 0; i < 5; i++) await turn();
      setImmediate(() => setImmediate(() => stream.destroy()));
    }
    await expectCalm();
    collect();
    return process.memoryUsage().heapUsed;
  };
  await round();
  const before = await round();
  expect((await round()) - before).toBeLessThan(HEAP_GROWTH_MAX);
});

const publish_ = (to: string) => mqttPacket.generate(publish(to, 'x'.repeat(2000), 0));

test('that were more than 100,000 inputs', () => {
  expect(inputs).toBeGreaterThanOrEqual(100_000);
});
