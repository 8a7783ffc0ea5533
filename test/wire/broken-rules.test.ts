/**
 * Goal: a packet that breaks the rules of MQTT ends its connection and takes nothing with it that came before; the reader of the
 * diagnostics learns who it was, with what, and what to do.
 * Method: bytes that no codec would write, in one write with good packets, over memory streams.
 */
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { Diagnostics } from '../../src/platform/diagnostics.js';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connect5, publish, type WireClient, wireClient } from '../helpers/wire-client.js';

let kpc: Kpc;
let diagnostics: Diagnostics;
afterEach(() => kpc.close());

const TOPIC = 'kp1/demo-v1/dcx/alpha/json';
/** A SUBSCRIBE with flags that it may not have. */
const MALFORMED = Buffer.from([0x80, 6, 0, 1, 0, 1, 97, 0]);
const SUBSCRIBE: Packet = { cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'a', qos: 0 }] };

type Version = 4 | 5;
const VERSIONS = [4, 5] as const;

const connect = (protocolVersion: Version, parts: object = {}): Packet =>
  connect5({ clientId: 'clumsy', protocolVersion, ...parts });

const bytesOf = (protocolVersion: Version, ...packets: (Packet | Buffer)[]) =>
  Buffer.concat(
    packets.map((packet) =>
      Buffer.isBuffer(packet) ? packet : mqttPacket.generate(packet, { protocolVersion }),
    ),
  );

async function connected(version: Version): Promise<WireClient> {
  const client = wireClient(kpc.connect(), version);
  client.send(connect(version));
  await client.take('connack');
  return client;
}

async function start(...given: Parameters<typeof startKpc>): Promise<void> {
  kpc = await startKpc(...given);
  diagnostics = new Diagnostics(kpc.journal);
}

const payloads = () => kpc.submitted.map(({ payload }) => payload.text);
const told = () => diagnostics.list();
const summary = (client: WireClient) =>
  client.received.map((packet) => (packet.cmd === 'publish' ? packet.topic : packet.cmd));

/** The last that a client of MQTT 5 is told; nothing in 3.1.1, which has no words for it. */
const goodbyeOf = (version: Version) => (version === 5 ? ['disconnect'] : []);

