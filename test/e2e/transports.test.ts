/**
 * Goal: real clients reach the platform over every transport, with real ports: TCP, TLS, WebSocket, HTTP.
 * Method: MQTT.js and fetch, and the mosquitto clients where they are installed; one platform for all.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type RunningPlatform, startPlatform } from '../../src/index.js';
import { developmentAuthority, type Signed, signClient } from '../../src/platform/kpc/certificates.js';
import { startKpc } from '../helpers/kpc.js';
import { DEMO } from '../helpers/platform.js';

const TOPIC = 'kp1/demo-v1/epmx/alpha/get/1';
const METADATA = { name: 'Alpha', serial: 'A-1' };

let folder: string;
let tlsFolder: string;
let running: RunningPlatform;
let trust: Buffer;
const clients: MqttClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaa-transports-'));
  tlsFolder = join(folder, 'tls');
  running = await startPlatform({ blueprint: DEMO, port: 0, tlsPort: 0, tlsFolder, seed: 1 });
  trust = await readFile(running.ready.certificateAuthority as string);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true, force: true });
});

const portOf = (url: string | undefined) => Number(new URL(url as string).port);

/** Connects, asks for metadata without subscribing, and gives back the answer. */
async function ask(url: string | undefined, options: IClientOptions = {}): Promise<unknown> {
  const client = await mqtt.connectAsync(url as string, { reconnectPeriod: 0, ...options });
  clients.push(client);
  const answered = new Promise<Buffer>((resolve) => {
    client.on('message', (topic, payload) => {
      if (topic === `${TOPIC}/status`) resolve(payload);
    });
  });
  await client.publishAsync(TOPIC, '{}', { qos: 1 });
  return JSON.parse((await answered).toString());
}

const journal = (type: string) =>
  [...running.platform.journal.events()].filter((event) => event.type === type);

describe('MQTT.js', () => {
  test.each([
    [3, 'MQIsdp'],
    [4, 'MQTT'],
    [5, 'MQTT'],
  ] as const)('protocol version %d over TCP, WebSocket and TLS', async (protocolVersion, protocolId) => {
    const { mqtt: tcp, ws, mqtts } = running.ready;
    const options = { protocolVersion, protocolId } as const;
    expect(await ask(tcp, options)).toEqual(METADATA);
    expect(await ask(ws, options)).toEqual(METADATA);
    expect(await ask(mqtts, { ...options, ca: trust })).toEqual(METADATA);
    const transports = journal('kpc.client-connected').map(
      (event) => (event as { transport: string }).transport,
    );
    expect(transports.slice(-3)).toEqual(['tcp', 'ws', 'tls']);
  });

  test('MQTT 5: subscribing works, and the reason for being cut off arrives', async () => {
    const options = { protocolVersion: 5, reconnectPeriod: 0, clientId: 'twin' } as const;
    const client = await mqtt.connectAsync(running.ready.mqtt, options);
    clients.push(client);
    const granted = await client.subscribeAsync(['kp1/#', '$share/g/kp1/#']).catch((error: unknown) => error);
    expect(granted).toBeDefined();
    const told = new Promise((resolve) => client.on('disconnect', (packet) => resolve(packet.reasonCode)));
    clients.push(await mqtt.connectAsync(running.ready.mqtt, options));
    expect(await told).toBe(0x8e);
  });
});

describe('TLS', () => {
  test('the authority is kept, its key is for its owner alone, and clients that trust it verify the server', async () => {
    const again = await developmentAuthority(tlsFolder, Date.now());
    expect(again.certificate).toBe(trust.toString());
    expect((await stat(join(tlsFolder, 'ca-key.pem'))).mode & 0o077).toBe(0);
    await expect(ask(running.ready.mqtts)).rejects.toThrow(/self.signed|unable to/i);
    expect(await ask(`mqtts://localhost:${portOf(running.ready.mqtts)}`, { ca: trust })).toEqual(METADATA);
  });

  test('TLS 1.1 is refused', async () => {
    const socket = connectTls({
      port: portOf(running.ready.mqtts),
      host: '127.0.0.1',
      ca: trust,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    });
    await expect(new Promise((_, reject) => socket.on('error', reject))).rejects.toThrow();
  });

  test('a client certificate reaches authentication as issuer and decimal serial number; a strange one does not', async () => {
    const given: unknown[] = [];
    const { ccm } = running.platform.services;
    const authenticate = ccm.authenticate.bind(ccm);
    ccm.authenticate = (connection) => {
      given.push(connection.certificate);
      return authenticate(connection);
    };
    const now = Date.now();
    const known = await developmentAuthority(tlsFolder, now);
    const strange = await developmentAuthority(join(folder, 'other'), now);
    const come = async (authority: Signed) => {
      const { certificate, key } = await signClient(authority, 'device-1', now);
      return await ask(running.ready.mqtts, { ca: trust, cert: certificate, key });
    };
    expect(await come(known)).toEqual(METADATA);
    expect(await come(strange)).toEqual(METADATA);
    expect(given).toEqual([
      { issuer: 'O=kaa,CN=kaa development authority', serialNumber: expect.stringMatching(/^[0-9]+$/) },
      undefined,
    ]);
    expect(running.platform.diagnostics().map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('its certificate is not trusted'),
    );
  });

  test('a certificate that is none: said before anything listens', async () => {
    const broken = join(folder, 'broken');
    await developmentAuthority(broken, Date.now());
    await writeFile(join(broken, 'ca.pem'), 'not a certificate');
    await expect(
      startPlatform({ blueprint: DEMO, port: 0, tlsPort: 0, tlsFolder: broken }),
    ).rejects.toMatchObject({
      code: 'CERTIFICATE_UNUSABLE',
    });
  });
});

