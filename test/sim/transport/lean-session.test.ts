/**
 * The lean client against a server that speaks packets by hand, over a pair of streams.
 */
import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { describe, expect, it, vi } from 'vitest';
import { InFlight } from '../../../src/kernel/in-flight.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { Scratch } from '../../../src/mqtt/outbox.js';
import { openLeanSession } from '../../../src/sim/transport/lean-session.js';
import type { MqttConnection } from '../../../src/sim/transport/mqtt-session.js';

interface Server {
  readonly stream: Duplex;
  readonly received: Packet[];
  /** Sizes of the chunks in which it came. */
  readonly chunks: number[];
  send(packet: Packet): void;
}

function serverOf(stream: Duplex): Server {
  const received: Packet[] = [];
  const chunks: number[] = [];
  const parser = mqttPacket.parser();
  parser.on('packet', (packet: Packet) => received.push(packet));
  stream.on('data', (bytes: Buffer) => {
    chunks.push(bytes.length);
    parser.parse(bytes);
  });
  return { stream, received, chunks, send: (packet) => stream.write(mqttPacket.generate(packet)) };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}

function opening(given: Partial<MqttConnection> & { username?: string; password?: string } = {}) {
  const [near, far] = duplexPair();
  const server = serverOf(far);
  const clock = new VirtualClock();
  const onMessage = vi.fn((_topic: string, _payload: Uint8Array) => {});
  const onLost = vi.fn();
  const { username, password, ...rest } = given;
  const connection = {
    ...{ target: 'memory', clock, keepalive: 0, openStream: () => near },
    ...rest,
  };
  const options = { clientId: 'kaa-1-1', username, password, onMessage, onLost };
  const session = openLeanSession(connection, options, new Scratch());
  return { server, clock, onMessage, onLost, session, near };
}

async function opened(given: Parameters<typeof opening>[0] = {}) {
  const at = opening(given);
  await turns();
  at.server.send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
  return { ...at, session: await at.session };
}

describe('opening', () => {
  it('[MQTT 3.1.1, 3.1] connects with a clean session and its login', async () => {
    const { server } = await opened({ username: 'otto', password: 'geheim', keepalive: 60 });
    expect(server.received[0]).toMatchObject({
      ...{ cmd: 'connect', protocolVersion: 4, clean: true, clientId: 'kaa-1-1', keepalive: 60 },
      username: 'otto',
      password: Buffer.from('geheim'),
    });
  });

  it.each([
    [5, 'LOGIN_REFUSED', /not authorized/],
    [4, 'LOGIN_REFUSED', /bad user name or password/],
    [3, 'TARGET_UNREACHABLE', /unavailable/],
  ] as const)('[MQTT 3.1.1, 3.2.2.3] CONNACK %i is %s', async (returnCode, code, text) => {
    const { server, session } = opening();
    const failed = expect(session).rejects.toMatchObject({ code, message: expect.stringMatching(text) });
    server.send({ cmd: 'connack', returnCode, sessionPresent: false });
    await failed;
  });

  it('a server that says nothing is given up, by the clock of the run', async () => {
    const { clock, session } = opening();
    const failed = expect(session).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
    await clock.advance(10_000);
    await failed;
  });

  it('a server that speaks no MQTT is told as such', async () => {
    const { server, session } = opening();
    const failed = expect(session).rejects.toThrow(/does not answer as an MQTT server/);
    server.stream.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    await failed;
  });
});

