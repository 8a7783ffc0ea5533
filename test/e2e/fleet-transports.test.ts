/**
 * Goal: fleets reach the platform over every transport, with real ports and certificates: their own platform, and one elsewhere.
 * Method: the library, as `kaa sim run` calls it; certificates in a folder of the test.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunFleetsOptions, type RunningPlatform, runFleets, startPlatform } from '../../src/index.js';
import { developmentAuthority, signClient } from '../../src/platform/kpc/certificates.js';
import { DEMO } from '../helpers/platform.js';

let home: string;
let blueprint: string;
let tlsFolder: string;
let elsewhere: RunningPlatform;
let authority: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaa-fleet-transports-'));
  blueprint = join(home, 'blueprint');
  tlsFolder = join(home, 'tls');
  await cp(DEMO, blueprint, { recursive: true });
  await rm(join(blueprint, 'fleets'), { recursive: true, force: true });
  await mkdir(join(blueprint, 'fleets'));
  const now = Date.now();
  const made = await developmentAuthority(tlsFolder, now);
  authority = made.file;
  await mkdir(join(blueprint, 'certs'));
  for (const token of ['own-1', 'own-2']) {
    const { certificate, key } = await signClient(made, token, now);
    await writeFile(join(blueprint, 'certs', `${token}.pem`), certificate);
    await writeFile(join(blueprint, 'certs', `${token}.key`), key);
  }
  await fleet('far', 'connection: { reconnect: never }');
  elsewhere = await startPlatform({ blueprint, port: 0, tlsPort: 0, tlsFolder, seed: 1 });
});
afterAll(async () => {
  await elsewhere.stop();
  await rm(home, { recursive: true, force: true });
});

async function fleet(name: string, more: string): Promise<string> {
  const file = join(blueprint, 'fleets', `${name}.yaml`);
  const text = [
    `fleet: ${name}`,
    'version: demo-v1',
    'endpoints: 2',
    `token: ${name}-{index}`,
    'metadata: { name: { template: "{token}" } }',
    'samples: { every: 100ms, fields: { temperature: 20, unit: C } }',
    more,
  ].join('\n');
  await writeFile(file, text);
  return file;
}

const run = (fleets: string, options: RunFleetsOptions = {}) =>
  runFleets({ fleets, blueprint, samples: 10, seed: 7, tlsFolder, ...options });

describe('on a platform of its own', () => {
  test.each(['mqtt', 'mqtts', 'ws', 'http'])('a fleet over %s', async (transport) => {
    const report = await run(await fleet(`via-${transport}`, `connection: { transport: ${transport} }`));
    expect(report).toMatchObject({
      verdict: 'pass',
      target: expect.stringContaining(`${transport}://127.0.0.1:`),
      samples: { sent: 10, confirmed: 10 },
      metadata: { sent: 2, confirmed: 2 },
      notes: [],
    });
  });

  test('wss and https go without TLS, as behind the ingress of Kaa, and the report says so', async () => {
    const report = await run(await fleet('secure', 'connection: { transport: https }'));
    expect(report).toMatchObject({ verdict: 'pass', target: expect.stringContaining('http://127.0.0.1:') });
    expect(report.notes).toEqual([expect.stringContaining('Fleet secure spoke http instead of https')]);
  });

  test('over HTTP commands and configurations come by asking', async () => {
    const file = await fleet(
      'asking',
      [
        'connection: { transport: http, poll: 200ms }',
        'commands: { zero: {} }',
        'configuration: {}',
        'operator:',
        '  - { after: 100ms, command: zero, payload: { at: now } }',
        '  - { after: 100ms, configuration: { samplingPeriod: 2 } }',
      ].join('\n'),
    );
    const report = await run(file, { samples: undefined, durationMs: 1500 });
    expect(report).toMatchObject({ verdict: 'pass', commands: { received: 2, answered: 2 } });
    expect(report.configurations.applied).toBeGreaterThanOrEqual(2);
  });

  test('each client with its own certificate; one that is missing is told before anything connects', async () => {
    const certificate = 'certificate: { cert: "certs/{token}.pem", key: "certs/{token}.key" }';
    const connection = `connection: { transport: mqtts, ${certificate} }`;
    expect(await run(await fleet('own', connection))).toMatchObject({ verdict: 'pass' });
    await expect(run(await fleet('others', connection))).rejects.toMatchObject({
      code: 'FLEET_CERTIFICATE',
      message: 'Fleet others names the certificate certs/others-1.pem: there is no such file.',
    });
  });
});

describe('at a server elsewhere', () => {
  const far = () => join(blueprint, 'fleets', 'far.yaml');

  test('over the transport of its address', async () => {
    const { mqtt, ws, http } = elsewhere.ready;
    for (const target of [mqtt, ws, http])
      expect(await run(far(), { target })).toMatchObject({ verdict: 'pass', target });
  });

  test('mqtts with the authority that --ca names; without it the server is not trusted', async () => {
    const target = elsewhere.ready.mqtts;
    expect(await run(far(), { target, tls: { ca: authority } })).toMatchObject({ verdict: 'pass' });
    await expect(run(far(), { target })).rejects.toMatchObject({ code: 'TARGET_UNTRUSTED' });
    await expect(run(far(), { target, tls: { ca: far() } })).rejects.toMatchObject({ code: 'FLAG_INVALID' });
  });

  test('a fleet that names another transport is refused with the reason', async () => {
    const target = elsewhere.ready.mqtt;
    const file = await fleet('other', 'connection: { transport: ws }');
    await expect(run(file, { target })).rejects.toMatchObject({
      code: 'FLEET_TRANSPORT_OTHER',
      message: `Fleet other connects over ws, and ${target} is an address of mqtt.`,
    });
  });

  test.each([
    ['http', 'http://127.0.0.1:1'],
    ['ws', 'ws://127.0.0.1:1'],
  ])('nobody at an address of %s: told in words', async (_protocol, target) => {
    await expect(run(far(), { target })).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('nothing listens there'),
    });
  });

  test('a WebSocket at a path that has none: told with the path of Kaa', async () => {
    const target = elsewhere.ready.ws?.replace('/ws', '/elsewhere');
    await expect(run(far(), { target })).rejects.toMatchObject({
      message: expect.stringContaining('HTTP 404 (Kaa has it at the path /ws)'),
    });
  });
});
