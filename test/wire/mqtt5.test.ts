/**
 * Goal: a client of MQTT 5 gets what one of 3.1.1 gets, and every refusal has the reason code for it.
 * Method: packets of MQTT 5 over memory streams; the codes are those of the MQTT 5 standard.
 */
import type { Packet } from 'mqtt-packet';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connect5, connected, connected5, publish, wireClient } from '../helpers/wire-client.js';

let kpc: Kpc;
afterEach(() => kpc.close());

const TOPIC = 'kp1/demo-v1/dcx/alpha/json/1';
const types = () => [...kpc.journal.events()].map((event) => event.type);
const with5 = (packet: Packet, properties: object): Packet => ({ ...packet, properties }) as Packet;

describe('CONNECT', () => {
  test('is accepted; the session is not kept, and what is not served is said', async () => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect(), 5);
    client.send(
      connect5({ clean: false, properties: { sessionExpiryInterval: 3600, userProperties: { a: 'b' } } }),
    );
    const connack = await client.take('connack');
    expect(connack).toMatchObject({ reasonCode: 0, sessionPresent: false });
    expect(connack.properties).toMatchObject({
      sessionExpiryInterval: 0,
      maximumPacketSize: 1_048_576,
      receiveMaximum: 1000,
      sharedSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: false,
    });
    expect(connack.properties).not.toHaveProperty('assignedClientIdentifier');
    expect(connack.properties).not.toHaveProperty('topicAliasMaximum');
    expect([...kpc.journal.events()].find((event) => event.type === 'kpc.client-connected')).toMatchObject({
      client: 'five',
      protocol: 'MQTT 5',
      transport: 'tcp',
    });
  });

  test('a client without an ID is told the one it gets, and no two get the same', async () => {
    kpc = await startKpc();
    const ids = [];
    for (let i = 0; i < 3; i++) {
      const client = wireClient(kpc.connect(), 5);
      client.send(connect5({ clientId: '' }));
      ids.push((await client.take('connack')).properties?.assignedClientIdentifier);
    }
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^kpc-[0-9a-z]{16}$/);
  });

  test.each([
    ['enhanced authentication', 0x8c, { properties: { authenticationMethod: 'SCRAM-SHA-1' } }],
    ['a Receive Maximum of 0', 0x82, { properties: { receiveMaximum: 0 } }],
    ['a Maximum Packet Size of 0', 0x82, { properties: { maximumPacketSize: 0 } }],
    [
      'a will on a topic with a wildcard',
      0x90,
      { will: { topic: 'a/#', payload: Buffer.from('x'), qos: 0 } },
    ],
    ['a client ID that is too long', 0x85, { clientId: 'x'.repeat(513) }],
  ] as const)('%s: CONNACK 0x%s, and the end', async (_what, code, parts) => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect(), 5);
    client.send(connect5(parts as object));
    expect((await client.take('connack')).reasonCode).toBe(code);
    await expect.poll(() => client.ended).toBe(true);
    expect(kpc.service.sessions).toBe(0);
    expect(types()).not.toContain('kpc.client-connected');
  });

  test.each([
    [5, 0x87],
    [4, 0x86],
  ] as const)('refused credentials: return code %d is 0x%s', async (connackRefused, code) => {
    const given: unknown[] = [];
    kpc = await startKpc(undefined, { connackRefused }, (connection) => {
      given.push(connection);
      return { ok: false, reason: 'no such user' };
    });
    const client = wireClient(kpc.connect(), 5);
    client.send(connect5({ username: 'ann@kaa', password: Buffer.from('secret') }));
    expect((await client.take('connack')).reasonCode).toBe(code);
    await expect.poll(() => client.ended).toBe(true);
    expect(given).toEqual([
      { transport: 'tcp', username: 'ann@kaa', password: 'secret', certificate: undefined },
    ]);
    expect([...kpc.journal.events()].filter((event) => event.type === 'kpc.client-refused')).toMatchObject([
      { client: 'five', reason: 'no such user' },
    ]);
  });

  test('a password without a user name reaches authentication', async () => {
    const given: unknown[] = [];
    kpc = await startKpc(undefined, {}, (connection) => {
      given.push(connection);
      return { ok: true };
    });
    const client = wireClient(kpc.connect(), 5);
    // The codec would not write this.
    const flags = 0x42;
    client.sendBytes(Buffer.from([0x10, 16, 0, 4, 77, 81, 84, 84, 5, flags, 0, 0, 0, 0, 0, 0, 1, 120]));
    await client.take('connack');
    expect(given).toMatchObject([{ username: '', password: 'x' }]);
  });

  test('a Maximum Packet Size that is too small for CONNACK: the connection ends, and the journal says why', async () => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect(), 5);
    client.send(connect5({ properties: { maximumPacketSize: 10 } }));
    await expect.poll(() => client.ended).toBe(true);
    await expect.poll(() => kpc.service.sessions).toBe(0);
    expect([...kpc.journal.events()].at(-1)).toMatchObject({ reason: expect.stringContaining('CONNACK') });
  });

  test.each([
    [6, 5, 'reasonCode', 0x84],
    [2, 4, 'returnCode', 1],
  ] as const)('protocol level %d: refused in the words of MQTT %d', async (level, spoken, member, code) => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect(), spoken);
    client.sendBytes(Buffer.from([0x10, 12, 0, 4, 77, 81, 84, 84, level, 2, 0, 0, 0, 0]));
    expect(await client.take('connack')).toHaveProperty(member, code);
    await expect.poll(() => client.ended).toBe(true);
  });
});

