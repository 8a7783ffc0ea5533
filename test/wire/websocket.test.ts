/**
 * Goal: a client over WebSocket is gone when it has said so, be its TCP connection still open or not; and a frame of text is no MQTT.
 * Method: frames written byte for byte over a stream in memory, as an upgrade brings it.
 */
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRandom } from '../../src/kernel/random.js';
import { Diagnostics } from '../../src/platform/diagnostics.js';
import { anybody } from '../../src/platform/kpc/authentication.js';
import { MqttFront } from '../../src/platform/kpc/mqtt.js';
import { RefusalLog } from '../../src/platform/kpc/refusal-log.js';
import { serveWebSocket } from '../../src/platform/kpc/websocket.js';
import { type Kpc, kpcSettings, startKpc } from '../helpers/kpc.js';
import { connect5, publish } from '../helpers/wire-client.js';

type Version = 4 | 5;

/** More turns of the event loop than any of it needs. */
const TURNS = 40;
const TOPIC = 'kp1/demo-v1/dcx/alpha/json';
const BINARY = 2;
const TEXT = 1;
/** A close frame with the code 1000. */
const CLOSE = frame(8, Buffer.from([3, 232]));

let kpc: Kpc;
let front: MqttFront;
let diagnostics: Diagnostics;
let server: EventEmitter;
beforeEach(async () => {
  kpc = await startKpc();
  diagnostics = new Diagnostics(kpc.journal);
  const { clock, journal, communication, bus: events } = kpc;
  const settings = kpcSettings();
  const refusals = new RefusalLog(journal, clock);
  const random = createRandom(1).stream('kpc/client-id');
  const ports = { settings, refusals, authenticate: anybody, clock, random, journal, events, communication };
  front = await MqttFront.open(ports);
  server = new EventEmitter();
  const serve = (stream: Duplex) => front.serve(stream, { transport: 'ws' });
  serveWebSocket(server as Server, { limits: settings.limits, refusals, serve, isOurHost: () => true });
});
afterEach(async () => {
  await front.close();
  await kpc.close();
});

/** Of a client: masked, with zeros. */
function frame(opcode: number, bytes: Buffer): Buffer {
  const length = bytes.length < 126 ? [bytes.length] : [126, bytes.length >> 8, bytes.length & 255];
  const head = [0x80 | opcode, 0x80 | (length[0] as number), ...length.slice(1), 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), bytes]);
}

const bytesOf = (protocolVersion: Version, ...packets: Packet[]) =>
  Buffer.concat(packets.map((packet) => mqttPacket.generate(packet, { protocolVersion })));
const connect = (protocolVersion: Version) => connect5({ clientId: 'page', protocolVersion });

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await setImmediate();
}

/** A client after the handshake; it never closes its side. */
function open(): { readonly stream: Duplex; readonly told: () => string } {
  const [stream, socket] = duplexPair();
  const got: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => got.push(bytes));
  const headers = {
    ...{ upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    ...{ 'sec-websocket-version': '13', 'sec-websocket-protocol': 'mqtt' },
  };
  server.emit('upgrade', { method: 'GET', url: '/ws', headers, socket }, socket, Buffer.alloc(0));
  return { stream, told: () => Buffer.concat(got).toString('latin1') };
}

const payloads = () => kpc.submitted.map(({ payload }) => payload.text);
const lastOfKpc = () => [...kpc.journal.events()].filter(({ type }) => type.startsWith('kpc.client')).at(-1);
const gone = { type: 'kpc.client-disconnected', reason: 'the client closed the connection' };

describe.each([4, 5] as const)('protocol version %d: a close frame, and TCP left open', (version) => {
  test('what came before it is handled, and the session ends', async () => {
    const { stream } = open();
    const first = frame(BINARY, bytesOf(version, connect(version), publish(TOPIC, '[1]', 1)));
    stream.write(Buffer.concat([first, CLOSE]));
    await turns();
    expect(payloads()).toEqual(['[1]']);
    expect(lastOfKpc()).toMatchObject(gone);
    expect(front.sessions).toBe(0);
  });

  test('later: nothing is taken for sent that the client cannot get', async () => {
    const { stream } = open();
    stream.write(frame(BINARY, bytesOf(version, connect(version), publish(TOPIC, '[1]', 1))));
    await turns();
    expect(kpc.communication.isConnected(kpc.endpoints.alpha as string)).toBe(true);
    stream.write(CLOSE);
    await turns();
    expect(kpc.communication.isConnected(kpc.endpoints.alpha as string)).toBe(false);
    expect(lastOfKpc()).toMatchObject(gone);
  });
});

test.each([4, 5] as const)(
  'protocol version %d: DISCONNECT: all is told first, and no frame is empty',
  async (version) => {
    const { stream, told } = open();
    const goodbye = { cmd: 'disconnect', reasonCode: 0 } as Packet;
    const packets = [connect(version), publish(`${TOPIC}/1`, '[1]', 2), goodbye];
    stream.write(frame(BINARY, bytesOf(version, ...packets)));
    await turns();
    expect(front.sessions).toBe(0);
    expect(told()).toContain(`${TOPIC}/1/status`);
    expect(told()).not.toContain('\x82\x00');
  },
);

test('a frame of text ends the connection and is no message, nor is what follows; the reader learns why [MQTT-6.0.0-1]', async () => {
  const { stream, told } = open();
  const message = (number: number) => bytesOf(4, publish(TOPIC, `[${number}]`, 0));
  const first = frame(BINARY, Buffer.concat([bytesOf(4, connect(4)), message(1)]));
  stream.write(Buffer.concat([first, frame(TEXT, message(2)), frame(BINARY, message(3))]));
  await turns();
  expect(payloads()).toEqual(['[1]']);
  expect(front.sessions).toBe(0);
  // A close frame with the code 1003.
  expect(told()).toContain('\x03\xebMQTT needs binary frames');
  expect(diagnostics.list()).toMatchObject([
    { code: 'kpc.client-refused', remedy: expect.stringContaining('binary') },
  ]);
});