describe('messages', () => {
  it('[MQTT-4.6.0-2] whoever wants to know is told of its own acknowledgement, among those who do not', async () => {
    const { server, session } = await opened();
    const told: string[] = [];
    const asking = (name: string) => ({ acknowledged: () => told.push(name) });
    session.publish('t', 'a');
    session.publish('t', 'b', asking('b'));
    session.publish('t', 'c', {});
    session.publish('t', 'd', asking('d'));
    for (const [acknowledged, expected] of [
      [1, []],
      [2, ['b']],
      [3, ['b']],
      [4, ['b', 'd']],
      [4, ['b', 'd']],
    ] as const) {
      server.send({ cmd: 'puback', messageId: acknowledged });
      await turns();
      expect(told).toEqual(expected);
    }
  });

  it('what is published in one turn leaves in one write, with packet IDs in order', async () => {
    const { server, session } = await opened();
    server.chunks.length = 0;
    for (let i = 1; i <= 3; i++) session.publish(`kp1/a/dcx/t/json/${i}`, `[{"grad":"${i} °C"}]`);
    await turns();
    expect(server.chunks).toHaveLength(1);
    const sent = server.received.slice(1) as Array<Extract<Packet, { cmd: 'publish' }>>;
    expect(
      sent.map(({ topic, payload, qos, messageId }) => [topic, String(payload), qos, messageId]),
    ).toEqual([1, 2, 3].map((i) => [`kp1/a/dcx/t/json/${i}`, `[{"grad":"${i} °C"}]`, 1, i]));
  });

  it('[MQTT-4.3.2-2] takes messages at every QoS and acknowledges them', async () => {
    const { server, session, onMessage } = await opened();
    for (const [qos, messageId] of [
      [0, undefined],
      [1, 7],
      [2, 8],
    ] as const) {
      server.send({
        ...{ cmd: 'publish', topic: `ä/${qos}`, payload: `"${qos}"`, qos, dup: false, retain: false },
        ...(messageId !== undefined && { messageId }),
      } as Packet);
    }
    await turns();
    server.send({ cmd: 'pubrel', messageId: 8 });
    await turns();
    expect(onMessage.mock.calls.map(([topic]) => topic)).toEqual(['ä/0', 'ä/1', 'ä/2']);
    expect(
      server.received
        .slice(1)
        .map((packet) => [packet.cmd, packet.messageId])
        .sort(),
    ).toEqual([
      ['puback', 7],
      ['pubcomp', 8],
      ['pubrec', 8],
    ]);
    await session.close({ goodbye: false });
  });

  it('[MQTT-2.3.1-4] no packet ID is used twice at a time: what is too much waits for an acknowledgement', async () => {
    const { server, session } = await opened();
    for (let i = 0; i < 65_537; i++) session.publish('t', '');
    await turns();
    expect(server.received.filter(({ cmd }) => cmd === 'publish')).toHaveLength(65_535);
    server.send({ cmd: 'puback', messageId: 1 });
    await turns();
    expect(server.received.at(-1)).toMatchObject({ cmd: 'publish', messageId: 1 });
  });

  it('virtual time waits for acknowledgements, and for no more once the session has ended', async () => {
    const inFlight = new InFlight();
    const { server, session } = await opened({ inFlight });
    session.publish('t', 'x');
    session.publish('t', 'y');
    server.send({ cmd: 'puback', messageId: 1 });
    await turns();
    expect(inFlight.labels()).toEqual(['PUBLISH of kaa-1-1']);
    await session.close({ goodbye: false });
    expect(inFlight.size).toBe(0);
  });
});

describe('the end', () => {
  it('says goodbye after what was published', async () => {
    const { server, session, onLost } = await opened();
    session.publish('t', 'x');
    await session.close();
    await turns();
    expect(server.received.map(({ cmd }) => cmd)).toEqual(['connect', 'publish', 'disconnect']);
    expect(onLost).not.toHaveBeenCalled();
  });

  it('breaks off without a goodbye when told to', async () => {
    const { server, session, near } = await opened();
    await session.close({ goodbye: false });
    await turns();
    expect(server.received.map(({ cmd }) => cmd)).toEqual(['connect']);
    expect(near.destroyed).toBe(true);
  });

  it('a connection that breaks is told once, and nothing is sent any more', async () => {
    const { session, onLost, near } = await opened();
    near.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await turns();
    session.publish('t', 'x');
    await session.close();
    expect(onLost.mock.calls).toEqual([['the server reset the connection']]);
  });

  it('[MQTT-3.1.2-24] pings, and gives up a server that does not answer', async () => {
    const { server, clock, onLost } = await opened({ keepalive: 60 });
    await clock.advance(60_000, turns);
    expect(server.received.at(-1)?.cmd).toBe('pingreq');
    server.send({ cmd: 'pingresp' });
    await turns();
    await clock.advance(60_000, turns);
    expect(onLost).not.toHaveBeenCalled();
    await clock.advance(60_000, turns);
    expect(onLost.mock.calls).toEqual([['the server gave no sign of life']]);
  });
});