describe('PUBLISH', () => {
  test.each([0, 1, 2] as const)('QoS %d: acknowledged and answered like that of 3.1.1', async (qos) => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    client.send(
      with5(publish(TOPIC, '[1]', qos), {
        payloadFormatIndicator: true,
        messageExpiryInterval: 5,
        responseTopic: 'elsewhere',
        correlationData: Buffer.from('c'),
        contentType: 'application/json',
        userProperties: { a: ['b', 'c'] },
      }),
    );
    if (qos === 2) {
      const { messageId = 0, reasonCode } = await client.take('pubrec');
      expect(reasonCode).toBe(0);
      client.send({ cmd: 'pubrel', messageId });
      expect((await client.take('pubcomp')).reasonCode).toBe(0);
    }
    if (qos === 1) expect((await client.take('puback')).reasonCode).toBe(0);
    expect(await client.quiet()).toEqual([{ topic: `${TOPIC}/status`, payload: '', qos }]);
    expect(kpc.submitted[0]?.payload.text).toBe('[1]');
  });

  test.each([
    ['a topic alias', 0x94, with5(publish(TOPIC), { topicAlias: 1 })],
    ['an alias alone', 0x94, with5(publish(''), { topicAlias: 1 })],
    ['no topic', 0x90, publish('')],
    ['a wildcard', 0x90, publish('kp1/demo-v1/dcx/+/json')],
    ['message ID 0', 0x82, { ...publish(TOPIC), messageId: 0 } as Packet],
    ['AUTH', 0x82, { cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'x' } } as Packet],
    ['a second CONNECT', 0x82, connect5()],
    ['a packet for servers', 0x82, { cmd: 'pingresp' } as Packet],
    ['SUBSCRIBE to nothing', 0x82, undefined],
  ] as const)('%s: DISCONNECT 0x%s, and the end', async (what, code, packet) => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    if (packet !== undefined) client.send(packet as Packet);
    else if (what === 'SUBSCRIBE to nothing') client.sendBytes(Buffer.from([0x82, 3, 0, 1, 0]));
    expect((await client.take('disconnect')).reasonCode).toBe(code);
    await expect.poll(() => client.ended).toBe(true);
    await expect.poll(() => kpc.service.sessions).toBe(0);
  });

  test.each([
    ['reserved flags', [0xc3, 0]],
    ['QoS 3', [0x36, 3, 0, 1, 97]],
    ['a property that is none', [0x30, 6, 0, 1, 97, 2, 0x7f, 1]],
    ['a property twice', [0x30, 8, 0, 1, 97, 4, 1, 1, 1, 1]],
    ['a topic longer than its packet', [0x30, 5, 0, 9, 97, 0, 0]],
    ['properties longer than their packet', [0x30, 5, 0, 1, 97, 40, 38]],
    ['a length without an end', [0x30, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])('malformed, %s: DISCONNECT 0x81 or 0x82, and the end', async (_what, bytes) => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    client.sendBytes(Buffer.from([...bytes, 0, 0, 0, 0]));
    const { reasonCode } = await client.take('disconnect');
    expect([0x81, 0x82]).toContain(reasonCode);
    await expect.poll(() => client.ended).toBe(true);
  });

  test('not more than Receive Maximum is under way to the client; PUBACK and PUBCOMP make room', async () => {
    kpc = await startKpc();
    const client = await connected5(
      kpc.connect(),
      { properties: { receiveMaximum: 2 } },
      { acknowledges: false },
    );
    for (let id = 1; id <= 5; id++) client.send(publish(`kp1/demo-v1/dcx/alpha/json/${id}`, '1'));
    const first = await client.quiet();
    expect(first.map(({ topic }) => topic.split('/')[5])).toEqual(['1', '2']);
    const ids = client.received.flatMap((packet) =>
      packet.cmd === 'publish' ? [packet.messageId ?? 0] : [],
    );
    client.send({ cmd: 'puback', messageId: ids[0] as number });
    client.send({ cmd: 'puback', messageId: ids[0] as number });
    expect((await client.quiet()).map(({ topic }) => topic.split('/')[5])).toEqual(['3']);
  });

  test('a message larger than Maximum Packet Size is dropped, the others go on', async () => {
    kpc = await startKpc((data) => ({
      statusCode: 200,
      payload: 'x'.repeat(data.requestId === '1' ? 200 : 1),
    }));
    const client = await connected5(kpc.connect(), { properties: { maximumPacketSize: 100 } });
    client.send(publish('kp1/demo-v1/dcx/alpha/json/1'));
    client.send(publish('kp1/demo-v1/dcx/alpha/json/2'));
    expect((await client.quiet()).map(({ topic }) => topic)).toEqual(['kp1/demo-v1/dcx/alpha/json/2/status']);
    expect(types()).toContain('kpc.client-refused');
  });
});

