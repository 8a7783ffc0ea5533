import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { createValue, loadLibraries } from '../../../src/sim/generators/registry.js';
import { momentAt, originOf } from '../helpers/fleets.js';

/** The first values of a generator, one second apart. */
function values(spec: unknown, count = 50, origin = originOf()): unknown[] {
  const generator = createValue(spec, origin);
  return Array.from({ length: count }, (_, place) => generator.next(momentAt(place * 1000)));
}

const numbers = (spec: unknown, count?: number) => values(spec, count) as number[];
const decimals = (value: number) => (String(value).split('.')[1] ?? '').length;

describe('constants', () => {
  test.each([[21], ['C'], [null], [false], [[1, 2]], [{ unit: 'C', scale: 1 }]])('%j is itself', (spec) => {
    expect(values(spec, 2)).toEqual([spec, spec]);
  });

  test('constant holds what would else name a generator', () => {
    expect(values({ constant: { walk: {} } }, 1)).toEqual([{ walk: {} }]);
  });

  test('names that every object inherits are no generators', () => {
    expect(values({ toString: 1 }, 1)).toEqual([{ toString: 1 }]);
  });
});

describe('sequences', () => {
  test('template names the endpoint', () => {
    expect(values({ template: '{fleet}/{token}/{index}/{index:4}/{other}' }, 2)).toEqual([
      'rooms/room-001/1/0001/{other}',
      'rooms/room-001/1/0001/{other}',
    ]);
  });

  test('counter begins again after max, and does not drift', () => {
    expect(values({ counter: { start: 1, max: 3 } }, 5)).toEqual([1, 2, 3, 1, 2]);
    expect(values({ counter: {} }, 3)).toEqual([0, 1, 2]);
    expect(values({ counter: { start: 2, step: -1, max: 0 } }, 4)).toEqual([2, 1, 0, 2]);
    expect(numbers({ counter: { step: 0.1 } }, 1001)[1000]).toBe(100);
  });

  test('sequence goes round', () => {
    expect(values({ sequence: ['a', null, 3] }, 5)).toEqual(['a', null, 3, 'a', null]);
  });

  test('sequence with times goes round by them, however often it is asked', () => {
    const each = { sequence: { values: ['a', 'b'], for: '2s' } };
    expect(values(each, 6)).toEqual(['a', 'a', 'b', 'b', 'a', 'a']);
    const own = { sequence: { values: ['a', 'b', 'c'], for: ['1s', '3s', '500ms'] } };
    expect(values(own, 6)).toEqual(['a', 'b', 'b', 'b', 'c', 'a']);
    expect(createValue(own, originOf()).next(momentAt(4_500_000 + 4000))).toBe('c');
  });
});

