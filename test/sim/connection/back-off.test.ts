/** How long a client waits before it tries again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../../src/kernel/random.js';
import { type BackOff, backOffOf, waitBefore } from '../../../src/sim/connection/back-off.js';

const backOff = fc.record({
  firstMs: fc.integer({ min: 1, max: 5000 }),
  factor: fc.double({ min: 1, max: 5, noNaN: true }),
  maxMs: fc.integer({ min: 5000, max: 100_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  attempts: fc.constant(0),
});

test('each wait is the one before times the factor, never more than the longest, within its jitter', () => {
  fc.assert(
    fc.property(backOff, fc.integer({ min: 1, max: 60 }), (policy: BackOff, attempt) => {
      const wait = waitBefore(attempt, policy, createRandom(1).stream('reconnect/t')) as number;
      const wanted = Math.min(policy.maxMs, policy.firstMs * policy.factor ** (attempt - 1));
      expect(wait).toBeGreaterThanOrEqual(wanted * (1 - policy.jitter) - 0.001);
      expect(wait).toBeLessThanOrEqual(wanted * (1 + policy.jitter) + 0.001);
    }),
  );
});

test('without jitter: 1 s, 2 s, 4 s … to a minute', () => {
  const policy = { ...(backOffOf(undefined) as BackOff), jitter: 0 };
  const stream = createRandom(1).stream('reconnect/t');
  const waits = Array.from({ length: 8 }, (_, n) => waitBefore(n + 1, policy, stream));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test('jitter tells clients apart that lost their connections together', () => {
  const policy = backOffOf({ jitter: 1 }) as BackOff;
  const waits = Array.from({ length: 50 }, (_, n) =>
    waitBefore(1, policy, createRandom(1).stream(`reconnect/t${n}`)),
  );
  expect(new Set(waits).size).toBe(50);
});

test('gives up after as many attempts as it may make, and at once when it never tries', () => {
  const policy = backOffOf({ attempts: 2 }) as BackOff;
  const stream = createRandom(1).stream('reconnect/t');
  expect([1, 2, 3].map((attempt) => waitBefore(attempt, policy, stream) === undefined)).toEqual([
    false,
    false,
    true,
  ]);
  expect(backOffOf('never')).toBeUndefined();
});

test('a first wait longer than a minute is the longest, unless another is named', () => {
  expect(backOffOf({ first: '5m' })).toMatchObject({ firstMs: 300_000, maxMs: 300_000 });
  expect(backOffOf({ first: '1s', max: '10s' })).toMatchObject({ maxMs: 10_000 });
});
