/**
 * Goal: how a network cuts what a client sends into pieces is of no matter: the same happens, in the same order, and nothing counts
 * that comes after DISCONNECT.
 * Method: one stream with a packet of each kind, cut in two at every byte, and the stream at once; over memory streams.
 */
import { setImmediate } from 'node:timers/promises';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connect5, publish, wireClient } from '../helpers/wire-client.js';

type Version = 4 | 5;

/** More turns of the event loop than aedes needs for any packet. */
const TURNS = 25;
const TOPIC = 'kp1/demo-v1/dcx/alpha/json';
const WILL = { topic: TOPIC, payload: Buffer.from('["will"]'), qos: 1, retain: false } as const;
const PINGREQ: Packet = { cmd: 'pingreq' };
const DISCONNECT = { cmd: 'disconnect', reasonCode: 0 } as Packet;

let kpc: Kpc;
beforeEach(async () => {
  kpc = await startKpc();
});
afterEach(() => kpc.close());

const connect = (protocolVersion: Version) => connect5({ clientId: 'cut', protocolVersion, will: WILL });
const numbered = (id: number, qos: 0 | 1 | 2): Packet => ({
  ...{ cmd: 'publish', topic: `${TOPIC}/${id}`, payload: `[${id}]`, qos, dup: false, retain: false },
  ...(qos > 0 && { messageId: id }),
});
const subscribe = (messageId: number): Packet => ({
  ...{ cmd: 'subscribe', messageId, subscriptions: [{ topic: 'a/b', qos: 0 }] },
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
}

const bytesOf = (protocolVersion: Version, packets: readonly Packet[]) =>
  Buffer.concat(packets.map((packet) => mqttPacket.generate(packet, { protocolVersion })));

const eventsOf = () => [...kpc.journal.events()].filter(({ type }) => type.startsWith('kpc.'));

/** What the journal and the client have seen of a connection that brings these pieces; without times and numbers. */
async function outcomeOf(version: Version, pieces: readonly Buffer[]): Promise<unknown> {
  const before = eventsOf().length;
  const stream = kpc.connect();
  // An acknowledgement would come in the middle of a packet that is cut.
  const client = wireClient(stream, version, { acknowledges: false });
  for (const piece of pieces) {
    if (!client.ended) stream.write(piece);
    await turns();
  }
  const events = eventsOf()
    .slice(before)
    .map(({ at: _at, seq: _seq, ...event }) => event);
  return { events, received: client.received, ended: client.ended };
}

const typesOf = () => eventsOf().map(({ type }) => type);
const payloads = () => kpc.submitted.map(({ payload }) => payload.text);

describe.each([4, 5] as const)('protocol version %d', (version) => {
  test('cut at every byte, the same happens', async () => {
    const bytes = bytesOf(version, [
      ...[connect(version), numbered(1, 1), numbered(2, 0), PINGREQ, numbered(3, 2), numbered(4, 1)],
      ...[{ cmd: 'pubrel', messageId: 3 } as Packet, subscribe(5), numbered(6, 0), numbered(7, 1)],
      { cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['a/b'] } as Packet,
      ...[numbered(9, 2), numbered(10, 1), DISCONNECT, numbered(99, 1)],
    ]);
    const whole = await outcomeOf(version, [bytes]);
    expect(payloads()).toEqual([1, 2, 3, 4, 6, 7, 9, 10].map((id) => `[${id}]`));
    expect(whole).toMatchObject({ ended: true });
    for (let cut = 1; cut < bytes.length; cut++)
      expect(await outcomeOf(version, [bytes.subarray(0, cut), bytes.subarray(cut)]), `at ${cut}`).toEqual(
        whole,
      );
  });

  test.each([
    ['SUBSCRIBE', subscribe(5), 'suback'],
    ['PINGREQ', PINGREQ, 'pingresp'],
    ['PUBLISH at QoS 2', publish(TOPIC, '[0]', 2), 'pubrec'],
  ] as const)('%s, messages and DISCONNECT: all is answered before the end', async (_what, first, answer) => {
    const messages = [numbered(1, 1), numbered(2, 1)];
    const packets = [connect(version), first, ...messages, DISCONNECT];
    const { received } = (await outcomeOf(version, [bytesOf(version, packets)])) as { received: Packet[] };
    const status = (id: number) => `${TOPIC}/${id}/status`;
    const seen = received.map((packet) => (packet.cmd === 'publish' ? packet.topic : packet.cmd));
    expect(seen).toEqual(expect.arrayContaining([answer, 'puback', status(1), status(2)]));
    expect(
      typesOf()
        .filter((type) => /client-disconnected|message-received/.test(type))
        .at(-1),
    ).toBe('kpc.client-disconnected');
    expect(typesOf().filter((type) => type === 'kpc.endpoint-connected')).toHaveLength(1);
  });

  test.each([
    ['with CONNECT', true],
    ['later', false],
  ])('DISCONNECT %s: neither what follows it counts, nor the will', async (_when, isOne) => {
    const [first, rest] = [[connect(version)], [DISCONNECT, numbered(99, 1), numbered(99, 2)]];
    const pieces = isOne ? [[...first, ...rest]] : [first, rest];
    await outcomeOf(
      version,
      pieces.map((packets) => bytesOf(version, packets)),
    );
    expect(payloads()).toEqual([]);
    expect(typesOf()).toEqual(['kpc.client-connected', 'kpc.client-disconnected']);
  });

  test('a backlog in one write with CONNECT is handled as one that comes later', async () => {
    const backlog = Array.from({ length: 1200 }, (_, i) => numbered((i % 250) + 1, (i % 2) as 0 | 1));
    await outcomeOf(version, [bytesOf(version, [connect(version), ...backlog, DISCONNECT])]);
    expect(payloads()).toEqual(backlog.map((packet) => 'payload' in packet && packet.payload));
  });
});
