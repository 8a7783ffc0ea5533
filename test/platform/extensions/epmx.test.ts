import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetadataChange } from '../../../src/platform/esp/events.js';
import { epmx } from '../../../src/platform/extensions/epmx/index.js';
import type { EpmxSettings } from '../../../src/platform/extensions/epmx/settings.js';
import type { Effects } from '../../../src/platform/extensions/extension.js';
import { body, complete, ctx, EMPTY, expectShape, NOT_UTF8, open, RFC, request } from './harness.js';

const METADATA = { name: 'Hall', serial: 'A-17', floor: 3, secret: 'x', 'not.for.endpoints': 1 };
/** `serial` may only be read, `secret` is out of reach, `colour` does not exist yet. */
const LISTED = {
  'metadata-keys': { name: {}, floor: null, colour: {}, serial: { 'write-enabled': false } },
};

interface Circumstances {
  readonly settings?: Partial<EpmxSettings>;
  readonly metadata?: Record<string, unknown>;
  readonly versionConfig?: Record<string, unknown>;
}

function send(path: string, payload: unknown, circumstances: Circumstances = {}): Effects {
  const { metadata = METADATA, settings, versionConfig = {} } = circumstances;
  const state = open(epmx, { metadata: () => metadata }, settings);
  return epmx.handle(state, request(path, payload), ctx({ versionConfig }));
}

const listed = (path: string, payload: unknown, settings: Partial<EpmxSettings> = {}) =>
  send(path, payload, { settings, versionConfig: LISTED });

function changeOf({ events = [] }: Effects) {
  const [{ set, remove }] = events as [MetadataChange];
  return { set, remove };
}

function expectRefused(effects: Effects, statusCode: number): void {
  expect(effects.reply?.statusCode).toBe(statusCode);
  expect(effects.reply?.payload).toBeUndefined();
  expect(effects.events ?? []).toEqual([]);
}

describe('10/EPMP keys', () => {
  test('[10/EPMP EPMP-01, EPMP-12, EPMP-15] /get/keys answers an array of unique keys', () => {
    const { reply } = send('/get/keys', EMPTY);
    expect(JSON.parse(reply?.payload ?? '')).toEqual(['name', 'serial', 'floor', 'secret']);
    expectShape(reply?.payload, RFC.metadataKeys);
  });

  test('[10/EPMP EPMP-14] the payload of /get/keys does not matter', () => {
    for (const payload of ['garbage', NOT_UTF8, { keys: 5 }]) {
      expect(send('/get/keys', payload).reply).toEqual(send('/get/keys', EMPTY).reply);
    }
  });

  test('[10/EPMP EPMP-16] keys without any access are left out, read-only ones are not', () => {
    expect(body(listed('/get/keys', EMPTY))).toEqual(['name', 'serial', 'floor']);
  });

  test('an endpoint without metadata has no keys', () => {
    expect(body(send('/get/keys', EMPTY, { metadata: {} }))).toEqual([]);
  });
});

describe('10/EPMP get', () => {
  test('[10/EPMP EPMP-02, EPMP-20, EPMP-21] zero bytes, {} and all keys are the same question', () => {
    const all = { name: 'Hall', serial: 'A-17', floor: 3, secret: 'x' };
    expect(body(send('/get', EMPTY))).toEqual(all);
    expect(body(send('/get', {}))).toEqual(all);
    expect(body(send('/get', { keys: ['secret', 'floor', 'serial', 'name'] }))).toEqual(all);
  });

  test('[10/EPMP EPMP-03] named keys alone; no names, no values', () => {
    expect(body(send('/get', { keys: ['floor'] }))).toEqual({ floor: 3 });
    expect(body(send('/get', { keys: [] }))).toEqual({});
  });

  test('[10/EPMP EPMP-08] keys that 10/EPMP forbids are not shown', () => {
    expectShape(send('/get', EMPTY).reply?.payload, RFC.metadata);
    expectShape(send('/get/keys', EMPTY).reply?.payload, RFC.metadataKeys);
  });

  test('[10/EPMP EPMP-10, EPMP-24] values of every JSON type come back unchanged', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9_]+$/), fc.jsonValue()), (generated) => {
        const metadata = JSON.parse(JSON.stringify(generated));
        expect(body(send('/get', EMPTY, { metadata }))).toEqual(metadata);
      }),
      { seed: 1 },
    );
  });

  test('[10/EPMP EPMP-18] other payloads are refused', () => {
    const payloads = [
      [],
      { key: 'name' },
      { keys: 'name' },
      { keys: ['a b'] },
      { keys: ['a', 'a'] },
      { keys: [''] },
    ];
    for (const payload of [...payloads, '{', NOT_UTF8]) expectRefused(send('/get', payload), 400);
  });

  test('[10/EPMP EPMP-19, EPMP-22] reading everything leaves out what may not be read', () => {
    expect(body(listed('/get', {}))).toEqual({ name: 'Hall', serial: 'A-17', floor: 3 });
  });

  test('[10/EPMP EPMP-07, EPMP-23] a key out of reach, asked for by name, is an error that names it', () => {
    const refused = listed('/get', { keys: ['name', 'secret'] });
    expectRefused(refused, 403);
    expect(refused.reply?.reasonPhrase).toContain('"secret"');
    expect(refused.reply?.reasonPhrase).not.toContain('"name"');
  });

  test('a key that does not exist is left out, or refused', () => {
    expect(body(send('/get', { keys: ['name', 'colour'] }))).toEqual({ name: 'Hall' });
    expectRefused(send('/get', { keys: ['colour'] }, { settings: { missingKey: 'refuse' } }), 404);
  });

  test('a member of every object is no metadata', () => {
    expect(body(send('/get', { keys: ['constructor', '__proto__'] }))).toEqual({});
  });
});