describe.each(VERSIONS)('MQTT %d: what came before a packet that is malformed', (version) => {
  test('in the same write is handled, acknowledged and answered; what comes after it is not', async () => {
    await start();
    const client = await connected(version);
    const messages = [publish(`${TOPIC}/1`, '[1]', 1), publish(`${TOPIC}/2`, '[2]', 0)];
    client.sendBytes(bytesOf(version, ...messages, MALFORMED, publish(`${TOPIC}/3`, '[3]', 1)));
    await expect.poll(() => client.ended).toBe(true);
    expect(payloads()).toEqual(['[1]', '[2]']);
    expect(summary(client)).toEqual([
      ...['connack', 'puback', `${TOPIC}/1/status`, `${TOPIC}/2/status`],
      ...goodbyeOf(version),
    ]);
    if (version === 5) expect(client.received.at(-1)).toMatchObject({ reasonCode: 0x81 });
  });

  test.each([
    ['CONNECT', true],
    ['SUBSCRIBE', false],
  ])('is handled, also where it begins with %s, which takes a while', async (_what, withConnect) => {
    await start();
    const client = withConnect ? wireClient(kpc.connect(), version) : await connected(version);
    const first = withConnect ? connect(version) : SUBSCRIBE;
    client.sendBytes(bytesOf(version, first, publish(TOPIC, '[1]', 1), publish(TOPIC, '[2]', 0), MALFORMED));
    await expect.poll(() => client.ended).toBe(true);
    // There is no order between messages of different QoS.
    await expect.poll(() => payloads().sort()).toEqual(['[1]', '[2]']);
    expect(summary(client)).toEqual(expect.arrayContaining(['connack', 'puback', ...goodbyeOf(version)]));
    if (!withConnect) expect(summary(client)).toContain('suback');
    expect(kpc.service.sessions).toBe(0);
  });

  test('QoS 2: the message counts', async () => {
    await start();
    const client = await connected(version);
    client.sendBytes(bytesOf(version, publish(TOPIC, '[1]', 2), MALFORMED));
    await expect.poll(() => client.ended).toBe(true);
    await expect.poll(payloads).toEqual(['[1]']);
    expect(summary(client)).toEqual(['connack', 'pubrec', ...goodbyeOf(version)]);
  });

  test.each([
    ['a second CONNECT', (v: Version) => mqttPacket.generate(connect(v), { protocolVersion: v })],
    ['a topic with a wildcard', (v: Version) => packet(0x30, ...ascii('a/#'), ...noProperties(v))],
  ])('%s', async (_what, make) => {
    await start();
    const client = await connected(version);
    client.sendBytes(bytesOf(version, publish(TOPIC, '[1]', 1), SUBSCRIBE, make(version)));
    await expect.poll(() => client.ended).toBe(true);
    expect(payloads()).toEqual(['[1]']);
    expect(summary(client)).toEqual(['connack', 'puback', 'suback', ...goodbyeOf(version)]);
    await expect.poll(told).toMatchObject([{ code: 'kpc.client-refused', client: 'clumsy' }]);
  });

  test('a DISCONNECT instead: its client may still read what it is told', async () => {
    await start();
    const client = await connected(version);
    const goodbye = { cmd: 'disconnect', reasonCode: 0 } as Packet;
    client.sendBytes(bytesOf(version, publish(TOPIC, '[1]', 1), goodbye));
    await expect.poll(() => client.ended).toBe(true);
    expect(summary(client)).toEqual(['connack', 'puback']);
    expect(told()).toEqual([]);
  });

  test('a length that is none, or too large', async () => {
    for (const bytes of [
      [0x30, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0x30, 0xff, 0xff, 0xff, 0x7f],
    ]) {
      await start();
      const client = await connected(version);
      client.sendBytes(bytesOf(version, publish(TOPIC, '[1]', 1), Buffer.from(bytes)));
      await expect.poll(() => client.ended).toBe(true);
      expect([payloads(), summary(client).includes('puback')]).toEqual([['[1]'], true]);
    }
  });

  test('the will of a client that breaks the rules is sent, after what it said before', async () => {
    await start();
    const client = wireClient(kpc.connect(), version);
    const will = { topic: TOPIC, payload: Buffer.from('[9]'), qos: 1, retain: false };
    client.sendBytes(bytesOf(version, connect(version, { will }), publish(TOPIC, '[1]', 0), MALFORMED));
    await expect.poll(payloads).toEqual(['[1]', '[9]']);
  });
});

/** A text in MQTT: two bytes of length, then what is given. */
const text = (...bytes: number[]) => [bytes.length >> 8, bytes.length & 255, ...bytes];
const ascii = (word: string) => text(...Buffer.from(word));
const packet = (head: number, ...body: number[]) => Buffer.from([head, body.length, ...body]);
/** Of MQTT 5. */
const noProperties = (version: Version) => (version === 5 ? [0] : []);

const BAD_TEXTS = [
  ['a byte that begins nothing', [97, 0xff, 98]],
  ['a character cut off', [97, 0xc3]],
  ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ['more bytes than needed', [0xc0, 0xaf]],
  ['U+0000', [97, 0, 98]],
] as const;

const PLACES: readonly [place: string, make: (bad: number[], version: Version) => Buffer][] = [
  ['the topic of a PUBLISH', (bad, v) => packet(0x30, ...text(...bad), ...noProperties(v), 49)],
  [
    'the topic of a PUBLISH of QoS 1',
    (bad, v) => packet(0x32, ...text(...bad), 0, 7, ...noProperties(v), 49),
  ],
  [
    'the topic of a PUBLISH of QoS 2',
    (bad, v) => packet(0x34, ...text(...bad), 0, 7, ...noProperties(v), 49),
  ],
  ['a filter of SUBSCRIBE', (bad, v) => packet(0x82, 0, 7, ...noProperties(v), ...text(...bad), 0)],
  ['a filter of UNSUBSCRIBE', (bad, v) => packet(0xa2, 0, 7, ...noProperties(v), ...text(...bad))],
];