describe('random numbers', () => {
  const bounds = fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e4, noNaN: true }))
    .map(([min, width]) => ({ min, max: min + width }));

  test('stay within their bounds, rounded or not', () => {
    fc.assert(
      fc.property(bounds, fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }), (range, digits) => {
        const shape = { ...range, ...(digits !== undefined && { decimals: digits }) };
        const middle = (range.min + range.max) / 2;
        for (const spec of [
          { random: shape },
          { normal: { mean: middle, deviation: 1e5, ...shape } },
          { walk: { start: middle, step: 1e5, ...shape } },
          { lognormal: { median: 1e3, sigma: 3, ...shape } },
          { exponential: { mean: 1e3, ...shape } },
          { season: { base: middle, daily: 1e5, noise: 1e4, weekend: 2, ...shape } },
        ]) {
          for (const value of numbers(spec, 10)) {
            expect(value).toBeGreaterThanOrEqual(range.min);
            expect(value).toBeLessThanOrEqual(range.max);
          }
        }
      }),
    );
  });

  test('decimals rounds', () => {
    for (const spec of [
      { random: { min: 0, max: 100, decimals: 2 } },
      { normal: { mean: 5, deviation: 2, decimals: 2 } },
      { walk: { start: 5, step: 1, decimals: 2 } },
      { lognormal: { median: 5, sigma: 1, decimals: 2 } },
      { exponential: { mean: 5, decimals: 2 } },
      { season: { base: 5, daily: 1, noise: 1, decimals: 2 } },
      { ramp: { from: 0, to: 1, over: '33s', decimals: 2 } },
      { sine: { mean: 5, amplitude: 2, period: '7s', noise: 1, decimals: 2 } },
    ]) {
      expect(Math.max(...numbers(spec).map(decimals))).toBe(2);
    }
  });

  test('integers reach both bounds and nothing else', () => {
    expect(new Set(values({ random: { min: 1, max: 3, integer: true } }, 200))).toEqual(new Set([1, 2, 3]));
    expect(new Set(values({ random: { min: 0.2, max: 2.8, integer: true } }, 200))).toEqual(new Set([1, 2]));
  });

  test('a walk begins at start, takes small steps, and reversion holds it there', () => {
    const walk = numbers({ walk: { start: 20, step: 0.1 } }, 500);
    expect(walk[0]).toBe(20);
    const steps = walk.slice(1).map((value, place) => Math.abs(value - (walk[place] as number)));
    expect(Math.max(...steps)).toBeLessThan(0.6);
    const held = numbers({ walk: { start: 20, step: 0.1, reversion: 0.5 } }, 5000);
    expect(Math.max(...held.map((value) => Math.abs(value - 20)))).toBeLessThan(1);
  });

  test('a walk whose steps are smaller than a digit still moves', () => {
    expect(new Set(numbers({ walk: { start: 20, step: 0.05, decimals: 0 } }, 5000)).size).toBeGreaterThan(1);
  });

  test('chance keeps its proportion', () => {
    const hits = values({ chance: 0.25 }, 4000).filter(Boolean).length;
    expect(hits).toBeGreaterThan(850);
    expect(hits).toBeLessThan(1150);
    expect(new Set(values({ chance: 1 }))).toEqual(new Set([true]));
    expect(new Set(values({ chance: 0 }))).toEqual(new Set([false]));
  });

  test('choice takes all, with weights in proportion, and never one of weight zero', () => {
    expect(new Set(values({ choice: ['a', 'b', 'c'] }))).toEqual(new Set(['a', 'b', 'c']));
    const drawn = values({ choice: { values: ['a', 'b', 'c'], weights: [3, 0, 1] } }, 4000);
    const share = drawn.filter((value) => value === 'a').length / drawn.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
    expect(drawn).not.toContain('b');
  });
});

