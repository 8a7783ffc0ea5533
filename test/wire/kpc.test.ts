/**
 * Goal: KPC behaves on the wire as the reference says, and not as a broker.
 * Method: MQTT packets over memory streams, a scripted extension behind; one promise a test.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connect5, connected, publish, wireClient } from '../helpers/wire-client.js';

let kpc: Kpc;
afterEach(() => kpc.close());

const ignored = () =>
  [...kpc.journal.events()].flatMap((event) => (event.type === 'kpc.message-ignored' ? [event.code] : []));

describe('answers', () => {
  test('[1/KP KP-13, KP-15] success: the request topic verbatim + /status, zero bytes, without SUBSCRIBE', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json/007', '[]'));
    expect(await client.quiet()).toEqual([
      { topic: 'kp1/demo-v1/dcx/alpha/json/007/status', payload: '', qos: 1 },
    ]);
  });

  test('[1/KP KP-10] request ID 0 counts', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/epmx/alpha/get/0', '{}'));
    expect((await client.quiet()).map((message) => message.topic)).toEqual([
      'kp1/demo-v1/epmx/alpha/get/0/status',
    ]);
    expect(kpc.submitted[0]).toMatchObject({ resourcePath: '/get', requestId: '0' });
  });

  test('[1/KP KP-12] no request ID and success: silence', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    expect(await client.quiet()).toEqual([]);
    expect(kpc.submitted).toHaveLength(1);
  });

  test('[1/KP KP-14, KP-16] failure: + /error, a body of exactly two members', async () => {
    kpc = await startKpc(() => ({ statusCode: 400, reasonPhrase: 'no', payload: 'never sent' }));
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json/5', 'x'));
    const [answer] = await client.quiet();
    expect(answer?.topic).toBe('kp1/demo-v1/dcx/alpha/json/5/error');
    expect(JSON.parse(answer?.payload ?? '')).toEqual({ statusCode: 400, reasonPhrase: 'no' });
  });

  test('open question 2: errors without request ID are sent, or muted by the setting', async () => {
    const refuse = () => ({ statusCode: 400, reasonPhrase: 'no' });
    kpc = await startKpc(refuse);
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json', 'x'));
    expect((await client.quiet()).map((message) => message.topic)).toEqual([
      'kp1/demo-v1/dcx/alpha/json/error',
    ]);
    await kpc.close();

    kpc = await startKpc(refuse, { errorsWithoutRequestId: 'mute' });
    const muted = await connected(kpc.connect(), 'c');
    muted.send(publish('kp1/demo-v1/dcx/alpha/json', 'x'));
    expect(await muted.quiet()).toEqual([]);
  });

  test.each([0, 1, 2] as const)('[1/KP KP-20] an answer has the QoS of its request: %d', async (qos) => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    const request = publish('kp1/demo-v1/dcx/alpha/json/1', '[]', qos);
    client.send(request);
    if (qos === 2) {
      const { messageId } = await client.take('pubrec');
      client.send({ cmd: 'pubrel', messageId: messageId ?? 0 });
      await client.take('pubcomp');
    }
    expect((await client.quiet()).map((message) => message.qos)).toEqual([qos]);
  });

  test('PUBACK comes before the answer of its message', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    await client.quiet();
    const order = client.received.map((packet) => packet.cmd).filter((cmd) => cmd !== 'pingresp');
    expect(order).toEqual(['connack', 'puback', 'publish']);
  });

  test('a used request ID may be used again', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    for (let i = 0; i < 3; i++) client.send(publish('kp1/demo-v1/dcx/alpha/json/32', '1'));
    expect(await client.quiet()).toHaveLength(3);
  });
});

describe('not a broker', () => {
  test('a subscription is granted, and brings neither a second copy nor the traffic of others', async () => {
    kpc = await startKpc();
    const nosy = await connected(kpc.connect(), 'nosy');
    const subscriptions = [
      '#',
      'kp1/#',
      'kp1/demo-v1/dcx/alpha/json/+',
      'kp1/demo-v1/dcx/beta/json/1/status',
    ];
    nosy.send({
      cmd: 'subscribe',
      messageId: 9,
      subscriptions: subscriptions.map((topic, index) => ({ topic, qos: (index % 2) as 0 | 1 })),
    });
    expect((await nosy.take('suback')).granted).toEqual([0, 1, 0, 1]);
    const other = await connected(kpc.connect(), 'other');
    other.send(publish('kp1/demo-v1/dcx/beta/json/1', '[]'));
    expect(await other.quiet()).toHaveLength(1);
    expect(await nosy.quiet()).toEqual([]);
    nosy.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    expect(await nosy.quiet()).toHaveLength(1);
  });

  test.each([4, 5] as const)(
    '[MQTT-3.8.4-5, MQTT-3.8.4-6] protocol version %d: a filter that comes twice in one packet has two return codes',
    async (version) => {
      kpc = await startKpc();
      const client = wireClient(kpc.connect(), version);
      client.send({ ...connect5({ clientId: 'twice' }), protocolVersion: version } as never);
      await client.take('connack');
      const subscriptions = [
        { topic: 'kp1/#', qos: 0 as const },
        { topic: 'a/b', qos: 1 as const },
        { topic: 'kp1/#', qos: 1 as const },
      ];
      client.send({ cmd: 'subscribe', messageId: 9, subscriptions });
      const { granted, messageId } = await client.take('suback');
      expect(messageId).toBe(9);
      expect(granted).toHaveLength(3);
      expect(granted?.[1]).toBe(1);
      const told = [...kpc.journal.events()].find(({ type }) => type === 'kpc.subscribed');
      expect(new Set((told as unknown as { filters: string[] }).filters)).toEqual(new Set(['kp1/#', 'a/b']));
      client.send({ cmd: 'unsubscribe', messageId: 10, unsubscriptions: ['kp1/#'] });
      await client.take('unsuback');
    },
  );

  test('what is not 1/KP is routed to nobody, counted and explained', async () => {
    kpc = await startKpc();
    const listener = await connected(kpc.connect(), 'listener');
    listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'chat/#', qos: 0 }] });
    await listener.take('suback');
    const talker = await connected(kpc.connect(), 'talker');
    talker.send(publish('chat/hello', 'hi'));
    talker.send({ ...publish('chat/kept', 'hi'), retain: true } as never);
    expect(await talker.quiet()).toEqual([]);
    expect(await listener.quiet()).toEqual([]);
    expect(ignored()).toEqual(['not-kp1', 'not-kp1']);
  });

  test('UNSUBSCRIBE is acknowledged and stops nothing', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['kp1/#'] });
    await client.take('unsuback');
    client.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    expect(await client.quiet()).toHaveLength(1);
  });
});

describe('who speaks for an endpoint', () => {
  const push = (token: string) =>
    kpc.communication.push({
      extensionInstanceName: 'cex',
      endpointId: kpc.endpoints[token] as string,
      resourcePath: '/command/reboot',
      requestId: undefined,
      payload: '[]',
      statusCode: 200,
    });

  test('[1/KP KP-24] a gateway: one client, many tokens, each pushed to under its own', async () => {
    kpc = await startKpc();
    const gateway = await connected(kpc.connect(), 'gateway');
    for (const token of ['alpha', 'beta', '12345'])
      gateway.send(publish(`kp1/demo-v1/dcx/${token}/json`, '[]'));
    await gateway.quiet();
    for (const token of ['beta', '12345']) push(token);
    expect(await gateway.quiet()).toEqual([
      { topic: 'kp1/demo-v1/cex/beta/command/reboot/status', payload: '[]', qos: 1 },
      { topic: 'kp1/demo-v1/cex/12345/command/reboot/status', payload: '[]', qos: 1 },
    ]);
  });

  test('roaming: the last client that spoke for the endpoint gets the push, the one before nothing', async () => {
    kpc = await startKpc();
    const first = await connected(kpc.connect(), 'first');
    const second = await connected(kpc.connect(), 'second');
    first.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await first.quiet();
    second.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await second.quiet();
    push('alpha');
    expect(await first.quiet()).toEqual([]);
    expect(await second.quiet()).toHaveLength(1);
    first.destroy();
    push('alpha');
    expect(await second.quiet()).toHaveLength(1);
  });

  test('a client that only subscribes speaks for nobody', async () => {
    kpc = await startKpc();
    const silent = await connected(kpc.connect(), 'silent');
    silent.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'kp1/demo-v1/cex/alpha/command/reboot/status', qos: 1 }],
    });
    await silent.take('suback');
    push('alpha');
    expect(await silent.quiet()).toEqual([]);
    expect([...kpc.journal.events()].at(-1)).toMatchObject({ type: 'kpc.message-undelivered' });
  });

  test('[9/ELCE ELCE-02, ELCE-03] connected with the first message, once; disconnected with the connection', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    for (let i = 0; i < 3; i++) client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await client.quiet();
    const connectivity = () =>
      kpc.events.map((event) => event.type).filter((type) => type.includes('connected'));
    expect(connectivity()).toEqual(['endpoint-connected']);
    client.send({ cmd: 'disconnect' });
    await expect.poll(connectivity).toEqual(['endpoint-connected', 'endpoint-disconnected']);
  });

  test('[9/ELCE ELCE-06] speaking under another version of the application moves the endpoint there', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    client.send(publish('kp1/demo-v2/dcx/alpha/json', '[]'));
    await client.quiet();
    expect(kpc.events.find((event) => event.type === 'appversion-updated')).toMatchObject({
      previousAppVersionName: 'demo-v1',
      appVersionName: 'demo-v2',
    });
    push('alpha');
    expect((await client.quiet())[0]?.topic).toBe('kp1/demo-v2/cex/alpha/command/reboot/status');
  });

  test('open question 35: the same token in two applications is two endpoints', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    client.send(publish('kp1/other-v1/dcx/alpha/json', '[]'));
    await client.quiet();
    expect(kpc.submitted.map((data) => data.endpointId)).toEqual([
      kpc.endpoints.alpha,
      kpc.endpoints['other/alpha'],
    ]);
  });

  test('the same client ID again: the older connection ends, the newer one speaks', async () => {
    kpc = await startKpc();
    const older = await connected(kpc.connect(), 'same');
    older.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await older.quiet();
    const newer = await connected(kpc.connect(), 'same');
    await expect.poll(() => older.ended).toBe(true);
    newer.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    expect(await newer.quiet()).toHaveLength(1);
  });

  test('[16/ECAP ECAP-16] a suspended token ends the session that is known by it alone, and is refused after', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json', '[]'));
    await client.quiet();
    expect(kpc.tokens.transition('demo', 'alpha', 'Suspended')).toBe(true);
    await expect.poll(() => client.ended).toBe(true);
    const again = await connected(kpc.connect(), 'c');
    again.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    const [answer] = await again.quiet();
    expect(answer?.topic).toBe('kp1/demo-v1/dcx/alpha/json/1/error');
    expect(JSON.parse(answer?.payload ?? '')).toMatchObject({ statusCode: 401 });
    expect(kpc.tokens.transition('demo', 'alpha', 'Active')).toBe(true);
    again.send(publish('kp1/demo-v1/dcx/alpha/json/2', '[]'));
    expect((await again.quiet())[0]?.topic).toBe('kp1/demo-v1/dcx/alpha/json/2/status');
  });

  test('a gateway stays connected when one of its tokens is revoked', async () => {
    kpc = await startKpc();
    const gateway = await connected(kpc.connect(), 'gateway');
    for (const token of ['alpha', 'beta']) gateway.send(publish(`kp1/demo-v1/dcx/${token}/json`, '[]'));
    await gateway.quiet();
    kpc.tokens.transition('demo', 'alpha', 'Revoked');
    gateway.send(publish('kp1/demo-v1/dcx/beta/json/1', '[]'));
    expect(await gateway.quiet()).toHaveLength(1);
  });
});

describe('misbehaviour (reference §2.4)', () => {
  test.each([
    ['kp1/7', 'kp1/7/error', 400, 'too-few-levels'],
    ['kp1/demo-v1/dcx', undefined, 400, 'too-few-levels'],
    ['kp1/demo-v1//alpha/json/7', 'kp1/demo-v1//alpha/json/7/error', 400, 'empty-level'],
    ['kp1/demo-v1/dcx/alpha/json/', undefined, 400, 'empty-level'],
    ['kp1/nope-v9/dcx/alpha/json/1', 'kp1/nope-v9/dcx/alpha/json/1/error', 404, 'unknown-app-version'],
    ['kp1/demo-v1/zzx/alpha/json/1', 'kp1/demo-v1/zzx/alpha/json/1/error', 404, 'unknown-extension'],
    [
      'kp1/demo-v2/cex/alpha/command/a/1',
      'kp1/demo-v2/cex/alpha/command/a/1/error',
      403,
      'extension-not-allowed',
    ],
    ['kp1/demo-v1/dcx/gamma/json/1', 'kp1/demo-v1/dcx/gamma/json/1/error', 401, 'unknown-token'],
    [
      'kp1/demo-v1/dcx/alpha/json/2147483648',
      'kp1/demo-v1/dcx/alpha/json/2147483648/error',
      400,
      'request-id-too-large',
    ],
    ['kp1/demo-v1/dcx/alpha/json/status', undefined, 0, 'server-topic'],
    ['kp1/demo-v1/dcx/alpha/json/3/error', undefined, 0, 'server-topic'],
  ])(
    '%s: answered on %s with %d (%s), and the connection stays',
    async (topic, answerTopic, statusCode, code) => {
      kpc = await startKpc();
      const client = await connected(kpc.connect(), 'c');
      client.send(publish(topic, '[]'));
      const answers = await client.quiet();
      expect(answers.map((answer) => answer.topic)).toEqual(answerTopic === undefined ? [] : [answerTopic]);
      for (const answer of answers) expect(JSON.parse(answer.payload)).toMatchObject({ statusCode });
      expect(ignored()).toEqual([code]);
      expect(kpc.submitted).toEqual([]);
      client.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
      expect(await client.quiet()).toHaveLength(1);
    },
  );

  test('packets sent before CONNACK are held and handled, hundreds of them', async () => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect());
    client.send({
      cmd: 'connect',
      clientId: 'eager',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 0,
    });
    for (let id = 1; id <= 500; id++) client.send(publish(`kp1/demo-v1/dcx/alpha/json/${id}`, '1'));
    await client.take('connack');
    expect(await client.quiet()).toHaveLength(500);
  });

  test('a will is a last message of the endpoint, for the platform alone', async () => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect());
    const will = {
      topic: 'kp1/demo-v1/dcx/alpha/json',
      payload: Buffer.from('[{"gone":true}]'),
      qos: 1,
      retain: true,
    };
    client.send({
      cmd: 'connect',
      clientId: 'w',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 0,
      will: will as never,
    });
    await client.take('connack');
    client.destroy();
    await expect.poll(() => kpc.submitted.length).toBe(1);
    await expect.poll(() => kpc.events.map((event) => event.type)).toContain('endpoint-disconnected');
  });

  test('MQTT 3.1 is served', async () => {
    kpc = await startKpc();
    const client = wireClient(kpc.connect(), 3);
    client.send({
      cmd: 'connect',
      clientId: 'old',
      protocolId: 'MQIsdp',
      protocolVersion: 3,
      clean: true,
      keepalive: 0,
    });
    expect((await client.take('connack')).returnCode).toBe(0);
  });

  test('a topic with a null character ends the connection', async () => {
    kpc = await startKpc();
    const client = await connected(kpc.connect(), 'c');
    client.send(publish('kp1/demo-v1/dcx/alpha/json/\u0000'));
    await expect.poll(() => client.ended).toBe(true);
    expect(kpc.submitted).toEqual([]);
  });

  test('bytes that are not MQTT end that connection and no other', async () => {
    kpc = await startKpc();
    const good = await connected(kpc.connect(), 'good');
    const bad = wireClient(kpc.connect());
    bad.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await expect.poll(() => bad.ended).toBe(true);
    good.send(publish('kp1/demo-v1/dcx/alpha/json/1', '[]'));
    expect(await good.quiet()).toHaveLength(1);
  });
});
