/**
 * The short way past aedes: what comes in and goes out there, and what it leans on inside aedes.
 */
import type { Duplex } from 'node:stream';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connected, publish, wireClient } from '../helpers/wire-client.js';

const TOPIC = 'kp1/demo-v1/dcx/alpha/json';

let kpc: Kpc;
beforeEach(async () => {
  kpc = await startKpc(() => ({ statusCode: 200, payload: '"é"' }));
});
afterEach(() => kpc.close());

const bytesOf = (...packets: Packet[]) => Buffer.concat(packets.map((packet) => mqttPacket.generate(packet)));

/** Chunks as they arrive at the client, each parsed on its own: what shares a chunk was written together. */
function chunksOf(stream: Duplex): Packet[][] {
  const chunks: Packet[][] = [];
  stream.on('data', (bytes: Buffer) => {
    const packets: Packet[] = [];
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => packets.push(packet));
    parser.parse(bytes);
    chunks.push(packets);
  });
  return chunks;
}

describe('PUBLISH past aedes', () => {
  it('the acknowledgement and the answer leave in one write, those of a batch too', async () => {
    const stream = kpc.connect();
    const client = await connected(stream, 'one-write');
    const chunks = chunksOf(stream);
    client.sendBytes(bytesOf(publish(`${TOPIC}/1`, '[]', 1), publish(`${TOPIC}/2`, '[]', 1)));
    await client.quiet();
    expect(chunks[0]?.map(({ cmd }) => cmd)).toEqual(['puback', 'publish', 'puback', 'publish']);
  });

  it('aedes has no part in it: its own PUBLISH handler is not called', async () => {
    const client = await connected(kpc.connect(), 'direct');
    client.send(publish(`${TOPIC}/1`, '[]', 1));
    await client.take('puback');
    // In the same turn as the acknowledgement, which aedes would send some turns earlier.
    expect(kpc.submitted).toHaveLength(1);
  });

  it('messages of one client keep their order across both ways', async () => {
    const client = wireClient(kpc.connect());
    const connect = { cmd: 'connect', clientId: 'mixed', protocolId: 'MQTT', protocolVersion: 4 } as const;
    const numbered = (id: number): Packet => ({
      ...{ cmd: 'publish', topic: TOPIC, payload: String(id), qos: 1, dup: false, retain: false },
      messageId: id,
    });
    client.sendBytes(
      bytesOf(
        { ...connect, clean: true, keepalive: 0 },
        numbered(1),
        numbered(2),
        { cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'a', qos: 0 }] },
        numbered(4),
        { cmd: 'pingreq' },
        numbered(5),
      ),
    );
    await client.take('connack');
    for (let id = 6; id < 50; id++) client.send(numbered(id));
    await client.quiet();
    const numbers = kpc.submitted.map(({ payload }) => Number(payload.text));
    expect(numbers).toEqual([1, 2, 4, 5, ...Array.from({ length: 44 }, (_, i) => i + 6)]);
  });

  it('text beyond ASCII arrives whole, in topics and payloads', async () => {
    const client = await connected(kpc.connect(), 'text');
    client.send(publish('kp1/demo-v1/dcx/alpha/küche-🌡/1', '["ü"]', 1));
    const answer = await client.take('publish');
    expect([answer.topic, answer.payload.toString()]).toEqual([
      'kp1/demo-v1/dcx/alpha/küche-🌡/1/status',
      '"é"',
    ]);
    expect(kpc.submitted[0]?.payload.text).toBe('["ü"]');
  });

  it('a payload larger than what is written at once arrives whole', async () => {
    const large = JSON.stringify('x'.repeat(300_000));
    await kpc.close();
    kpc = await startKpc(() => ({ statusCode: 200, payload: large }));
    const client = await connected(kpc.connect(), 'large');
    client.send(publish(`${TOPIC}/1`, large, 1));
    expect((await client.take('publish')).payload.length).toBe(large.length);
  });

  it('clients share a parser and nothing else: what one sends in pieces, or wrongly, is no matter to another', async () => {
    const connect = (clientId: string, protocolVersion: 3 | 4): Packet => ({
      ...{ cmd: 'connect', clientId, protocolVersion, clean: true, keepalive: 0 },
      protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
    });
    const [pieces, old, wrong] = [
      wireClient(kpc.connect()),
      wireClient(kpc.connect(), 3),
      wireClient(kpc.connect()),
    ];
    const bytes = bytesOf(connect('pieces', 4), {
      ...{ cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'a', qos: 1 }] },
    });
    wrong.send(connect('wrong', 4));
    for (const [at, byte] of bytes.entries()) {
      pieces.sendBytes(Buffer.from([byte]));
      await new Promise(setImmediate);
      if (at === 10) old.send(connect('old', 3));
      // SUBSCRIBE with flags that it may not have: the parser stops in the middle of it.
      if (at === 23) wrong.sendBytes(Buffer.from([0x80, 6, 0, 1, 0, 1, 97, 0]));
    }
    expect((await pieces.take('suback')).granted).toEqual([1]);
    old.send({ cmd: 'subscribe', messageId: 4, subscriptions: [{ topic: 'b', qos: 0 }] });
    expect((await old.take('suback')).messageId).toBe(4);
    await expect.poll(() => wrong.ended).toBe(true);
    expect([pieces.ended, old.ended]).toEqual([false, false]);
  });

  it('[MQTT-3.3.2-2] a topic with a wildcard takes the way through aedes, which ends the connection', async () => {
    const client = await connected(kpc.connect(), 'wild');
    client.sendBytes(Buffer.from([0x30, 5, 0, 3, 97, 47, 35]));
    await expect.poll(() => client.ended).toBe(true);
    expect(kpc.submitted).toEqual([]);
  });
});
