/**
 * Goal: what a client sent wholly before it hung up is handled, although it waited for nothing: devices that wake, send and sleep
 * do just that.
 * Method: CONNECT and all that follows in one write with the end of the stream behind it, over connections in memory, over
 * streams of Node.js, as a socket whose other side the server alone ends, and over those that do as TLS does: what comes together is read
 * together with its end, and what is written leaves a turn later, if the stream still lives.
 */
import { Duplex, duplexPair } from 'node:stream';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Kpc, startKpc } from '../helpers/kpc.js';
import { connect5, publish, wireClient } from '../helpers/wire-client.js';

const kind = vi.hoisted(() => ({ name: 'in memory' }));

function securedPair(): [client: Duplex, server: Duplex] {
  const [client, wire] = duplexPair();
  const server = new Duplex({
    read() {},
    write(bytes, _encoding, done) {
      setImmediate(() => {
        if (!server.destroyed) wire.write(bytes);
        done();
      });
    },
  });
  let unread: Buffer[] = [];
  const decrypt = () => {
    if (unread.length > 0) server.push(Buffer.concat(unread.splice(0)));
  };
  wire.on('data', (bytes: Buffer) => {
    unread = [...unread, bytes];
    setImmediate(decrypt);
  });
  wire.on('end', () => {
    decrypt();
    server.push(null);
  });
  server.on('close', () => setImmediate(() => client.destroy()));
  return [client, server];
}

function socketPair(): [client: Duplex, server: Duplex] {
  const [client, server] = duplexPair();
  server.on('close', () => setImmediate(() => client.destroy()));
  return [client, server];
}

vi.mock('../../src/platform/kpc/memory-pipe.js', async (original) => {
  const { memoryPipe } = await original<typeof import('../../src/platform/kpc/memory-pipe.js')>();
  return {
    memoryPipe: (...given: []) => {
      if (kind.name === 'as of a socket') return socketPair();
      return kind.name === 'as of TLS' ? securedPair() : memoryPipe(...given);
    },
  };
});

const TOPIC = 'kp1/demo-v1/dcx/alpha/json';
const SUBSCRIBE: Packet = { cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'a', qos: 0 }] };

let kpc: Kpc;
beforeEach(async () => {
  kpc = await startKpc();
});
afterEach(() => kpc.close());

const connect = (protocolVersion: 4 | 5, parts: object = {}): Packet =>
  connect5({ clientId: 'forgetful', protocolVersion, ...parts });

function hangUpAfter(protocolVersion: 4 | 5, ...packets: Packet[]) {
  const stream = kpc.connect();
  const client = wireClient(stream, protocolVersion, { acknowledges: false });
  stream.end(Buffer.concat(packets.map((packet) => mqttPacket.generate(packet, { protocolVersion }))));
  return client;
}

const payloads = () => kpc.submitted.map(({ payload }) => payload.text);
const events = (type: string) => [...kpc.journal.events()].filter((event) => event.type === type);
const last = () => [...kpc.journal.events()].at(-1)?.type;

describe.each([['in memory'], ['as of a socket'], ['as of TLS']])('a connection %s', (what) => {
  beforeEach(() => {
    kind.name = what;
  });

  describe.each([4, 5] as const)('protocol version %d', (version) => {
    test.each([0, 1] as const)('CONNECT, PUBLISH at QoS %d, gone', async (qos) => {
      const client = hangUpAfter(version, connect(version), publish(TOPIC, '[1]', qos));
      await expect.poll(() => client.ended).toBe(true);
      await expect.poll(payloads).toEqual(['[1]']);
      await expect.poll(() => kpc.service.sessions).toBe(0);
      expect(events('kpc.client-disconnected')).toMatchObject([
        { client: 'forgetful', reason: 'the client closed the connection' },
      ]);
      expect(kpc.communication.isConnected(kpc.endpoints.alpha as string)).toBe(false);
    });

    test.each([0, 1, 2] as const)('PUBLISH at QoS %d, gone: all that it is told goes out', async (qos) => {
      // An end in memory hangs up together with the other.
      if (what === 'in memory') return;
      const client = hangUpAfter(version, connect(version), publish(`${TOPIC}/1`, '[1]', qos));
      await expect.poll(() => client.ended).toBe(true);
      const told = client.received.map((packet) => (packet.cmd === 'publish' ? packet.topic : packet.cmd));
      const acknowledged = [[], ['puback'], ['pubrec']][qos] as string[];
      expect(told.sort()).toEqual(['connack', `${TOPIC}/1/status`, ...acknowledged].sort());
      await expect.poll(() => kpc.clock.pending()).toEqual([]);
    });

    test('PUBLISH and gone, after a while: the journal says that the client has gone, and nothing failed', async () => {
      const stream = kpc.connect();
      const client = wireClient(stream, version);
      client.send(connect(version));
      await client.take('connack');
      stream.end(mqttPacket.generate(publish(TOPIC, '[1]', 1), { protocolVersion: version }));
      await expect.poll(payloads).toEqual(['[1]']);
      await expect
        .poll(() => events('kpc.client-disconnected'))
        .toMatchObject([{ reason: 'the client closed the connection' }]);
    });

    test('CONNECT, PUBLISH, DISCONNECT, gone', async () => {
      const goodbye = { cmd: 'disconnect', reasonCode: 0 } as Packet;
      const messages = [publish(TOPIC, '[1]', 0), publish(TOPIC, '[2]', 1)];
      const client = hangUpAfter(version, connect(version), ...messages, goodbye);
      await expect.poll(() => client.ended).toBe(true);
      await expect.poll(payloads).toEqual(['[1]', '[2]']);
      await expect.poll(last).toBe('kpc.endpoint-disconnected');
    });

    test('what aedes handles stands in between, and the order stays', async () => {
      const messages = Array.from({ length: 6 }, (_, i) => publish(TOPIC, `[${i}]`, 1));
      const [first, second, ...others] = messages as [Packet, Packet];
      const client = hangUpAfter(version, connect(version), first, SUBSCRIBE, second, SUBSCRIBE, ...others);
      await expect.poll(() => client.ended).toBe(true);
      await expect.poll(payloads).toEqual(['[0]', '[1]', '[2]', '[3]', '[4]', '[5]']);
    });

    test('a message that is not whole when it ends is none', async () => {
      const stream = kpc.connect();
      const client = wireClient(stream, version);
      const whole = mqttPacket.generate(connect(version), { protocolVersion: version });
      const cut = mqttPacket.generate(publish(TOPIC, '[1]'), { protocolVersion: version }).subarray(0, -1);
      stream.end(Buffer.concat([whole, cut]));
      await expect.poll(() => client.ended).toBe(true);
      expect(payloads()).toEqual([]);
    });
  });

  test('who is not let in is not listened to', async () => {
    await kpc.close();
    kpc = await startKpc(undefined, {}, () => ({ ok: false, reason: 'no such user' }));
    for (const version of [4, 5] as const) {
      const client = hangUpAfter(version, connect(version), publish(TOPIC, '[1]', 0));
      await expect.poll(() => client.ended).toBe(true);
    }
    expect(payloads()).toEqual([]);
    expect(kpc.clock.pending()).toEqual([]);
  });
});