const IN_CONNECT: readonly [place: string, make: (bad: number[], version: Version) => Buffer][] = [
  ['the client ID', (bad, v) => rawConnect(v, 0x02, ...text(...bad))],
  ['the user name', (bad, v) => rawConnect(v, 0x82, ...ascii('clumsy'), ...text(...bad))],
  [
    'the topic of the will',
    (bad, v) => rawConnect(v, 0x06, ...ascii('clumsy'), ...noProperties(v), ...text(...bad), ...ascii('x')),
  ],
];

const rawConnect = (version: Version, flags: number, ...payload: number[]) =>
  packet(0x10, ...ascii('MQTT'), version, flags, 0, 0, ...noProperties(version), ...payload);

describe.each(VERSIONS)(
  'MQTT %d: text that is no UTF-8, or has U+0000 [MQTT-1.5.3-1, MQTT-1.5.3-2]',
  (version) => {
    test.each(PLACES)('in %s ends the connection', async (_place, make) => {
      await start();
      for (const [count, [, bad]] of BAD_TEXTS.entries()) {
        const client = await connected(version);
        client.sendBytes(bytesOf(version, publish(TOPIC, '[1]', 0), make([...bad], version)));
        await expect.poll(() => client.ended).toBe(true);
        if (version === 5)
          expect(client.received.at(-1)).toMatchObject({ cmd: 'disconnect', reasonCode: 0x81 });
        expect(payloads()).toHaveLength(count + 1);
      }
      // Invalid UTF-8 and U+0000 are two things to say, each with its remedy.
      await expect.poll(() => told().filter(({ code }) => code === 'kpc.client-refused').length).toBe(2);
      for (const found of told()) {
        expect(found).toMatchObject({ client: 'clumsy', reason: expect.stringMatching(/UTF-8|U\+0000/) });
        expect(found.remedy).toMatch(/UTF-8|U\+0000/);
      }
      expect(told().reduce((sum, { count }) => sum + count, 0)).toBe(BAD_TEXTS.length);
    });

    test.each(IN_CONNECT)('in %s: it is not let in', async (_place, make) => {
      await start();
      for (const [, bad] of BAD_TEXTS) {
        const client = wireClient(kpc.connect(), version);
        client.sendBytes(make([...bad], version));
        await expect.poll(() => client.ended).toBe(true);
        expect(summary(client)).toEqual(version === 5 ? ['connack'] : []);
        if (version === 5) expect(client.received[0]).toMatchObject({ reasonCode: 0x81 });
      }
      expect(told().reduce((sum, { count }) => sum + count, 0)).toBe(BAD_TEXTS.length);
      expect([...kpc.journal.events()].map(({ type }) => type)).not.toContain('kpc.client-connected');
    });

    test('U+FFFD itself, and all else beyond ASCII, is text like any other', async () => {
      await start();
      const client = await connected(version);
      for (const word of ['\ufffd', 'küche', '🌡', '\ufeffx']) {
        client.send(publish(`kp1/demo-v1/dcx/alpha/${word}/1`, '[1]', 1));
        expect((await client.take('publish')).topic).toBe(`kp1/demo-v1/dcx/alpha/${word}/1/status`);
      }
      client.send({ ...SUBSCRIBE, subscriptions: [{ topic: '\ufffd', qos: 0 }] } as Packet);
      expect((await client.take('suback')).granted).toEqual([0]);
    });
  },
);

