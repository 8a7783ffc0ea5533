import { beforeEach, describe, expect, test } from 'vitest';
import type { DataPoint, DataPointsReceived } from '../../../src/platform/esp/events.js';
import { TimeSeriesStore } from '../../../src/platform/services/epts/epts.js';
import {
  EptsApplicationConfig,
  EptsSettings,
  EptsVersionConfig,
} from '../../../src/platform/services/epts/settings.js';
import { type Bench, bench, complete, NOW } from './harness.js';

let at: Bench;
let epts: TimeSeriesStore;

function start(timeSeries: object, settings: Partial<EptsSettings> = {}): void {
  at = bench({ 'demo-v1': { application: { 'time-series': timeSeries } } });
  complete(EptsApplicationConfig, at.configs['demo-v1']?.application as object);
  epts = new TimeSeriesStore({ ...at, settings: complete<EptsSettings>(EptsSettings, settings) });
}

const number = (path: string, name?: string) => ({
  path,
  type: 'number',
  ...(name === undefined ? {} : { name }),
});
const names = {
  temperature: { values: [number('temperature')] },
  location: { values: [number('position.lat', 'lat'), number('$.position.lon', 'lon')] },
};
const AUTO = { 'auto-extract': true };

function receive(samples: unknown[], more: { endpointId?: string; receivedAt?: number } = {}): void {
  at.events.raise({
    type: 'data-samples-received',
    originator: 'dcx',
    endpointId: 'endpoint-1',
    appVersionName: 'demo-v1',
    samples,
    receivedAt: NOW,
    ...more,
  });
}

const all = () => epts.data({ applicationName: 'demo' });
const ofOne = () => all()['endpoint-1'] ?? {};
const reasons = () =>
  at
    .entries()
    .filter((entry) => (entry as { type: string }).type === 'epts.sample-without-series')
    .map((entry) => (entry as { reason: string }).reason);

describe('declared time series', () => {
  beforeEach(() => start({ names }));

  test('a data sample feeds several time series, through bare, dotted and $. paths', () => {
    receive([{ temperature: 21.5, position: { lat: 52.5, lon: 13.4 } }]);
    expect(ofOne()).toEqual({
      temperature: [{ timestamp: NOW, values: { value: 21.5 } }],
      location: [{ timestamp: NOW, values: { lat: 52.5, lon: 13.4 } }],
    });
  });

  test('[14/TSTP TSTP-01] one event for each time series of a message, and one journal entry for all of them', () => {
    receive([{ temperature: 1 }, { temperature: 2, position: { lat: 3 } }]);
    const points = at.raised.filter(
      (event): event is DataPointsReceived => event.type === 'data-points-received',
    );
    expect(
      points.map(({ timeSeries, points, originator }) => [timeSeries, points.length, originator]),
    ).toEqual([
      ['temperature', 2, 'epts'],
      ['location', 1, 'epts'],
    ]);
    const of = { endpointId: 'endpoint-1' };
    const entry = { type: 'epts.data-points-received', ...of, appVersion: 'demo-v1' };
    expect(at.entries()).toEqual([
      { ...entry, timeSeries: ['temperature', 'location'], count: 3 },
      { type: 'epts.points-replaced', ...of, timeSeries: 'temperature', count: 1 },
    ]);
  });

  test('a point with only some of its values is stored; or not', () => {
    receive([{ position: { lon: 13.4 } }]);
    expect(ofOne()).toEqual({ location: [{ timestamp: NOW, values: { lon: 13.4 } }] });
    start({ names }, { partialPoints: false });
    receive([{ position: { lon: 13.4 } }]);
    expect(ofOne()).toEqual({});
    expect(reasons()).toHaveLength(1);
  });

  test('null is stored as null, a missing value is left out', () => {
    receive([{ temperature: null, position: { lat: null } }]);
    expect(ofOne()).toEqual({
      temperature: [{ timestamp: NOW, values: { value: null } }],
      location: [{ timestamp: NOW, values: { lat: null } }],
    });
  });

  test('a value of another type is not taken, and the journal says why', () => {
    receive([{ temperature: '21', position: { lat: 1 } }]);
    expect(ofOne()).toEqual({ location: [{ timestamp: NOW, values: { lat: 1 } }] });
    expect(reasons()).toEqual([
      'time series "temperature" declares temperature as number, the data sample has a string there',
    ]);
  });

  test('strings and booleans are kept as they are; type words in any case', () => {
    const values = [
      { path: 's', name: 's', type: 'String' },
      { path: 'b', name: 'b', type: 'BOOLEAN' },
    ];
    start({ names: { state: { values } } });
    receive([{ s: 'on', b: false }]);
    expect(ofOne().state).toEqual([{ timestamp: NOW, values: { s: 'on', b: false } }]);
  });

  test('the version adds to the application and wins over it', () => {
    at.configs['demo-v1'] = {
      ...at.configs['demo-v1'],
      version: { 'time-series': { names: { temperature: { values: [number('t')] } }, ...AUTO } },
    };
    receive([{ t: 1, temperature: 2, position: { lat: 3 } }]);
    expect(Object.keys(ofOne())).toEqual(['temperature', 'location', 'auto~t', 'auto~temperature']);
    expect(ofOne().temperature).toEqual([{ timestamp: NOW, values: { value: 1 } }]);
  });

  test('changed settings count from the next message', () => {
    receive([{ x: 1 }]);
    at.configs['demo-v1'] = { version: { 'time-series': AUTO } };
    receive([{ x: 2 }]);
    expect(ofOne()).toEqual({ 'auto~x': [{ timestamp: NOW, values: { value: 2 } }] });
  });
});

