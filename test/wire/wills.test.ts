/**
 * Goal: a will is the last message of a client that goes without a word, handled like any other and forwarded to nobody (reference,
 * open question 7). Method: CONNECT with a will over a memory stream, and an end of one kind or another.
 */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemo, type TestPlatform } from '../helpers/platform.js';
import { connect5, connected, type WireClient, wireClient } from '../helpers/wire-client.js';

let demo: TestPlatform;
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(() => demo.platform.stop());

const TOPIC = 'kp1/demo-v1/dcx/alpha/json';
const SAMPLE = '{"temperature":21}';
const turn = async () => {
  for (let i = 0; i < 20; i++) await setImmediate();
};
const events = (type: string) => [...demo.journal.events()].filter((event) => event.type === type);

async function openWithWill(version: 4 | 5, topic: string): Promise<WireClient> {
  const client = wireClient(demo.platform.connect(), version);
  const will = { topic, payload: Buffer.from(SAMPLE), qos: 1 as const, retain: false };
  client.send({ ...connect5({ clientId: 'mortal', will }), protocolVersion: version } as never);
  await client.take('connack');
  return client;
}

describe.each([4, 5] as const)('protocol version %d', (version) => {
  test('without DISCONNECT it is handled, marked in the journal, and seen by nobody else', async () => {
    const listener = await connected(demo.platform.connect(), 'listener');
    listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] });
    const client = await openWithWill(version, TOPIC);
    client.destroy();
    await expect.poll(() => events('dcx.data-samples-received').length).toBe(1);
    await turn();
    expect(events('kpc.message-received')).toMatchObject([{ topic: TOPIC, payload: SAMPLE, will: true }]);
    expect(demo.platform.isConnected(demo.idOf('alpha'))).toBe(false);
    expect(await listener.quiet()).toEqual([]);
  });

  test('with DISCONNECT it is gone', async () => {
    const client = await openWithWill(version, TOPIC);
    client.send({ cmd: 'disconnect', reasonCode: 0 } as never);
    await expect.poll(() => client.ended).toBe(true);
    await turn();
    expect(events('kpc.message-received')).toEqual([]);
  });

  test('one that the platform does not take is ignored with its reason', async () => {
    const client = await openWithWill(version, 'last/words');
    client.destroy();
    await expect.poll(() => events('kpc.message-ignored').length).toBe(1);
    expect(events('kpc.message-received')).toMatchObject([{ topic: 'last/words', will: true }]);
    expect(demo.platform.diagnostics()).toMatchObject([{ code: 'not-kp1', client: 'mortal' }]);
  });

  test('what it published while it lived is not a will', async () => {
    const client = await openWithWill(version, TOPIC);
    const sent = { cmd: 'publish', topic: TOPIC, payload: SAMPLE, qos: 0, retain: false, dup: false };
    client.send(sent as never);
    await client.quiet();
    const [event] = events('kpc.message-received');
    expect(JSON.parse(JSON.stringify(event))).not.toHaveProperty('will');
  });
});
