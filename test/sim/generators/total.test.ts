/** `total`, and routes whose speed is an expression: what adds up over time. */
import { describe, expect, test } from 'vitest';
import type { ValueSpec } from '../../../src/blueprint/value-model.js';
import { createValue } from '../../../src/sim/generators/registry.js';
import { momentAt, originOf } from '../helpers/fleets.js';

/** Its values at these seconds, each with a data sample of its own. */
function valuesOf(
  spec: ValueSpec,
  moments: readonly (readonly [seconds: number, sample?: Record<string, unknown>])[],
) {
  const generator = createValue(spec, originOf());
  return moments.map(([seconds, sample]) => generator.next(momentAt(seconds * 1000, sample)));
}

describe('total', () => {
  test('begins with its start and adds a rate per hour, for the time that has passed', () => {
    const spec = { total: { start: 100, perHour: 60, decimals: 3 } };
    expect(valuesOf(spec, [[10], [70], [70], [3670]])).toEqual([100, 101, 101, 161]);
  });

  test('the rate and the start may be expressions; a rate that is none adds nothing', () => {
    const spec = { total: { start: 'first', perHour: 'speed' } };
    const moments = [
      [0, { first: 5, speed: 36 }],
      [100, { speed: 36 }],
      [200, {}],
      [300, { speed: -72 }],
    ] as const;
    expect(valuesOf(spec, moments)).toEqual([5, 6, 6, 4]);
  });

  test('stays within its bounds, and leaves them as soon as the rate lets it', () => {
    const spec = { total: { perHour: 'rate', min: 0, max: 2 } };
    const moments = [
      [0, { rate: 3600 }],
      [5, { rate: 3600 }],
      [6, { rate: -3600 }],
      [9, { rate: -3600 }],
    ] as const;
    expect(valuesOf(spec, moments)).toEqual([0, 2, 1, 0]);
  });

  test('rounding is for what is shown: small steps add up', () => {
    const spec = { total: { perHour: 36, decimals: 1 } };
    const moments = Array.from({ length: 101 }, (_, second) => [second] as const);
    expect(valuesOf(spec, moments).at(-1)).toBe(1);
  });
});

test('a route stands still while its speed is none, and goes on from there', () => {
  const waypoints = [
    [48, 16],
    [49, 16],
  ];
  const values = valuesOf({ route: { waypoints, speedKmh: "go ? 60 : 'no number'" } }, [
    [0, { go: true }],
    [60, { go: true }],
    [120, { go: false }],
    [3600, { go: false }],
    [3660, { go: true }],
  ]) as { lat: number; speed: number }[];
  const [, moving, standing, still, again] = values;
  expect(values.map(({ speed }) => speed)).toEqual([60, 60, 0, 0, 60]);
  expect(still?.lat).toBe(standing?.lat);
  expect(standing?.lat).toBe(moving?.lat);
  expect(Math.abs(Number(again?.lat) - Number(still?.lat))).toBeCloseTo(1 / 111.2, 4);
});