describe('10/EPMP update', () => {
  test('[10/EPMP EPMP-25, EPMP-27] /update creates, changes and removes', () => {
    const effects = send('/update', { name: 'Gate', colour: 'red' });
    expect(effects.events).toEqual([
      {
        type: 'metadata-change',
        endpointId: 'endpoint-1',
        appVersionName: 'demo-v1',
        set: { name: 'Gate', colour: 'red' },
        remove: ['serial', 'floor', 'secret'],
      },
    ]);
  });

  test('[10/EPMP EPMP-28] a key that may not be written survives being absent', () => {
    expect(changeOf(listed('/update', { name: 'Gate' }))).toEqual({
      set: { name: 'Gate' },
      remove: ['floor'],
    });
  });

  test('[10/EPMP EPMP-04, EPMP-31, EPMP-33] /update/keys removes nothing', () => {
    expect(changeOf(send('/update/keys', { floor: 4 }))).toEqual({ set: { floor: 4 }, remove: [] });
  });

  test('[10/EPMP EPMP-29, EPMP-34, EPMP-35] a read-only or unlisted key refuses the whole update', () => {
    for (const path of ['/update', '/update/keys']) {
      expectRefused(listed(path, { name: 'Gate', serial: 'B-1' }), 403);
      expectRefused(listed(path, { name: 'Gate', secret: 'y' }), 403);
    }
  });

  test('a refused update may still do its writable part', () => {
    const effects = listed(
      '/update/keys',
      { name: 'Gate', serial: 'B-1' },
      { refusedUpdate: 'writable-part' },
    );
    expect(effects.reply?.statusCode).toBe(403);
    expect(changeOf(effects)).toEqual({ set: { name: 'Gate' }, remove: [] });
  });

  test('[10/EPMP EPMP-30, EPMP-36, EPMP-41] success has zero bytes', () => {
    const accepted = { statusCode: 200 };
    expect(send('/update', { name: 'Gate' }).reply).toEqual(accepted);
    expect(send('/update/keys', { name: 'Gate' }).reply).toEqual(accepted);
    expect(send('/delete/keys', ['name']).reply).toEqual(accepted);
  });

  test('[10/EPMP EPMP-26, EPMP-32] empty objects, arrays, odd keys and broken JSON are refused', () => {
    for (const path of ['/update', '/update/keys']) {
      for (const payload of [
        {},
        [{ name: 'Gate' }],
        'null',
        { 'a.b': 1 },
        { '': 1 },
        { 'a b': 1 },
        '{',
        EMPTY,
      ]) {
        expectRefused(send(path, payload), 400);
      }
    }
  });

  test('[10/EPMP EPMP-10] null is a value, not a deletion', () => {
    expect(changeOf(send('/update/keys', { floor: null }))).toEqual({ set: { floor: null }, remove: [] });
  });
});

describe('10/EPMP delete', () => {
  test('[10/EPMP EPMP-05, EPMP-37] the named keys go', () => {
    expect(changeOf(send('/delete/keys', ['floor', 'name']))).toEqual({ set: {}, remove: ['floor', 'name'] });
  });

  test('[10/EPMP EPMP-38] anything but an array of unique keys is refused', () => {
    for (const payload of [[], ['a', 'a'], ['a b'], [1], { keys: ['name'] }, '"name"', EMPTY]) {
      expectRefused(send('/delete/keys', payload), 400);
    }
  });

  test('[10/EPMP EPMP-39, EPMP-40] a key that may not be written refuses the whole deletion', () => {
    expectRefused(listed('/delete/keys', ['name', 'serial']), 403);
    expectRefused(listed('/delete/keys', ['secret']), 403);
  });

  test('a key that does not exist is ignored, or refused', () => {
    expect(changeOf(send('/delete/keys', ['floor', 'colour']))).toEqual({ set: {}, remove: ['floor'] });
    expect(send('/delete/keys', ['colour'])).toEqual({ events: [], reply: { statusCode: 200 } });
    expectRefused(send('/delete/keys', ['floor', 'colour'], { settings: { missingKey: 'refuse' } }), 404);
  });
});

describe('access lists and resources', () => {
  test('[10/EPMP EPMP-06] no list and null mean everything, an empty list means nothing', () => {
    const withList = (list: unknown) => send('/get', {}, { versionConfig: { 'metadata-keys': list } });
    expect(body(withList(null))).toEqual(body(send('/get', {})));
    expect(body(withList({}))).toEqual({});
  });

  test('the schema of the version settings takes the layout of Kaa', () => {
    expect(() => complete(epmx.versionConfig, LISTED)).not.toThrow();
    expect(() => complete(epmx.versionConfig, { 'metadata-keys': null } as object)).not.toThrow();
    expect(() =>
      complete(epmx.versionConfig, { 'metadata-keys': { a: { write: true } } } as object),
    ).toThrow();
  });

  test('unknown resources are 404 and name those that exist', () => {
    for (const path of ['', '/keys', '/get/key', '/update/json', '/delete', '/constructor', 'toString']) {
      const refused = send(path, {});
      expectRefused(refused, 404);
      expect(refused.reply?.reasonPhrase).toContain('/update/keys');
    }
  });
});
