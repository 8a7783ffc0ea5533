/**
 * Goal: at a server elsewhere whose REST is named, the suite does what only a person at the platform's side could do.
 * Method: the demo platform on loopback, known to the suite by its addresses alone.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConformanceReport, runConformance } from '../../src/index.js';
import type { Platform } from '../../src/platform/platform.js';
import { startDemo } from '../helpers/platform.js';

let platform: Platform;
let elsewhere: { target: string; rest: { url: string }; timeoutMs: number; quietMs: number };

beforeAll(async () => {
  ({ platform } = await startDemo());
  await platform.stop();
  await platform.start({ host: '127.0.0.1', port: 0, httpPort: 0 });
  const { mqtt: target = '', http: url = '' } = platform.addresses;
  elsewhere = { target, rest: { url }, timeoutMs: 2000, quietMs: 20 };
});

afterAll(() => platform.stop());

const outcomes = (report: ConformanceReport) =>
  Object.fromEntries(report.results.map(({ id, outcome, reason, seen }) => [id, reason ?? seen ?? outcome]));
const names = () =>
  [...platform.services.tekton.applications()].map(({ applicationName }) => applicationName);

/** One of each kind: stored values, configurations, commands, restricted keys, several endpoints. */
const ONE_OF_EACH = [
  'KP-24',
  'DCP-06',
  'CMP-02',
  'CMP-12',
  'CMP-25',
  'EPMP-06',
  'EPMP-34',
  'CEP-10',
  'CEP-13',
  'CEP-16',
];

describe('a server elsewhere, with its REST', () => {
  it('an application is made and kept, its endpoints are deleted, and nothing stays unknown', async () => {
    const before = platform.endpoints().length;
    for (const protocol of ['mqtt3', 'mqtt5'] as const) {
      const report = await runConformance({ ...elsewhere, protocol, only: ONE_OF_EACH });
      expect(outcomes(report)).toEqual(Object.fromEntries(ONE_OF_EACH.map((id) => [id, 'pass'])));
      expect(names()).toEqual(['demo', 'other', 'kaa-conformance']);
      expect(platform.endpoints()).toHaveLength(before);
    }
  });

  it('in a version that is named: what it does not allow to judge is unknown, and says why', async () => {
    const only = ['CMP-02', 'DCP-06', 'EPMP-06', 'EPMP-27', 'CEP-10'];
    const report = await runConformance({ ...elsewhere, protocol: 'mqtt3', appVersion: 'demo-v1', only });
    expect(outcomes(report)).toEqual({
      'CMP-02': 'the application version has a default configuration',
      'DCP-06': expect.stringMatching(/^pass$|auto-extract/),
      'EPMP-06': expect.stringContaining('--guarded-version'),
      'EPMP-27': 'the endpoint may not write keys of its own choice',
      'CEP-10': 'pass',
    });
  });

  it('extension instances by other names', async () => {
    const only = ['CMP-04'];
    const report = await runConformance({
      ...elsewhere,
      protocol: 'mqtt3',
      only,
      instances: { cmx: 'cmx_ota' },
    });
    expect(outcomes(report)).toEqual({ 'CMP-04': 'pass' });
    const wrong = await runConformance({
      ...elsewhere,
      protocol: 'mqtt3',
      only,
      instances: { cmx: 'nosuch' },
    }).catch((error: unknown) => error);
    expect(String(wrong)).toMatch(/nosuch/);
  });

  it.each([
    ['a version that nobody has', { appVersion: 'nope-v1' }, 'APP_VERSION_NOT_SEEN'],
    ['REST where nothing listens', { rest: { url: 'http://127.0.0.1:1' } }, 'REST_UNREACHABLE'],
    ['certificates that are not there', { authorityFile: '/nowhere/ca.pem' }, 'AUTHORITY_UNREADABLE'],
    ['a file that is no certificate', { authorityFile: 'package.json' }, 'AUTHORITY_UNREADABLE'],
  ])('%s is told at once', async (_what, options, code) => {
    await expect(runConformance({ ...elsewhere, ...options })).rejects.toMatchObject({ code });
  });
});
