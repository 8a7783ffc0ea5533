/** Goal: one seed is the run. Method: streams compared by name and seed, and their spread measured. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, SEED_LIMIT } from '../../src/kernel/random.js';

const draw = (seed: number, name: string, count = 20) => {
  const stream = createRandom(seed).stream(name);
  return Array.from({ length: count }, () => stream.float());
};

test('the same seed and name give the same numbers, whatever else was drawn', () => {
  fc.assert(
    fc.property(fc.nat(SEED_LIMIT - 1), fc.string(), fc.string(), (seed, name, other) => {
      const random = createRandom(seed);
      for (let i = 0; i < 5; i++) random.stream(other).float();
      const stream = random.stream(name);
      expect(Array.from({ length: 20 }, () => stream.float())).toEqual(draw(seed, name));
    }),
    { seed: 1 },
  );
});

test('another name or another seed gives other numbers', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.tuple(fc.string(), fc.string()), (seed, [a, b]) => {
      fc.pre(a !== b);
      expect(draw(seed, a)).not.toEqual(draw(seed, b));
      expect(draw(seed, a)).not.toEqual(draw(seed + 1, a));
    }),
    { seed: 1 },
  );
});

test('the first numbers of streams with neighbouring names are spread evenly', () => {
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) {
    const bucket = Math.floor((draw(7, `endpoint/thermo-${i}/temperature`, 1)[0] as number) * 10);
    buckets[bucket] = (buckets[bucket] as number) + 1;
  }
  for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('integers stay within their bounds and reach both', () => {
  const stream = createRandom(3).stream('dice');
  const seen = new Set(Array.from({ length: 500 }, () => stream.integer(1, 6)));
  expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('normal draws have the mean and deviation asked for', () => {
  const stream = createRandom(5).stream('normal');
  const draws = Array.from({ length: 20_000 }, () => stream.normal(20, 3));
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const deviation = Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length);
  expect(mean).toBeCloseTo(20, 0);
  expect(deviation).toBeCloseTo(3, 0);
});

test('a UUID has the form of version 4', () => {
  const stream = createRandom(1).stream('id');
  for (let i = 0; i < 50; i++) {
    expect(stream.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