describe('distributions', () => {
  const mean = (drawn: readonly number[]) => drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const share = (drawn: readonly number[], isOne: (value: number) => boolean) =>
    drawn.filter(isOne).length / drawn.length;

  test('lognormal has its median, and the deviation of its logarithm', () => {
    const drawn = numbers({ lognormal: { median: 120, sigma: 0.5 } }, 10_000);
    expect(share(drawn, (value) => value < 120)).toBeCloseTo(0.5, 1);
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    const logs = drawn.map((value) => Math.log(value / 120));
    expect(Math.sqrt(mean(logs.map((value) => value ** 2)))).toBeCloseTo(0.5, 1);
    expect(new Set(numbers({ lognormal: { median: 120, sigma: 0 } }))).toEqual(new Set([120]));
  });

  test('exponential has its mean, and 1 - 1/e of it below', () => {
    const drawn = numbers({ exponential: { mean: 30 } }, 10_000);
    expect(Math.abs(mean(drawn) - 30)).toBeLessThan(1.5);
    expect(share(drawn, (value) => value < 30)).toBeCloseTo(1 - 1 / Math.E, 1);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  });

  test.each([0, 0.3, 4, 29.5, 30.5, 200, 1e6])(
    'poisson around %s: whole, with a variance like its mean',
    (wanted) => {
      const drawn = numbers({ poisson: { mean: wanted } }, 10_000);
      expect(drawn.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
      // Five standard errors of the mean, and of the variance.
      expect(Math.abs(mean(drawn) - wanted)).toBeLessThanOrEqual(5 * Math.sqrt(wanted / 10_000));
      const variance = mean(drawn.map((value) => (value - wanted) ** 2));
      expect(Math.abs(variance - wanted)).toBeLessThanOrEqual(
        5 * wanted * Math.sqrt(3 / 10_000) + 5 * Math.sqrt(wanted / 10_000),
      );
    },
  );

  test('poisson counts as its law says, on both sides of the change of method', () => {
    for (const wanted of [4, 35]) {
      const drawn = numbers({ poisson: { mean: wanted } }, 20_000);
      let probability = Math.exp(-wanted);
      for (let count = 0; count <= 2 * wanted; count++) {
        if (count > 0) probability *= wanted / count;
        const seen = share(drawn, (value) => value === count);
        expect(Math.abs(seen - probability)).toBeLessThan(5 * Math.sqrt(probability / 20_000) + 1e-3);
      }
    }
    expect(Math.max(...numbers({ poisson: { mean: 40, max: 41 } }, 500))).toBe(41);
  });
});

describe('values over time', () => {
  /** Monday, 4 March 2024, 00:00 UTC. */
  const MONDAY = Date.UTC(2024, 2, 4);
  const HOUR = 3_600_000;
  const seasonAt = (options: object, hours: number) =>
    createValue({ season: { base: 100, daily: 40, decimals: 6, ...options } }, originOf()).next({
      at: MONDAY + hours * HOUR,
      elapsed: 0,
      sample: {},
    });

  test('season is highest at its peak, lowest twelve hours later, and base in between', () => {
    expect([14, 2, 8, 20].map((hour) => seasonAt({}, hour))).toEqual([140, 60, 100, 100]);
    expect(seasonAt({ peak: 6.5 }, 6.5)).toBe(140);
    expect(seasonAt({}, 14 - 24 * 365 * 60)).toBe(140);
  });

  test('season multiplies Saturday and Sunday, and no other day', () => {
    const days = Array.from({ length: 7 }, (_, day) => seasonAt({ weekend: 0.5 }, 24 * day + 14));
    expect(days).toEqual([140, 140, 140, 140, 140, 70, 70]);
    expect(seasonAt({ weekend: 0.5 }, 24 * 5 - 0.001)).toBeGreaterThan(60);
  });

  test('season goes by local time: peak and weekend come earlier in the east', () => {
    expect(seasonAt({ utcOffset: 5.5 }, 14 - 5.5)).toBe(140);
    expect(seasonAt({ utcOffset: -3 }, 14 + 3)).toBe(140);
    expect(seasonAt({ utcOffset: 2, weekend: 0, peak: 0 }, 24 * 5 - 1)).toBe(0);
    expect(seasonAt({ utcOffset: -2, weekend: 0, peak: 0 }, 24 * 5 + 1)).not.toBe(0);
  });

  test('step takes each value from its time on, and generators too', () => {
    const spec = {
      step: [
        { at: '2s', value: 'low' },
        { at: '4s', value: { counter: { start: 7 } } },
      ],
    };
    expect(values(spec, 7)).toEqual([undefined, undefined, 'low', 'low', 7, 8, 9]);
  });

  test('ramp ends where it says, then holds, repeats or goes back', () => {
    const ramp = (then?: string) =>
      values({ ramp: { from: 10, to: 2, over: '4s', ...(then && { then }) } }, 10);
    expect(ramp()).toEqual([10, 8, 6, 4, 2, 2, 2, 2, 2, 2]);
    expect(ramp('repeat')).toEqual([10, 8, 6, 4, 10, 8, 6, 4, 10, 8]);
    expect(ramp('back')).toEqual([10, 8, 6, 4, 2, 4, 6, 8, 10, 8]);
  });

  test('ramp stays between its ends, whatever they are', () => {
    const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const then = fc.constantFrom('hold', 'repeat', 'back');
    fc.assert(
      fc.property(
        end,
        end,
        then,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (from, to, after, elapsed) => {
          // biome-ignore lint/suspicious/noThenProperty: a word of the fleet file
          const ramp = { from, to, over: '7m', then: after };
          const value = createValue({ ramp }, originOf()).next(momentAt(elapsed));
          expect(value).toBeGreaterThanOrEqual(Math.min(from, to));
          expect(value).toBeLessThanOrEqual(Math.max(from, to));
        },
      ),
    );
  });

  test('a sine with a phase is the wave and nothing else', () => {
    const wave = numbers({ sine: { mean: 10, amplitude: 5, period: '4s', phase: 0, decimals: 3 } }, 5);
    expect(wave).toEqual([10, 15, 10, 5, 10]);
  });

  test('a sine without a phase starts elsewhere at each endpoint', () => {
    const spec = { sine: { mean: 0, amplitude: 1, period: '1h' } };
    expect(values(spec, 1, originOf('room-001'))).not.toEqual(values(spec, 1, originOf('room-002')));
  });

  const machine = {
    start: 'idle',
    states: {
      idle: { for: '10s', next: { running: 1 } },
      running: { for: ['20s', '30s'], next: { idle: 3, broken: 1 } },
      broken: { for: '1h', next: { idle: 1 } },
    },
  };

  test('states change when their time is over, only as declared', () => {
    const seen = values({ states: machine }, 2000) as string[];
    expect(seen.slice(0, 10)).toEqual(new Array(10).fill('idle'));
    expect(seen.slice(10, 30)).toEqual(new Array(20).fill('running'));
    const changes = new Set(seen.slice(1).map((state, place) => `${seen[place]}>${state}`));
    expect([...changes].filter((change) => ['idle>broken', 'broken>running'].includes(change))).toEqual([]);
  });

  test('the state at a time does not depend on how often it was asked', () => {
    const often = values({ states: machine }, 301)[300];
    const once = createValue({ states: machine }, originOf()).next(momentAt(300_000));
    expect(once).toBe(often);
  });

  test('states that last no time, or lead nowhere, do not hang', () => {
    const momentary = {
      start: 'a',
      states: { a: { for: '0s', next: { b: 1 } }, b: { for: '0s', next: { a: 1 } } },
    };
    expect(['a', 'b']).toContain(values({ states: momentary }, 3)[2]);
    const stuck = { start: 'a', states: { a: { for: '1s', next: { a: 0 } } } };
    expect(values({ states: stuck }, 5)[4]).toBe('a');
  });

  test('timestamp is the time of the sample', () => {
    const at = 1_700_000_000_000;
    expect(values({ timestamp: 'millis' }, 1)).toEqual([at]);
    expect(values({ timestamp: 'seconds' }, 1)).toEqual([at / 1000]);
    expect(values({ timestamp: 'iso' }, 1)).toEqual(['2023-11-14T22:13:20.000Z']);
  });
});

describe('route', () => {
  const square: [number, number][] = [
    [50, 8],
    [50, 8.1],
    [50.1, 8.1],
  ];
  const drive = (options: object, count: number) =>
    values({ route: { waypoints: square, speedKmh: 72, ...options } }, count) as {
      lat: number;
      lon: number;
      bearing: number;
      speed: number;
    }[];

  test('covers the ground that its speed says', () => {
    const kmPerDegree = 111.195;
    for (const [from, to] of pairs(drive({ loop: true }, 100))) {
      const north = (to.lat - from.lat) * kmPerDegree;
      const east = (to.lon - from.lon) * kmPerDegree * Math.cos((from.lat * Math.PI) / 180);
      // 20 metres a second; less where it cuts a corner between two samples.
      expect(Math.hypot(north, east)).toBeLessThan(0.0205);
    }
  });

  test('stays between the waypoints and turns at the end', () => {
    const places = drive({ speedKmh: 3600 }, 120);
    for (const { lat, lon } of places) {
      expect(lat).toBeGreaterThanOrEqual(50);
      expect(lat).toBeLessThanOrEqual(50.1);
      expect(lon).toBeGreaterThanOrEqual(8);
      expect(lon).toBeLessThanOrEqual(8.1);
    }
    expect(new Set(places.map(({ bearing }) => Math.round(bearing)))).toEqual(new Set([90, 0, 270, 180]));
  });

  test('variation changes the speed within its share', () => {
    const speeds = drive({ variation: 0.2 }, 200).map(({ speed }) => speed);
    expect(Math.min(...speeds)).toBeGreaterThanOrEqual(57.5);
    expect(Math.max(...speeds)).toBeLessThanOrEqual(86.5);
    expect(new Set(speeds).size).toBeGreaterThan(50);
  });

  test('waypoints in one place, and a route over the date line', () => {
    const still = {
      route: {
        waypoints: [
          [1, 2],
          [1, 2],
        ],
        speedKmh: 50,
      },
    };
    expect(values(still, 2)[1]).toMatchObject({ lat: 1, lon: 2 });
    const pacific = {
      route: {
        waypoints: [
          [0, 179.9],
          [0, -179.9],
        ],
        speedKmh: 36_000,
      },
    };
    for (const place of values(pacific, 50) as { lon: number }[])
      expect(Math.abs(place.lon)).toBeGreaterThan(179.8);
  });
});

describe('values of values', () => {
  test('by follows another field, and leaves the member out without a value', () => {
    const generator = createValue(
      { by: { field: 'state', values: { on: { counter: {} }, 1: 'one' } } },
      originOf(),
    );
    const at = (state: unknown) => generator.next(momentAt(0, { state }));
    expect([at('on'), at('on'), at(1), at('off'), at('on')]).toEqual([0, 1, 'one', undefined, 2]);
    const other = createValue({ by: { field: 'state', values: { on: 1 }, otherwise: 0 } }, originOf());
    expect(other.next(momentAt(0, {}))).toBe(0);
  });

  test('object holds further values, each with its own stream', () => {
    const spec = { object: { a: { random: { min: 0, max: 1 } }, b: { random: { min: 0, max: 1 } } } };
    const [first] = values(spec, 1) as { a: number; b: number }[];
    expect(first?.a).not.toBe(first?.b);
  });
});

describe('faker', () => {
  const spec = { object: { driver: { faker: 'person.fullName' } } };

  test('is loaded only when a value names it, however deep', async () => {
    expect(await loadLibraries([{ walk: { start: 1, step: 1 } }, { constant: { faker: 'x' } }])).toEqual({});
    expect((await loadLibraries([{ by: { field: 'a', values: {}, otherwise: spec } }])).faker).toBeDefined();
  });

  test('the same seed and token give the same values, whoever asks in between', async () => {
    const libraries = await loadLibraries([spec]);
    const alone = createValue(spec, originOf('room-001'), libraries);
    const first = [alone.next(momentAt(0)), alone.next(momentAt(1))];
    const again = createValue(spec, originOf('room-001'), libraries);
    const other = createValue(spec, originOf('room-002'), libraries);
    const mixed = [again.next(momentAt(0)), other.next(momentAt(0)), again.next(momentAt(1))];
    expect([mixed[0], mixed[2]]).toEqual(first);
    expect(mixed[1]).not.toEqual(mixed[0]);
  });

  test('dates count from the time of the sample, not from the machine', async () => {
    const libraries = await loadLibraries([spec]);
    const generator = createValue({ faker: 'date.past' }, originOf(), libraries);
    expect(String(generator.next({ ...momentAt(0), at: 0 }))).toMatch(/^1969-/);
  });

  test.each(['person.nothing', 'nowhere.fullName', 'helpers.arrayElement'])(
    '%s is refused with its name',
    async (method) => {
      const libraries = await loadLibraries([{ faker: method }]);
      expect(() => createValue({ faker: method }, originOf(), libraries)).toThrow(method);
    },
  );
});

describe('one seed is the run', () => {
  const specs: unknown[] = [
    { random: { min: 0, max: 1 } },
    { normal: { mean: 0, deviation: 1 } },
    { walk: { start: 0, step: 1 } },
    { choice: [1, 2, 3, 4, 5, 6, 7, 8] },
    { chance: 0.5 },
    { lognormal: { median: 1, sigma: 1 } },
    { exponential: { mean: 1 } },
    { poisson: { mean: 3 } },
    { poisson: { mean: 50 } },
    { season: { base: 1, daily: 1, noise: 1 } },
    { step: [{ at: '0s', value: { random: { min: 0, max: 1 } } }] },
    { sine: { mean: 0, amplitude: 1, period: '1m', noise: 0.1 } },
    {
      route: {
        waypoints: [
          [0, 0],
          [1, 1],
        ],
        speedKmh: 50,
        variation: 0.5,
      },
    },
  ];

  test('the same seed, token and field give the same values, whatever else is drawn', () => {
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.nat(), fc.string({ minLength: 1 }), (spec, seed, token) => {
        const random = createRandom(seed);
        const origin = { ...originOf(token), random };
        const alone = values(spec, 20, origin);
        const others = specs.map((other) => createValue(other, { ...originOf(`${token}x`), random }));
        const generator = createValue(spec, origin);
        const crowded = Array.from({ length: 20 }, (_, place) => {
          for (const other of others) other.next(momentAt(place * 1000));
          return generator.next(momentAt(place * 1000));
        });
        expect(crowded).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });

  test('another seed, token or field gives other values', () => {
    const spec = { random: { min: 0, max: 1 } };
    const of = (...origin: Parameters<typeof originOf>) => values(spec, 1, originOf(...origin))[0];
    expect(
      new Set([of(), of('room-002'), of('room-001', 'humidity'), of('room-001', 'temperature', 8)]).size,
    ).toBe(4);
  });
});

function pairs<Item>(items: readonly Item[]): [Item, Item][] {
  return items.slice(1).map((item, place) => [items[place] as Item, item]);
}