describe('auto-extract', () => {
  test('numbers at the top make time series auto~<field>; nothing else does', () => {
    start(AUTO);
    receive([{ t: 21, 'a-b_C9': 1, s: 'x', b: true, n: null, o: { t: 1 }, a: [1], 'a.b': 1, ä: 1 }]);
    expect(Object.keys(ofOne())).toEqual(['auto~t', 'auto~a-b_C9']);
    expect(reasons()).toEqual([]);
  });

  test('goes on beside declared time series', () => {
    start({ ...AUTO, names });
    receive([{ temperature: 21 }]);
    expect(Object.keys(ofOne())).toEqual(['temperature', 'auto~temperature']);
  });

  test('takes the field of the timestamp as well; or not', () => {
    const timestamp = { path: 'ts' };
    start({ ...AUTO, timestamp });
    receive([{ ts: 1000, t: 1 }]);
    expect(Object.keys(ofOne())).toEqual(['auto~ts', 'auto~t']);
    start({ ...AUTO, timestamp }, { autoExtractTimestamp: false });
    receive([{ ts: 1000, t: 1 }]);
    expect(Object.keys(ofOne())).toEqual(['auto~t']);
  });
});

describe('data samples that feed nothing are told', () => {
  test('with what is missing in the settings', () => {
    start({});
    receive([{ t: 21 }]);
    expect(at.entries()).toEqual([
      {
        type: 'epts.sample-without-series',
        endpointId: 'endpoint-1',
        appVersion: 'demo-v1',
        cause: 'sample-without-series',
        reason:
          'no time series is declared, and auto-extract is off (time-series.auto-extract in config/epts.yaml)',
      },
    ]);
  });

  test('with what the data sample lacks, once a message', () => {
    start({ ...AUTO, names });
    receive([{ s: 'x' }, { s: 'y' }]);
    expect(reasons()).toEqual([
      'the declared time series (temperature, location) find none of their values in it, and auto-extract found no number in a field at its top',
    ]);
  });

  test('when it is not an object', () => {
    start(AUTO);
    receive([5, 'x', null, [1]]);
    expect(ofOne()).toEqual({});
    expect(reasons()).toEqual(
      ['a number', 'a string', 'null', 'an array'].map(
        (kind) => `the data sample is not a JSON object but ${kind}`,
      ),
    );
  });
});

