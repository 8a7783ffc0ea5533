/**
 * Goal: no client takes more than its share, each refusal is told once and counted, and the others are served on.
 * Method: clients that overdo one thing each, with small limits, over memory streams.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Diagnostics } from '../../src/platform/diagnostics.js';
import { BURST, RefusalLog, WINDOW_MS } from '../../src/platform/kpc/refusal-log.js';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connected, connected5, publish, wireClient } from '../helpers/wire-client.js';

let kpc: Kpc;
afterEach(() => kpc.close());

const limited = () =>
  [...kpc.journal.events()].flatMap((event) => (event.type === 'kpc.limit-reached' ? [event.limit] : []));
const TOPIC = 'kp1/demo-v1/dcx/alpha/json/1';

/** The beginning of a PUBLISH that says it is this long; the rest never comes. */
const announced = (length: number) =>
  Buffer.from([0x30, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, (length >> 14) & 0x7f, 0, 1]);

describe('packets', () => {
  test('3.1.1: the connection ends when the length is known, not when the bytes are here', async () => {
    kpc = await startKpc(undefined, { limits: { packetBytes: 1000 } });
    const good = await connected(kpc.connect(), 'good');
    const client = await connected(kpc.connect(), 'large');
    client.send(publish(TOPIC, 'x'.repeat(900)));
    expect(await client.quiet()).toHaveLength(1);
    client.sendBytes(announced(1001));
    await expect.poll(() => client.ended).toBe(true);
    expect(limited()).toEqual(['packetBytes']);
    good.send(publish(TOPIC));
    expect(await good.quiet()).toHaveLength(1);
  });

  test('5: DISCONNECT 0x95', async () => {
    kpc = await startKpc(undefined, { limits: { packetBytes: 1000 } });
    const client = await connected5(kpc.connect());
    client.sendBytes(announced(1001));
    expect((await client.take('disconnect')).reasonCode).toBe(0x95);
    await expect.poll(() => limited()).toEqual(['packetBytes']);
  });

  test.each([
    ['PUBACK', [0x40, 1, 1, 0x68]],
    ['PUBREL', [0x62, 1, 1, 0x40, 2]],
    ['UNSUBSCRIBE', [0xa2, 1, 2, 2]],
  ])(
    'a %s whose parts do not fit into it ends the connection, and the journal says why',
    async (_cmd, bytes) => {
      kpc = await startKpc();
      const client = await connected(kpc.connect(), 'longer');
      client.sendBytes(Buffer.from(bytes));
      await expect.poll(() => client.ended).toBe(true);
      await expect
        .poll(() => [...kpc.journal.events()].at(-1))
        .toMatchObject({ reason: expect.stringMatching(/^malformed packet: |^Cannot parse topic/) });
    },
  );

  test.each([
    [`kp1/demo-v1/dcx/alpha/${'x'.repeat(100)}/1`, 'topic-too-long'],
    [`kp1/demo-v1/dcx/alpha/${'ü'.repeat(30)}/1`, 'topic-too-long'],
    ['kp1/demo-v1/dcx/alpha/a/b/c/d/e/1', 'topic-too-deep'],
  ])('the topic %s is ignored: %s; the connection stays', async (topic, code) => {
    kpc = await startKpc(undefined, { limits: { topicBytes: 64, topicLevels: 8 } });
    const client = await connected(kpc.connect(), 'c');
    client.send(publish(topic));
    client.send(publish(TOPIC));
    expect(await client.quiet()).toHaveLength(1);
    expect([...kpc.journal.events()].find((event) => event.type === 'kpc.message-ignored')).toMatchObject({
      code,
    });
  });
});

describe('floods', () => {
  test.each([
    [0, 4],
    [1, 4],
    [0, 5],
  ] as const)('QoS %d, MQTT %d: thousands at once are all handled, in order', async (qos, version) => {
    kpc = await startKpc();
    const stream = kpc.connect();
    const client = version === 4 ? await connected(stream, 'c') : await connected5(stream);
    for (let i = 0; i < 5000; i++) client.send(publish('kp1/demo-v1/dcx/alpha/json', String(i), qos));
    await expect.poll(() => kpc.submitted.length).toBe(5000);
    const numbers = kpc.submitted.map(({ payload }) => Number(payload.text));
    expect(numbers).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });
});

