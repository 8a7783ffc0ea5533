import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal } from '../../../src/kernel/journal.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { PointSeries } from '../../../src/platform/services/epts/series.js';
import { SeriesTree } from '../../../src/platform/services/epts/series-tree.js';
import type { EptsSettings } from '../../../src/platform/services/epts/settings.js';
import { PointWriter } from '../../../src/platform/services/epts/writer.js';

const NAMES = ['a', 'b', 'c', 'd'];
const number = fc.double({ noNaN: true });

/** A point of one number, as nearly all are, or of anything. */
const values: fc.Arbitrary<Values> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ value: number }) },
  { weight: 1, arbitrary: fc.record({ other: number }) },
  { weight: 1, arbitrary: fc.record({ value: fc.constantFrom('text', true, null) }) },
  { weight: 1, arbitrary: fc.record({ value: fc.constant(null), text: fc.string() }) },
);
const point = fc.tuple(fc.constantFrom(...NAMES), values);
/** Most data samples feed the same time series as the one before. */
const whole = fc
  .tuple(number, number, number)
  .map((all) =>
    all.map((value, place) => [NAMES[place] as string, { value }] as [string, Record<string, number>]),
  );
const sample = fc.record({
  timestamp: fc.integer({ min: 0, max: 5 }),
  points: fc.oneof({ weight: 3, arbitrary: whole }, fc.array(point, { maxLength: 6 })),
});
const messages = fc.array(fc.array(sample, { minLength: 1, maxLength: 3 }), { maxLength: 25 });

type Values = Readonly<Record<string, number | string | boolean | null>>;
type Point = { timestamp: number; values: Values };

function opened(limit: number, numbersInAll = 1_000_000) {
  const settings = { pointsPerTimeSeries: limit, timeSeriesPerEndpoint: 100, numbersInAll } as EptsSettings;
  const journal = new Journal(new VirtualClock(0));
  const told = { full: 0 };
  const tree = new SeriesTree(settings, () => told.full++);
  return { journal, tree, told, writer: new PointWriter({ tree, journal, settings }) };
}

/** As it is with data samples: a single value goes its own way. */
function feed(writer: PointWriter, name: string, timestamp: number, values: Values): void {
  const [[key, value] = ['', 0], ...others] = Object.entries(values);
  if (others.length === 0) writer.addOne(name, timestamp, key, value);
  else writer.add(name, timestamp, values);
}

function contentsOf(series: PointSeries | undefined): Point[] {
  const points: Point[] = [];
  series?.forEachTimestamp((timestamp, index) => points.push({ timestamp, values: series.valuesAt(index) }));
  return points;
}

test('whatever data samples feed, in whatever order: each time series holds its own points that came last', () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 12 }), (all, limit) => {
      const { journal, tree, writer } = opened(limit);
      const expected = new Map<string, Point[]>();
      for (const message of all) {
        writer.begin('demo', 'endpoint-1', false);
        for (const { timestamp, points } of message) {
          for (const [name, values] of points) {
            feed(writer, name, timestamp, values);
            expected.set(name, [...(expected.get(name) ?? []), { timestamp, values }]);
          }
        }
        writer.finish();
        const series = tree.seriesOf('demo', 'endpoint-1');
        for (const [name, points] of expected) {
          const one = series.get(name);
          expect(contentsOf(one)).toEqual(points.slice(-limit));
          expect(one?.length).toBe(Math.min(points.length, limit));
          expect(one?.dropped).toBe(Math.max(0, points.length - limit));
        }
      }
      const told = [...journal.events()].map((event) => 'timeSeries' in event && event.timeSeries);
      const full = [...expected].filter(([, points]) => points.length > limit).map(([name]) => name);
      expect(told.toSorted()).toEqual(full.toSorted());
    }),
    { seed: 1, numRuns: 400 },
  );
});

test('what was captured of a time series is all that another needs to be the same', () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 12 }), (all, limit) => {
      const { tree, writer } = opened(limit);
      for (const message of all) {
        writer.begin('demo', 'endpoint-1', false);
        for (const { timestamp, points } of message)
          for (const [name, values] of points) feed(writer, name, timestamp, values);
        writer.finish();
      }
      for (const [name, series] of tree.seriesOf('demo', 'endpoint-1')) {
        const other = new PointSeries(name, tree.common);
        other.restore(series.capture());
        expect(contentsOf(other)).toEqual(contentsOf(series));
        expect(other.dropped).toBe(series.dropped);
        expect(other.capture()).toEqual(series.capture());
      }
    }),
    { seed: 2 },
  );
});

test('time series that are fed together keep one time for all of them', () => {
  const { tree, writer } = opened(100);
  for (let second = 0; second < 10; second++) {
    writer.begin('demo', 'endpoint-1', false);
    for (const name of NAMES) writer.addOne(name, second, 'value', second);
    writer.finish();
  }
  const series = [...tree.seriesOf('demo', 'endpoint-1').values()];
  expect(new Set(series.map(({ table }) => table)).size).toBe(1);
  expect(series.map(({ place }) => place)).toEqual([0, 1, 2, 3]);
});

/** One data sample of two numbers: a row of three. */
function feedTwo(writer: PointWriter, endpointId: string, second: number): void {
  writer.begin('demo', endpointId, false);
  for (const name of ['a', 'b']) writer.addOne(name, second, 'value', second);
  writer.finish();
}

test('when all time series together have no room left each keeps its last points, and that is told once', () => {
  const { journal, tree, told, writer } = opened(1000, 120);
  for (let second = 0; second < 100; second++)
    for (const endpoint of ['endpoint-1', 'endpoint-2']) feedTwo(writer, endpoint, second);
  for (const endpoint of ['endpoint-1', 'endpoint-2']) {
    const series = tree.seriesOf('demo', endpoint).get('a');
    expect(series?.length).toBe(16);
    expect(series?.dropped).toBe(84);
    expect(contentsOf(series).map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: 16 }, (_, place) => 84 + place),
    );
  }
  expect(told.full).toBe(1);
  expect([...journal.events()]).toEqual([]);
});

test('an endpoint that is forgotten leaves its room to others', () => {
  const { tree, told, writer } = opened(1000, 120);
  for (let second = 0; second < 16; second++)
    for (const endpoint of ['endpoint-1', 'endpoint-2']) feedTwo(writer, endpoint, second);
  tree.forget('endpoint-1');
  for (let second = 16; second < 32; second++) feedTwo(writer, 'endpoint-2', second);
  expect(tree.seriesOf('demo', 'endpoint-2').get('a')?.length).toBe(32);
  expect(told.full).toBe(0);
});

test('a new time series begins however little room there is', () => {
  const { tree, writer } = opened(1000, 1);
  feedTwo(writer, 'endpoint-1', 7);
  expect(contentsOf(tree.seriesOf('demo', 'endpoint-1').get('b'))).toEqual([
    { timestamp: 7, values: { value: 7 } },
  ]);
});
