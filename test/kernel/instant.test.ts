/** Goal: whoever tells an instant tells the same millisecond, whether it was told in microseconds before or not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoOf, microsecondOf, millisecondOf } from '../../src/kernel/instant.js';

const TODAY = Date.UTC(2026, 0, 5);

test('the millisecond that has begun, of the nearest microsecond', () => {
  expect([0, 0.4, 0.999, 0.9999].map((part) => millisecondOf(TODAY + part) - TODAY)).toEqual([0, 0, 0, 1]);
  expect(isoOf(TODAY + 40.9)).toBe('2026-01-05T00:00:00.040Z');
});

test('an instant that was told before is told in the same way again', () => {
  const instant = fc.double({ min: 0, max: Date.UTC(2300, 0, 1), noNaN: true });
  fc.assert(
    fc.property(instant, (ms) => {
      const told = microsecondOf(ms);
      expect(microsecondOf(told)).toBe(told);
      expect(millisecondOf(told)).toBe(millisecondOf(ms));
    }),
  );
});
