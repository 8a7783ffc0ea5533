import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SoftwareRegister } from '../../../src/platform/services/otao/otao.js';
import { compareVersions } from '../../../src/platform/services/otao/semver.js';
import { type Bench, bench } from './harness.js';

let at: Bench;
let otao: SoftwareRegister;

beforeEach(() => {
  at = bench();
  otao = new SoftwareRegister({
    ...at,
    appVersionNames: (application) => [`${application}-v1`, `${application}-v2`],
  });
});

const OF_1 = { endpointId: 'endpoint-1', appVersionName: 'demo-v1' };
const next = (currentId?: string, name = 'default') => otao.assigned({ ...OF_1, name, currentId })?.configId;
const offer = (version: string, upgradableFrom?: string[]) =>
  otao.set('demo', { version, specification: { link: `https://example.org/${version}` }, upgradableFrom });

function applied(configId: string, more: object = {}): void {
  at.events.raise({
    type: 'configuration-applied',
    provider: 'otao',
    ...OF_1,
    name: 'default',
    configId,
    ...more,
  });
}

describe('the next version', () => {
  test('is the highest above the current one', () => {
    for (const version of ['1.2.0', '1.10.0', '1.9.0']) offer(version);
    expect(next('1.1.0')).toBe('1.10.0');
    expect(next('1.9.0')).toBe('1.10.0');
    expect(next('1.10.0')).toBeUndefined();
    expect(next('2.0.0')).toBeUndefined();
  });

  test('follows only the versions that it is upgradable from', () => {
    offer('1.1.0');
    offer('2.0.0', ['1.1.0']);
    expect(next('1.0.0')).toBe('1.1.0');
    expect(next('1.1.0')).toBe('2.0.0');
    offer('3.0.0', []);
    expect(next('1.1.0')).toBe('2.0.0');
  });

  test('an endpoint that never said what it has gets what may follow everything', () => {
    offer('1.1.0');
    offer('2.0.0', ['1.1.0']);
    expect(next()).toBe('1.1.0');
    expect(next('')).toBe('1.1.0');
  });

  test('an endpoint that reported its version is judged by it', () => {
    offer('1.1.0');
    offer('2.0.0', ['1.1.0']);
    applied('1.1.0', { statusCode: 200 });
    expect(otao.appliedVersion('endpoint-1')).toBe('1.1.0');
    expect(next()).toBe('2.0.0');
    expect(next('2.0.0')).toBeUndefined();
  });

  test('a version that failed is not the current one, and is journalled', () => {
    applied('1.1.0', { statusCode: 500, reasonPhrase: 'checksum' });
    expect(otao.appliedVersion('endpoint-1')).toBeUndefined();
    expect(at.entries()).toMatchObject([
      { type: 'ecr.configuration-applied', service: 'otao', configId: '1.1.0', statusCode: 500 },
    ]);
  });

  test('carries its specification; other applications and names have none', () => {
    offer('1.1.0');
    expect(otao.assigned({ ...OF_1, name: 'default' })?.config).toEqual({
      link: 'https://example.org/1.1.0',
    });
    expect(next(undefined, 'wifi')).toBeUndefined();
    const other = { endpointId: 'endpoint-1', appVersionName: 'other-v1', name: 'default' };
    expect(otao.assigned(other)).toBeUndefined();
  });

  test('new and withdrawn software is announced to every version of the application', () => {
    offer('1.1.0');
    const update = { type: 'configuration-updated', provider: 'otao', name: 'default' };
    expect(at.raised).toEqual([
      { ...update, appVersionName: 'demo-v1' },
      { ...update, appVersionName: 'demo-v2' },
    ]);
    expect(otao.delete('demo', '1.1.0')).toBe(true);
    expect(at.raised).toHaveLength(4);
    expect(otao.delete('demo', '1.1.0')).toBe(false);
    expect(next()).toBeUndefined();
  });

  test('software is listed lowest first, an endpoint that is no more is forgotten', () => {
    offer('1.10.0');
    offer('1.9.0');
    expect(otao.list('demo').map(({ version }) => version)).toEqual(['1.9.0', '1.10.0']);
    applied('1.9.0', { statusCode: 200 });
    at.events.raise({ type: 'endpoint-unregistered', ...OF_1 });
    expect(otao.appliedVersion('endpoint-1')).toBeUndefined();
  });
});

describe('the order of versions', () => {
  test('is that of the semantic versioning specification', () => {
    const ordered = [
      '0.9.0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.10.0',
      '2.0.0',
    ];
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) {
        expect(Math.sign(compareVersions(a, b)), `${a} and ${b}`).toBe(Math.sign(i - j));
      }
    }
  });

  test('is lenient about missing numbers, a leading v and build data', () => {
    for (const same of ['1', '1.0', 'v1.0.0', '1.0.0+build.5'])
      expect(compareVersions(same, '1.0.0')).toBe(0);
  });

  test('turns round with its arguments, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
      }),
      { seed: 1 },
    );
  });
});
