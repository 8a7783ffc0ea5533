/**
 * `runConformance` as a whole: a server elsewhere, without an operator; slips of the pen; files.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runConformance } from '../../src/index.js';
import type { Platform } from '../../src/platform/platform.js';
import { startDemo } from '../helpers/platform.js';

let platform: Platform;
let mqtt: string;
let folder: string;

beforeAll(async () => {
  ({ platform } = await startDemo());
  await platform.stop();
  await platform.start({ host: '127.0.0.1', port: 0, httpPort: 0 });
  mqtt = platform.addresses.mqtt as string;
  folder = mkdtempSync(join(tmpdir(), 'kaa-conformance-'));
});

afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

const elsewhere = { appVersion: 'other-v1', tokens: ['alpha'], timeoutMs: 1000, quietMs: 5 } as const;

describe('a server elsewhere', () => {
  it('nothing fails; what takes the platform side is unknown, with the reason; so is the verdict', async () => {
    const tokens = ['alpha', 'beta'];
    const only = ['KP-*', 'CMP-1*', 'CEP-1*'];
    const options = { ...elsewhere, target: mqtt, protocol: 'mqtt3', only } as const;
    const report = await runConformance({ ...options, appVersion: 'demo-v1', tokens });
    expect(report.results.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    const unknown = report.results.filter(({ outcome }) => outcome === 'unknown');
    expect(unknown.map(({ id }) => id)).toContain('CEP-10');
    expect(unknown.map(({ id }) => id)).not.toContain('KP-24');
    for (const { reason } of unknown) expect(reason).toMatch(/^it takes the platform side of the server/);
    expect(report).toMatchObject({ verdict: 'unknown', target: mqtt, protocols: ['mqtt3'] });
  });

  it('with one token, routing between two endpoints is unknown', async () => {
    const report = await runConformance({ ...elsewhere, target: mqtt, protocol: 'mqtt3', only: ['KP-24'] });
    expect(report.results[0]).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('2 endpoint tokens'),
    });
  });

  it('the metadata of an endpoint that was lent is as before', async () => {
    const only = ['EPMP-04', 'EPMP-27'];
    const options = { ...elsewhere, target: platform.addresses.http as string, only };
    const metadata = { mine: 1 };
    const lent = { applicationName: 'other', appVersionName: 'other-v1', token: 'lent', metadata };
    const { endpointId: lentId } = platform.register(lent);
    const report = await runConformance({ ...options, tokens: ['lent'] });
    expect(report.verdict).toBe('pass');
    expect(platform.services.epr.metadata(lentId)).toEqual(metadata);
  });
});

it('where metadata keys are restricted, what needs others is unknown and changes nothing', async () => {
  const alpha = platform
    .endpoints()
    .find(({ token, appVersion }) => token === 'alpha' && appVersion === 'demo-v1');
  const metadata = () => platform.services.epr.metadata(alpha?.endpointId ?? '');
  const before = metadata();
  const options = { ...elsewhere, appVersion: 'demo-v1', target: platform.addresses.http as string };
  const report = await runConformance({ ...options, only: ['EPMP-27', 'EPMP-38'] });
  expect(report.results.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
  expect(report.results[0]?.reason).toMatch(/may not write keys of its own/);
  expect(metadata()).toEqual(before);
});

describe('slips of the pen are told at once', () => {
  it.each([
    [{ target: 'ftp://127.0.0.1' }, 'ADDRESS_INVALID'],
    [{ target: '127.0.0.1' }, 'ADDRESS_INVALID'],
    [{ target: 'mqtt://kaa.example:1883' }, 'TARGET_NOT_LOOPBACK'],
    [{ target: 'mqtt://127.0.0.1:1', protocol: 'http' }, 'FLAG_INVALID'],
    [{ target: 'mqtt://127.0.0.1:1', tokens: [] }, 'TOKEN_MISSING'],
    [{ target: 'mqtt://127.0.0.1:1' }, 'TARGET_UNREACHABLE'],
    [{ target: 'http://127.0.0.1:1' }, 'TARGET_UNREACHABLE'],
    [{ target: 'ws://127.0.0.1:1/ws' }, 'TARGET_UNREACHABLE'],
    [{ only: ['CEP-99'] }, 'FLAG_INVALID'],
    [{ junitFile: '/nowhere/at/all/report.xml' }, 'REPORT_NOT_WRITABLE'],
  ] as const)('%o: %s', async (options, code) => {
    await expect(runConformance({ ...elsewhere, ...options })).rejects.toMatchObject({ code });
  });

  it('a token that the server does not know', async () => {
    const options = { ...elsewhere, target: mqtt, tokens: ['alpha', 'nobody'] };
    await expect(runConformance(options)).rejects.toMatchObject({ code: 'TOKEN_NOT_SERVED' });
  });
});

it('writes the report as JUnit XML, and tells each result as it is there', async () => {
  const junitFile = join(folder, 'report.xml');
  const told: string[] = [];
  const onResult = ({ id }: { id: string }) => told.push(id);
  const report = await runConformance({ protocol: 'mqtt3', only: ['DCP-0*'], junitFile, onResult });
  expect(told).toEqual(report.results.map(({ id }) => id));
  const xml = readFileSync(junitFile, 'utf8');
  expect(xml.match(/<testcase /g)).toHaveLength(9);
  expect(xml).toContain('tests="9" failures="0" errors="0" skipped="0"');
});

it('ends before the next case when it is asked to', async () => {
  const controller = new AbortController();
  const options = { protocol: 'mqtt3', only: ['KP-*'], signal: controller.signal } as const;
  const report = await runConformance({ ...options, onResult: () => controller.abort() });
  expect(report.results).toHaveLength(1);
});