describe('WebSocket', () => {
  const open = (path: string, protocols: string[]) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${portOf(running.ready.ws)}${path}`, protocols);
      socket.on('open', () => {
        resolve(`open ${socket.protocol}`);
        socket.terminate();
      });
      socket.on('unexpected-response', (_request, response) => resolve(`refused ${response.statusCode}`));
      socket.on('error', () => {});
    });

  test.each([
    ['/ws', ['mqtt'], 'open mqtt'],
    ['/ws', ['chat', 'mqtt'], 'open mqtt'],
    ['/ws', ['mqttv3.1'], 'open mqttv3.1'],
    ['/ws', [], 'open '],
    ['/ws', ['chat'], 'refused 400'],
    ['/mqtt', ['mqtt'], 'refused 404'],
    ['/', ['mqtt'], 'refused 404'],
  ])('%s %j: %s', async (path, protocols, outcome) => {
    expect(await open(path, protocols)).toBe(outcome);
  });

  test('a frame of text ends the connection', async () => {
    const socket = new WebSocket(running.ready.ws as string, ['mqtt']);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send('hello'));
    expect(await closed).toBe(1003);
  });
});

describe('a client that hangs up with its last bytes', () => {
  const everything = (protocolVersion: 4 | 5, clientId: string) => {
    const connect = { cmd: 'connect', clientId, protocolId: 'MQTT', protocolVersion, clean: true } as const;
    const publish = { cmd: 'publish', topic: TOPIC, payload: '{}', qos: 1, messageId: 1 } as const;
    const packets: Packet[] = [
      { ...connect, keepalive: 0 },
      { ...publish, dup: false, retain: false },
    ];
    return Buffer.concat(packets.map((packet) => mqttPacket.generate(packet, { protocolVersion })));
  };

  test.each([
    ['TCP', 4],
    ['TCP', 5],
    ['TLS', 4],
    ['TLS', 5],
  ] as const)('over %s, protocol version %d: is answered all the same', async (transport, version) => {
    const { mqtt: tcp, mqtts } = running.ready;
    const socket =
      transport === 'TCP'
        ? connectTcp(portOf(tcp), '127.0.0.1')
        : connectTls({ port: portOf(mqtts), host: 'localhost', ca: trust });
    const told: string[] = [];
    const parser = mqttPacket.parser({ protocolVersion: version });
    parser.on('packet', ({ cmd }) => told.push(cmd));
    socket.on('data', (bytes: Buffer) => parser.parse(bytes));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.end(everything(version, `last-${transport}-${version}`));
    await closed;
    // A configuration that waited for the endpoint may follow.
    expect(told.slice(0, 3)).toEqual(['connack', 'puback', 'publish']);
  });

  test.each([4, 5] as const)('over WebSocket, protocol version %d: is heard', async (version) => {
    const client = `last-ws-${version}`;
    const socket = new WebSocket(running.ready.ws as string, 'mqtt');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(everything(version, client));
    socket.close();
    await closed;
    await expect
      .poll(() => journal('kpc.message-received'))
      .toContainEqual(expect.objectContaining({ client, topic: TOPIC }));
  });
});

test('HTTP: fetch gets the metadata; the same port carries WebSocket', async () => {
  const { http, ws } = running.ready;
  const response = await fetch(`${http}/kpc/kp1/demo-v1/epmx/alpha/get`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(METADATA);
  expect(portOf(http)).toBe(portOf(ws));
});

test('a port that is taken: said for each transport, with the flag that helps', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) =>
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
  );
  const start = (options: object) => startPlatform({ blueprint: DEMO, port: 0, tlsFolder, ...options });
  await expect(start({ port, httpPort: 0 })).rejects.toMatchObject({ code: 'PORT_BUSY' });
  await expect(start({ httpPort: port })).rejects.toMatchObject({
    code: 'HTTP_PORT_BUSY',
    next: [expect.stringContaining('--http-port 0')],
  });
  await expect(start({ tlsPort: port })).rejects.toMatchObject({ code: 'TLS_PORT_BUSY' });
  taken.close();
});

test('stopping does not wait for clients that never leave', async () => {
  const other = await startPlatform({ blueprint: DEMO, port: 0 });
  const silent = connectTcp(portOf(other.ready.mqtt), '127.0.0.1');
  const half = connectTcp(portOf(other.ready.http), '127.0.0.1');
  half.write('POST /kp1/x HTTP/1.1\r\nHost: k\r\nContent-Length: 5\r\n\r\n12');
  for (const socket of [silent, half]) await new Promise((resolve) => socket.once('connect', resolve));
  await other.stop();
  for (const socket of [silent, half]) socket.destroy();
});

test('connections beyond the limit are closed at once, over all transports together; a place that is free is given', async () => {
  const kpc = await startKpc(undefined, { limits: { connections: 2 } });
  await kpc.service.listen({ host: '127.0.0.1', port: 0, httpPort: 0 });
  const { mqtt: tcp, http } = kpc.service.addresses;
  const open = async (url: string | undefined) => {
    const socket = connectTcp(portOf(url), '127.0.0.1');
    socket.on('error', () => {}).resume();
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
  const first = await open(tcp);
  const second = await open(http);
  const third = await open(tcp);
  await new Promise((resolve) => third.once('close', resolve));
  expect([...kpc.journal.events()].at(-1)).toMatchObject({ type: 'kpc.limit-reached', limit: 'connections' });
  first.destroy();
  const again = () => {
    const client = mqtt.connect(tcp as string, { reconnectPeriod: 0 });
    clients.push(client);
    return new Promise((resolve) => {
      client.once('connect', () => resolve(true)).once('close', () => resolve(false));
    });
  };
  await expect.poll(again).toBe(true);
  second.destroy();
  await kpc.close();
});

describe('mosquitto', async () => {
  const run = promisify(execFile);
  const isInstalled = await run('mosquitto_pub', ['--help']).then(
    () => true,
    (error: { code?: unknown }) => error.code !== 'ENOENT',
  );

  test.runIf(isInstalled).each(['mqttv31', 'mqttv311', 'mqttv5'])('mosquitto_pub -V %s', async (version) => {
    const port = String(portOf(running.ready.mqtt));
    const args = [
      '-V',
      version,
      '-h',
      '127.0.0.1',
      '-p',
      port,
      '-q',
      '2',
      '-t',
      'kp1/demo-v1/dcx/alpha/json/1',
      '-m',
      '[{"x":1}]',
    ];
    await run('mosquitto_pub', [...args, '-i', `pub-${version}`], { timeout: 10_000 });
    await expect
      .poll(() => journal('kpc.message-received').at(-1))
      .toMatchObject({ client: `pub-${version}`, payload: '[{"x":1}]' });
  });
});

describe('a page in a browser that has made its own name lead here', () => {
  const from = (host: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<number>((resolve, reject) => {
      const port = portOf(running.ready.http);
      const request = httpRequest({ host: '127.0.0.1', port, path, headers: { host, ...headers } });
      request.on('response', (response) => resolve(response.resume().statusCode ?? 0));
      request.on('upgrade', (_response, socket) => resolve(socket.destroy() && 101));
      request.on('error', reject).end();
    });
  const UPGRADE = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    'sec-websocket-protocol': 'mqtt',
  };

  test('gets neither REST nor /ws, and the diagnostics say what to do', async () => {
    expect(await from('evil.example', '/kaa/status')).toBe(403);
    expect(await from('evil.example', '/ws', UPGRADE)).toBe(403);
    expect(await from('localhost', '/kaa/status')).toBe(200);
    expect(await from('localhost:80', '/ws', UPGRADE)).toBe(101);
    expect(running.platform.diagnostics()).toContainEqual(
      expect.objectContaining({
        reason: expect.stringContaining('evil.example'),
        remedy: expect.stringContaining('hosts'),
      }),
    );
  });
});