describe('timestamps', () => {
  const stampOf = (rule: object, time: unknown): number | undefined => {
    start({ ...AUTO, timestamp: { path: 'at.time', ...rule } });
    receive([{ t: 1, at: { time } }], { receivedAt: NOW + 0.75 });
    return ofOne()['auto~t']?.[0]?.timestamp;
  };

  test.each([
    [{}, 1_500_000_000_123, 1_500_000_000_123],
    [{ format: 'millis-unix-epoch' }, 1_500_000_000_123.9, 1_500_000_000_123],
    [{ format: 'seconds-unix-epoch' }, 1_500_000_000.5, 1_500_000_000_500],
    [{ format: 'iso8601' }, '2019-04-26T15:41:07+0000', 1_556_293_267_000],
    [{ format: 'iso8601' }, '2019-04-26T17:41:07.25+02:00', 1_556_293_267_250],
    [{ format: 'iso8601' }, '2019-04-26T10:41:07-05', 1_556_293_267_000],
    [{ format: 'iso8601' }, '2020-02-29T00:00Z', 1_582_934_400_000],
    [{ format: 'iso8601' }, '1969-12-31', -86_400_000],
  ])('%j of %j', (rule, time, timestamp) => {
    expect(stampOf(rule, time)).toBe(timestamp);
  });

  test('every day of some centuries is where the calendar has it', () => {
    for (let day = -40_000; day < 50_000; day += 37) {
      const midnight = day * 86_400_000;
      expect(stampOf({ format: 'iso8601' }, new Date(midnight).toISOString())).toBe(midnight);
    }
  });

  test.each([
    [{}, '1500000000123'],
    [{}, undefined],
    [{ format: 'iso8601' }, 1_500_000_000_123],
    [{ format: 'iso8601' }, '2019-02-29T00:00:00Z'],
    [{ format: 'iso8601' }, '2019-13-01T00:00:00Z'],
    [{ format: 'iso8601' }, '2019-04-26T24:00:00Z'],
    [{ format: 'iso8601' }, 'yesterday'],
  ])('without a readable time (%j of %j) the time of arrival counts, in whole milliseconds', (rule, time) => {
    expect(stampOf(rule, time)).toBe(NOW);
  });

  test('or the data sample is dropped, and told', () => {
    expect(stampOf({ 'fallback-strategy': 'drop' }, 'yesterday')).toBeUndefined();
    expect(reasons()).toEqual([
      'the data sample has no millis-unix-epoch time at "at.time", and fallback-strategy is drop',
    ]);
  });
});