describe('SUBSCRIBE and UNSUBSCRIBE', () => {
  test('each filter has its code: granted, shared, not valid', async () => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    const filters = ['kp1/#', '$share/group/kp1/#', 'a/#/b', 'kp1/+/x', 'kp1/#', 'a+'];
    client.send({
      cmd: 'subscribe',
      messageId: 7,
      subscriptions: filters.map((topic) => ({ topic, qos: 1, nl: true, rap: true, rh: 2 })),
    });
    expect(await client.take('suback')).toMatchObject({ messageId: 7, granted: [1, 0x9e, 0x8f, 1, 1, 0x8f] });
    client.send({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['kp1/#', 'never', 'a/#/b'] });
    expect(await client.take('unsuback')).toMatchObject({ messageId: 8, granted: [0, 0x11, 0x8f] });
    client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['kp1/#'] });
    expect(await client.take('unsuback')).toMatchObject({ messageId: 9, granted: [0x11] });
  });

  test('a subscription identifier is refused, as CONNACK said', async () => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'a', qos: 0 }],
      properties: { subscriptionIdentifier: 5 },
    } as Packet);
    expect((await client.take('suback')).granted).toEqual([0xa1]);
  });

  test('nothing comes before CONNACK, also not the answer to a filter that is refused at once', async () => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect(), 5);
    client.send(connect5());
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '$share/g/a', qos: 0 }] });
    client.send(publish(TOPIC));
    await client.take('suback');
    await client.quiet();
    expect(client.received.map(({ cmd }) => cmd).slice(0, 2)).toEqual(['connack', 'suback']);
  });
});

describe('the end of a connection', () => {
  const will = { topic: TOPIC, payload: Buffer.from('"will"'), qos: 1 as const, retain: false };

  test.each([
    [0x00, 0],
    [0x04, 1],
  ])('DISCONNECT 0x%s: the will is sent %d times', async (reasonCode, times) => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect(), {
      will: { ...will, properties: { willDelayInterval: 60 } },
    });
    client.send({ cmd: 'disconnect', reasonCode });
    await expect.poll(() => kpc.service.sessions).toBe(0);
    expect(kpc.submitted).toHaveLength(times);
  });

  test('DISCONNECT without a reason code is one of success', async () => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect(), { will });
    client.sendBytes(Buffer.from([0xe0, 0]));
    await expect.poll(() => kpc.service.sessions).toBe(0);
    expect(kpc.submitted).toEqual([]);
  });

  test('another client with the same ID: 0x8E for the older', async () => {
    kpc = await startKpc();
    const older = await connected5(kpc.connect());
    await connected(kpc.connect(), 'five');
    expect((await older.take('disconnect')).reasonCode).toBe(0x8e);
    await expect.poll(() => older.ended).toBe(true);
    expect(kpc.service.sessions).toBe(1);
  });

  test('a token that is revoked: 0x87', async () => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    client.send(publish(TOPIC));
    await client.quiet();
    kpc.tokens.transition('demo', 'alpha', 'Revoked');
    expect((await client.take('disconnect')).reasonCode).toBe(0x87);
  });

  test('credentials that are revoked: 0x87 for those who came with them, whatever they speak', async () => {
    kpc = await startKpc(undefined, {}, ({ username }) => ({
      ok: true,
      credentialsIds: username ? [username] : [],
    }));
    const theirs = await connected5(kpc.connect(), { clientId: 'a', username: 'ann' });
    const older = wireClient(kpc.connect());
    older.send(connect5({ clientId: 'c', protocolVersion: 4, username: 'ann' }));
    await older.take('connack');
    const other = await connected5(kpc.connect(), { clientId: 'b', username: 'bob' });
    kpc.bus.raise({ type: 'credentials-revoked', kind: 'basic', credentialsId: 'ann' });
    expect((await theirs.take('disconnect')).reasonCode).toBe(0x87);
    await expect.poll(() => [older.ended, theirs.ended, other.ended]).toEqual([true, true, false]);
    expect(kpc.service.sessions).toBe(1);
  });

  test('the platform stops: 0x8B', async () => {
    kpc = await startKpc();
    const client = await connected5(kpc.connect());
    await kpc.close();
    expect((await client.take('disconnect')).reasonCode).toBe(0x8b);
  });

  test('silence beyond one and a half keep-alives: 0x8D', async () => {
    // The keep-alive is the business of aedes, which has timers of its own.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      kpc = await startKpc();
      const client = await connected5(kpc.connect(), { keepalive: 10 });
      vi.advanceTimersByTime(14_999);
      await client.quiet();
      vi.advanceTimersByTime(15_100);
      expect((await client.take('disconnect')).reasonCode).toBe(0x8d);
    } finally {
      vi.useRealTimers();
    }
  });
});
