import { describe, expect, test } from 'vitest';
import type { DataSamplesReceived } from '../../../src/platform/esp/events.js';
import { dcx } from '../../../src/platform/extensions/dcx/index.js';
import type { DcxSettings } from '../../../src/platform/extensions/dcx/settings.js';
import type { Effects } from '../../../src/platform/extensions/extension.js';
import { complete, ctx, EMPTY, NOT_UTF8, NOW, open, request } from './harness.js';

const METADATA = { site: 'north' };
const RELAXED = { 'relaxed-resource-path-validation': true };

function send(
  path: string,
  payload: unknown,
  settings: Partial<DcxSettings> = {},
  applicationConfig: Record<string, unknown> = {},
): Effects {
  const state = open(dcx, { metadata: () => METADATA }, settings);
  return dcx.handle(state, request(path, payload), ctx({ applicationConfig, extensionInstance: 'dcx' }));
}

const samplesOf = ({ events }: Effects) => (events?.[0] as DataSamplesReceived | undefined)?.samples;

describe('2/DCP', () => {
  test('[2/DCP DCP-01] data samples are taken on /json and nowhere else', () => {
    expect(send('/json', [{}]).reply?.statusCode).toBe(200);
    for (const path of ['', '/', '/jsn', '/json/x', '/plain/t', '/JSON']) {
      const refused = send(path, [{}]);
      expect(refused.reply?.statusCode, path).toBe(404);
      expect(refused.events, path).toBeUndefined();
    }
  });

  test('[2/DCP DCP-02] a payload that is not UTF-8 JSON is refused with 400 and delivers nothing', () => {
    for (const payload of ['{"t": 1', 'temperature=21', EMPTY, NOT_UTF8]) {
      const refused = send('/json', payload);
      expect(refused.reply?.statusCode).toBe(400);
      expect(refused.reply?.reasonPhrase).toMatch(/payload/);
      expect(refused.events).toBeUndefined();
    }
  });

  test('[2/DCP DCP-03] each array item is one data sample, of any JSON type', () => {
    const samples = [{ t: 21 }, 5, 'x', true, null, [85, 34]];
    expect(samplesOf(send('/json', samples))).toEqual(samples);
  });

  test('[2/DCP DCP-03] a value that is not an array is one data sample', () => {
    for (const sample of [{ t: 21 }, 5, true, null])
      expect(samplesOf(send('/json', sample))).toEqual([sample]);
    expect(samplesOf(send('/json', '"text"'))).toEqual(['text']);
  });

  test('a single value is refused when the settings say so, as before Kaa 1.3', () => {
    expect(send('/json', { t: 21 }, { singleSamples: false }).reply?.statusCode).toBe(400);
    expect(send('/json', [{ t: 21 }], { singleSamples: false }).reply?.statusCode).toBe(200);
  });

  test('[2/DCP DCP-04] a batch is one event and has one status', () => {
    const { events, reply } = send('/json', [{ t: 1 }, { t: 2 }]);
    expect(events).toHaveLength(1);
    expect(reply).toEqual({ statusCode: 200 });
  });

  test('[2/DCP DCP-05] success has zero bytes', () => {
    expect(send('/json', [{ t: 1 }]).reply).not.toHaveProperty('payload');
  });

  test('[2/DCP DCP-07] a member named timestamp stays as it is', () => {
    const sample = { timestamp: 'yesterday', t: 1 };
    const [event] = send('/json', [sample]).events as DataSamplesReceived[];
    expect(event?.samples).toEqual([sample]);
    expect(event?.receivedAt).toBe(NOW);
  });

  test('[2/DCP DCP-08] the time of arrival, endpoint, version and instance go along', () => {
    expect(send('/json', [1]).events).toEqual([
      {
        type: 'data-samples-received',
        originator: 'dcx',
        endpointId: 'endpoint-1',
        appVersionName: 'demo-v1',
        samples: [1],
        receivedAt: NOW,
      },
    ]);
  });

  test('an empty batch succeeds and delivers nothing; or is refused', () => {
    expect(send('/json', [])).toEqual({ reply: { statusCode: 200 } });
    expect(send('/json', [], { emptyBatch: 'refuse' }).reply?.statusCode).toBe(400);
  });
});

describe('relaxed resource paths', () => {
  test('anything below /json is accepted', () => {
    expect(samplesOf(send('/json/kitchen/oven', { t: 180 }, {}, RELAXED))).toEqual([{ t: 180 }]);
    expect(send('/jsonish', { t: 180 }, {}, RELAXED).reply?.statusCode).toBe(404);
  });

  test('the refusal names the setting that would help', () => {
    expect(send('/plain/t', '21').reply?.reasonPhrase).toContain('relaxed-resource-path-validation');
  });

  test.each([
    ['21', { 'm-value': 21, 'm-unit': 'number' }],
    ['55%', { 'm-value': 55, 'm-unit': '%' }],
    ['2061m', { 'm-value': 2061, 'm-unit': 'm' }],
    ['-3.5°C', { 'm-value': -3.5, 'm-unit': '°C' }],
    ['+7km/h', { 'm-value': 7, 'm-unit': 'km/h' }],
  ])('plain text %s', (text, sample) => {
    expect(samplesOf(send('/plain/m', text, {}, RELAXED))).toEqual([sample]);
  });

  test.each(['', 'hot', '1.2.3', '1 2', ' 21', '21 m', '.5', '1e999', '%55'])(
    'plain text %j is refused',
    (text) => {
      const refused = send('/plain/m', text, {}, RELAXED);
      expect(refused.reply?.statusCode).toBe(400);
      expect(refused.events).toBeUndefined();
    },
  );

  test.each([
    [' 21 m ', { 'm-value': 21, 'm-unit': 'm' }],
    ['1.5e3W', { 'm-value': 1500, 'm-unit': 'W' }],
    ['.5', { 'm-value': 0.5, 'm-unit': 'number' }],
  ])('lenient plain text %j', (text, sample) => {
    expect(samplesOf(send('/plain/m', text, { plainGrammar: 'lenient' }, RELAXED))).toEqual([sample]);
  });
});

describe('metadata enrichment', () => {
  const enrich = (member: object) => ({ 'metadata-enrichment': { enabled: true, ...member } });

  test('copies the metadata into objects, and leaves other data samples alone', () => {
    expect(samplesOf(send('/json', [{ t: 1 }, 5, [1]], {}, enrich({})))).toEqual([
      { t: 1, '~ep-metadata': METADATA },
      5,
      [1],
    ]);
    expect(samplesOf(send('/json', { t: 1 }, {}, enrich({ path: 'about' })))).toEqual([
      { t: 1, about: METADATA },
    ]);
  });

  test('is off unless enabled', () => {
    expect(samplesOf(send('/json', { t: 1 }, {}, { 'metadata-enrichment': {} }))).toEqual([{ t: 1 }]);
  });

  test('the schema of the application settings is closed', () => {
    expect(() => complete(dcx.applicationConfig, { ...RELAXED, ...enrich({}) })).not.toThrow();
    expect(() => complete(dcx.applicationConfig, { relaxed: true } as object)).toThrow();
  });
});