describe.each(VERSIONS)('MQTT %d: packet ID 0 [MQTT-2.3.1-1]', (version) => {
  test.each([
    ['PUBLISH', (v: Version) => packet(0x32, ...ascii(TOPIC), 0, 0, ...noProperties(v), 49)],
    ['PUBLISH', (v: Version) => packet(0x34, ...ascii(TOPIC), 0, 0, ...noProperties(v), 49)],
    ['SUBSCRIBE', (v: Version) => packet(0x82, 0, 0, ...noProperties(v), ...ascii('a'), 0)],
    ['UNSUBSCRIBE', (v: Version) => packet(0xa2, 0, 0, ...noProperties(v), ...ascii('a'))],
  ])('%s: the connection ends, and the reader learns why', async (cmd, make) => {
    await start();
    const client = await connected(version);
    client.sendBytes(bytesOf(version, publish(`${TOPIC}/1`, '[1]', 1), make(version)));
    await expect.poll(() => client.ended).toBe(true);
    expect(payloads()).toEqual(['[1]']);
    expect(summary(client)).toEqual(['connack', 'puback', `${TOPIC}/1/status`, ...goodbyeOf(version)]);
    if (version === 5) expect(client.received.at(-1)).toMatchObject({ reasonCode: 0x82 });
    await expect.poll(told).toMatchObject([
      {
        ...{ code: 'kpc.client-refused', client: 'clumsy', count: 1 },
        ...{ reason: `${cmd} with packet ID 0`, remedy: expect.stringContaining('1 to 65535') },
      },
    ]);
    expect(told()[0]?.topic).toBe(cmd === 'PUBLISH' ? TOPIC : 'a');
  });
});

const types = () => [...kpc.journal.events()].map(({ type }) => type);

describe.each(VERSIONS)('MQTT %d: what no client may send', (version) => {
  test.each([
    ['CONNACK', 'is for servers to send', (v: Version) => packet(0x20, 0, 0, ...noProperties(v))],
    ['SUBACK', 'is for servers to send', (v: Version) => packet(0x90, 0, 7, ...noProperties(v), 0)],
    ['UNSUBACK', 'is for servers to send', (v: Version) => packet(0xb0, 0, 7, ...(v === 5 ? [0, 0] : []))],
    ['PINGRESP', 'is for servers to send', () => packet(0xd0)],
    ['SUBSCRIBE', 'without a topic filter', (v: Version) => packet(0x82, 0, 7, ...noProperties(v))],
    ['UNSUBSCRIBE', 'without a topic filter', (v: Version) => packet(0xa2, 0, 7, ...noProperties(v))],
  ])('%s %s: the connection ends there, and the reader learns why', async (cmd, flaw, make) => {
    await start();
    const client = await connected(version);
    const later = publish(`${TOPIC}/2`, '[2]', 1);
    client.sendBytes(bytesOf(version, publish(`${TOPIC}/1`, '[1]', 1), make(version), later));
    await expect.poll(() => client.ended).toBe(true);
    expect(payloads()).toEqual(['[1]']);
    expect(summary(client)).toEqual(['connack', 'puback', `${TOPIC}/1/status`, ...goodbyeOf(version)]);
    if (version === 5) expect(client.received.at(-1)).toMatchObject({ reasonCode: 0x82 });
    const reason = `${cmd} ${flaw}`;
    await expect
      .poll(told)
      .toMatchObject([{ code: 'kpc.client-refused', client: 'clumsy', count: 1, reason }]);
    expect([...kpc.journal.events()]).toContainEqual(
      expect.objectContaining({ type: 'kpc.client-disconnected', reason }),
    );
    expect(types()).not.toContain('kpc.subscribed');
  });

  test.each([
    ['a will of QoS 3', 0x1e, 'a/b', 0x81],
    ['a will without a topic', 0x06, '', 0x90],
    ['a will on a topic with a wildcard', 0x06, 'a/+', 0x90],
  ])('CONNECT with %s [MQTT-3.1.2-14, MQTT-4.7.1-1]', async (_what, flags, topic, code) => {
    await start();
    const client = wireClient(kpc.connect(), version);
    const will = [...noProperties(version), ...ascii(topic), ...ascii('x')];
    client.sendBytes(bytesOf(version, rawConnect(version, flags, ...ascii('clumsy'), ...will)));
    await expect.poll(() => client.ended).toBe(true);
    expect(summary(client)).toEqual(version === 5 ? ['connack'] : []);
    if (version === 5) expect(client.received[0]).toMatchObject({ reasonCode: code });
    expect(told()).toMatchObject([{ code: 'kpc.client-refused', client: 'clumsy', count: 1 }]);
    expect(types()).not.toContain('kpc.client-connected');
  });
});