describe('clients', () => {
  test('no CONNECT in time: the connection ends; a CONNECT in pieces is in time', async () => {
    kpc = await startKpc(undefined, { limits: { connectTimeoutMs: 5000 } });
    const silent = wireClient(kpc.connect());
    const slow = wireClient(kpc.connect());
    slow.sendBytes(Buffer.from([0x10, 13, 0, 4, 77, 81, 84]));
    await kpc.clock.advance(4000);
    slow.sendBytes(Buffer.from([84, 4, 2, 0, 0, 0, 1, 120]));
    await slow.take('connack');
    await kpc.clock.advance(2000);
    await expect.poll(() => silent.ended).toBe(true);
    expect(slow.ended).toBe(false);
    expect(limited()).toEqual(['connectTimeoutMs']);
  });

  test.each([4, 5] as const)(
    'MQTT %d: subscriptions beyond the limit are refused one by one',
    async (version) => {
      kpc = await startKpc(undefined, { limits: { subscriptions: 2 } });
      const client = version === 4 ? await connected(kpc.connect(), 'c') : await connected5(kpc.connect());
      const subscribe = async (messageId: number, topics: string[]) => {
        client.send({
          cmd: 'subscribe',
          messageId,
          subscriptions: topics.map((topic) => ({ topic, qos: 0 })),
        });
        return (await client.take('suback')).granted;
      };
      const refused = version === 4 ? 0x80 : 0x97;
      expect(await subscribe(1, ['a', 'b', 'c'])).toEqual([0, 0, refused]);
      expect(await subscribe(2, ['a'])).toEqual([0]);
      client.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a'] });
      await client.take('unsuback');
      expect(await subscribe(4, ['c'])).toEqual([0]);
      expect(limited()).toEqual(['subscriptions']);
    },
  );

  test('messages of QoS 2 that wait for their PUBREL: the connection ends beyond the limit, and 5 says 0x93', async () => {
    kpc = await startKpc(undefined, { limits: { inflightQos2: 5 } });
    const old = await connected(kpc.connect(), 'old');
    const five = await connected5(kpc.connect());
    for (const client of [old, five]) {
      for (let i = 0; i < 6; i++) client.send(publish('kp1/demo-v1/dcx/alpha/json', '1', 2));
      await expect.poll(() => client.ended).toBe(true);
    }
    expect((await five.take('disconnect')).reasonCode).toBe(0x93);
    expect(limited()).toEqual(['inflightQos2', 'inflightQos2']);
  });

  test('what nobody reads is kept up to the limit: then the connection ends, and nobody else is held up', async () => {
    const payload = 'x'.repeat(10_000);
    kpc = await startKpc(() => ({ statusCode: 200, payload }), { limits: { sendBufferBytes: 100_000 } });
    const stream = kpc.connect();
    const slow = await connected(stream, 'slow');
    const other = await connected(kpc.connect(), 'other');
    slow.send(publish('kp1/demo-v1/dcx/alpha/json/1'));
    await slow.quiet();
    stream.pause();
    for (let i = 0; i < 50; i++)
      kpc.communication.push({
        extensionInstanceName: 'cex',
        endpointId: kpc.endpoints.alpha as string,
        resourcePath: '/command/x',
        requestId: undefined,
        payload,
        statusCode: 200,
      });
    await expect.poll(() => kpc.service.sessions).toBe(1);
    expect(limited()).toEqual(['sendBufferBytes']);
    other.send(publish('kp1/demo-v1/dcx/beta/json/1'));
    expect(await other.quiet()).toHaveLength(1);
  });

  test('who reads nothing is not read either, and is given up after the drain time-out', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const payload = 'x'.repeat(5000);
      kpc = await startKpc(() => ({ statusCode: 200, payload }));
      const stream = kpc.connect();
      const client = await connected(stream, 'flood');
      stream.pause();
      const total = 20_000;
      let sent = 0;
      const more = () => {
        while (sent < total && stream.write(Buffer.concat(Array.from({ length: 20 }, () => REQUEST))))
          sent += 20;
        if (sent < total) stream.once('drain', more);
      };
      more();
      for (let turn = 0; turn < 3000; turn++) await new Promise(setImmediate);
      // Some thousand bytes of requests are under way; the rest waits in the client.
      expect(kpc.submitted.length).toBeLessThan(2000);
      vi.advanceTimersByTime(61_000);
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
      expect(kpc.service.sessions).toBe(0);
      expect(client.received.length).toBeLessThan(10);
    } finally {
      vi.useRealTimers();
    }
  });
});

const REQUEST = Buffer.concat([Buffer.from([0x30, 30, 0, 28]), Buffer.from(TOPIC)]);

describe('what is told', () => {
  test('a flood of refusals: some told, all counted, with a remedy', async () => {
    kpc = await startKpc();
    const diagnostics = new Diagnostics(kpc.journal);
    for (let i = 0; i < 500; i++) wireClient(kpc.connect()).sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    const refusals = () => [...kpc.journal.events()].filter((event) => event.type === 'kpc.client-refused');
    await expect.poll(() => refusals().length).toBe(BURST);
    kpc.service.flushRefusals();
    expect(refusals()).toHaveLength(BURST + 1);
    expect(diagnostics.list()).toMatchObject([
      { code: 'kpc.client-refused', count: 500, remedy: expect.stringContaining('HTTP port') },
    ]);
  });

  test('the next window tells what the last one withheld', async () => {
    kpc = await startKpc();
    const log = new RefusalLog(kpc.journal, kpc.clock);
    for (let i = 0; i < BURST + 5; i++) log.limited('connections', `c${i}`, 'too many');
    await kpc.clock.advance(WINDOW_MS);
    log.limited('connections', 'later', 'too many');
    const events = [...kpc.journal.events()].filter((event) => event.type === 'kpc.limit-reached');
    expect(events).toHaveLength(BURST + 1);
    expect(events.at(-1)).toMatchObject({ client: 'later', count: 6 });
    const { length } = kpc.journal;
    log.flush();
    expect(kpc.journal.length).toBe(length);
  });

  test('TLS on the port of MQTT is explained', async () => {
    kpc = await startKpc();
    wireClient(kpc.connect()).sendBytes(Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3]));
    await expect
      .poll(() => [...kpc.journal.events()].at(-1))
      .toMatchObject({ type: 'kpc.client-refused', reason: expect.stringContaining('TLS') });
  });
});