describe('queries', () => {
  const at3 = [
    { ts: 3000, t: 3 },
    { ts: 1000, t: 1 },
    { ts: 2000, t: 2 },
  ];
  beforeEach(() => {
    start({ ...AUTO, timestamp: { path: 'ts' } }, { autoExtractTimestamp: false });
    receive(at3);
    receive([{ ts: 1500, t: 9, u: 9 }], { endpointId: 'endpoint-2' });
  });

  const values = (query: object) =>
    (
      epts.data({ applicationName: 'demo', endpointIds: ['endpoint-1'], ...query })['endpoint-1']?.[
        'auto~t'
      ] ?? []
    ).map((point) => point.values.value);

  test('points come in the order of time, or the other way round', () => {
    expect(values({})).toEqual([1, 2, 3]);
    expect(values({ sort: 'DESC' })).toEqual([3, 2, 1]);
  });

  test('both bounds belong to the range unless told otherwise', () => {
    const range = { from: 1000, to: 3000 };
    expect(values(range)).toEqual([1, 2, 3]);
    expect(values({ ...range, includeTime: 'from' })).toEqual([1, 2]);
    expect(values({ ...range, includeTime: 'to' })).toEqual([2, 3]);
    expect(values({ ...range, includeTime: 'none' })).toEqual([2]);
    expect(values({ from: 3001 })).toEqual([]);
  });

  test('last is last in time, not in arrival', () => {
    const last = epts.last({ applicationName: 'demo' });
    expect(last['endpoint-1']).toEqual({ 'auto~t': [{ timestamp: 3000, values: { value: 3 } }] });
    expect(epts.last({ applicationName: 'demo', before: 2000 })['endpoint-1']).toEqual({
      'auto~t': [{ timestamp: 2000, values: { value: 2 } }],
    });
    expect(epts.last({ applicationName: 'demo', before: 999 })).toEqual({});
  });

  test('time series and endpoints narrow the answer; what has no points is left out', () => {
    expect(epts.last({ applicationName: 'demo', timeSeries: ['auto~u', 'auto~x'] })).toEqual({
      'endpoint-2': { 'auto~u': [{ timestamp: 1500, values: { value: 9 } }] },
    });
    expect(epts.data({ applicationName: 'demo', endpointIds: ['endpoint-3'] })).toEqual({});
    expect(epts.data({ applicationName: 'other' })).toEqual({});
  });

  test('of one timestamp the last value wins, value by value; or all are kept', () => {
    const points: DataPoint[] = [
      { timestamp: 5000, values: { a: 1, b: 1 } },
      { timestamp: 5000, values: { b: 2 } },
    ];
    epts.store('demo-v1', 'endpoint-1', 'ab', points);
    expect(ofOne().ab).toEqual([{ timestamp: 5000, values: { a: 1, b: 2 } }]);
    start(AUTO, { sameTimestamp: 'keep-all' });
    epts.store('demo-v1', 'endpoint-1', 'ab', points);
    expect(ofOne().ab).toEqual(points);
    expect(epts.last({ applicationName: 'demo' })['endpoint-1']?.ab).toEqual([points[1]]);
  });

  test('the time series of an application are listed with the names of their values', () => {
    epts.store('demo-v1', 'endpoint-1', 'ab', [{ timestamp: 1, values: { a: 1, b: 'x' } }]);
    expect(epts.timeSeries('demo')).toEqual([
      { name: 'ab', values: ['a', 'b'] },
      { name: 'auto~t', values: ['value'] },
      { name: 'auto~u', values: ['value'] },
    ]);
  });

  test('answers are frozen', () => {
    const points = all()['endpoint-1']?.['auto~t'];
    for (const part of [all(), all()['endpoint-1'], points, points?.[0], points?.[0]?.values]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('bounds and others', () => {
  test('the points that came first make room', () => {
    start(AUTO, { pointsPerTimeSeries: 100 });
    for (let i = 0; i < 250; i++) receive([{ t: i }], { receivedAt: NOW + i });
    const points = ofOne()['auto~t'] ?? [];
    expect(points).toHaveLength(100);
    expect(points[0]).toEqual({ timestamp: NOW + 150, values: { value: 150 } });
    expect(points.at(-1)).toEqual({ timestamp: NOW + 249, values: { value: 249 } });
  });

  test('too many time series of one endpoint are refused and told', () => {
    start(AUTO, { timeSeriesPerEndpoint: 2 });
    receive([{ a: 1, b: 2, c: 3 }]);
    expect(Object.keys(ofOne())).toEqual(['auto~a', 'auto~b']);
    expect(reasons()).toEqual([
      'the endpoint has 2 time series already (timeSeriesPerEndpoint), so "auto~c" is not begun',
    ]);
  });

  test('a full time series tells once that it forgets, and counts on', () => {
    start(AUTO, { pointsPerTimeSeries: 2 });
    const told = () =>
      at.entries().filter((entry) => (entry as { type: string }).type === 'epts.points-dropped');
    receive([{ a: 1 }, { a: 2 }]);
    expect(told()).toEqual([]);
    receive([{ a: 3 }]);
    receive([{ a: 4 }]);
    expect(told()).toMatchObject([{ endpointId: 'endpoint-1', timeSeries: 'auto~a', count: 1, limit: 2 }]);
    expect(epts.totals()).toEqual({ points: 2, dropped: 2 });
  });

  test('points of other services are stored and announced again, once', () => {
    start({});
    const points = [{ timestamp: NOW, values: { value: 1 } }];
    const event = { endpointId: 'endpoint-1', appVersionName: 'demo-v1', timeSeries: 'connectivity', points };
    at.events.raise({ type: 'data-points-received', originator: 'epl', ...event });
    expect(ofOne()).toEqual({ connectivity: points });
    expect(at.raised.map((raised) => (raised as DataPointsReceived).originator)).toEqual(['epl', 'epts']);
  });

  test('an endpoint that is no more loses its points', () => {
    start(AUTO);
    receive([{ t: 1 }]);
    at.events.raise({ type: 'endpoint-unregistered', endpointId: 'endpoint-1', appVersionName: 'demo-v1' });
    expect(all()).toEqual({});
  });

  test('the settings take the layout of Kaa and refuse reserved names', () => {
    const series = (name: string, value: object) => ({
      'time-series': { names: { [name]: { values: [value] } } },
    });
    const accepts = (config: object) => () => complete(EptsVersionConfig, config);
    expect(accepts(series('Speed_1-x', { path: '$.a.b', name: 'x y', type: 'Number' }))).not.toThrow();
    expect(accepts(series('a b', number('a')))).toThrow();
    expect(accepts(series('time', number('a')))).toThrow();
    expect(accepts(series('a', number('a', '_field')))).toThrow();
    expect(accepts(series('a', number('a', 'x=y')))).toThrow();
    expect(accepts(series('a', { path: 'a', type: 'integer' }))).toThrow();
    expect(accepts({ 'time-series': { autoExtract: true } })).toThrow();
  });
});