test('MQTT 3.1.1: CONNECT with a password and no user name [MQTT-3.1.2-22]', async () => {
  await start();
  const client = wireClient(kpc.connect());
  client.sendBytes(rawConnect(4, 0x42, ...ascii('clumsy'), ...ascii('secret')));
  await expect.poll(() => client.ended).toBe(true);
  expect(summary(client)).toEqual([]);
  expect(told()).toMatchObject([
    { client: 'clumsy', remedy: expect.stringContaining('user name'), count: 1 },
  ]);
});

describe('a client without an ID', () => {
  test('MQTT 3.1.1, and a session to be kept: CONNACK 2, and the end [MQTT-3.1.3-8]', async () => {
    await start();
    const client = wireClient(kpc.connect());
    client.sendBytes(bytesOf(4, rawConnect(4, 0, ...text()), publish(TOPIC, '[1]', 0)));
    expect((await client.take('connack')).returnCode).toBe(2);
    await expect.poll(() => client.ended).toBe(true);
    expect(payloads()).toEqual([]);
    expect(told()).toMatchObject([
      {
        client: '(no client ID)',
        reason: expect.stringContaining('client ID'),
        remedy: expect.stringContaining('clean'),
      },
    ]);
  });

  test('MQTT 3.1.1, and a clean session: it is let in', async () => {
    await start();
    const client = wireClient(kpc.connect());
    client.send(connect(4, { clientId: '' }));
    expect((await client.take('connack')).returnCode).toBe(0);
  });

  test('MQTT 5: it is given one, whether it asked for a clean start or not', async () => {
    await start();
    for (const flags of [0, 2]) {
      const client = wireClient(kpc.connect(), 5);
      client.sendBytes(rawConnect(5, flags, ...text()));
      expect(await client.take('connack')).toMatchObject({
        reasonCode: 0,
        properties: { assignedClientIdentifier: expect.stringMatching(/^kpc-/) },
      });
    }
  });
});

describe.each(VERSIONS)('MQTT %d: the diagnostics', (version) => {
  test('name the client and what it spoke for last, though all came in one write', async () => {
    await start();
    const client = wireClient(kpc.connect(), version);
    client.sendBytes(bytesOf(version, connect(version), publish(`${TOPIC}/1`, '[1]', 0), MALFORMED));
    await expect.poll(() => client.ended).toBe(true);
    await expect.poll(told).toMatchObject([
      {
        ...{ code: 'kpc.client-refused', client: 'clumsy', count: 1 },
        ...{ token: 'alpha', endpointId: kpc.endpoints.alpha, remedy: expect.stringContaining('MQTT') },
      },
    ]);
  });
});

test('MQTT 5: the diagnostics name whoever takes no packet of that size', async () => {
  await start(() => ({ statusCode: 200, payload: 'x'.repeat(200) }));
  const client = wireClient(kpc.connect(), 5);
  client.send(connect5({ clientId: 'small', properties: { maximumPacketSize: 100 } }));
  await client.take('connack');
  client.send(publish(`${TOPIC}/1`, '[1]', 1));
  await client.quiet();
  expect(told()).toMatchObject([{ client: 'small', topic: `${TOPIC}/1/status` }]);
});
