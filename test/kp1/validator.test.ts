/**
 * Goal: no payload gets past that could end the process of whoever walks through it.
 * Method: JSON at the limit and beyond it, and texts that only look deep.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTooDeep, JSON_DEPTH_MAX, parseJson } from '../../src/kp1/validator.js';

const nested = (depth: number, open = '[', close = ']') =>
  Buffer.from(open.repeat(depth) + close.repeat(depth));

test('as deep as allowed is read, one level more is refused with the reason', () => {
  expect(parseJson(nested(JSON_DEPTH_MAX)).ok).toBe(true);
  expect(parseJson(nested(JSON_DEPTH_MAX + 1))).toEqual({
    ok: false,
    reason: `the payload is nested deeper than ${JSON_DEPTH_MAX} levels`,
  });
  expect(isTooDeep(nested(JSON_DEPTH_MAX + 1, '{"a":', '}').toString())).toBe(true);
});

test('brackets within strings, escaped quotes and long lists are not depth', () => {
  const text = JSON.stringify([
    '['.repeat(500),
    '"['.repeat(300),
    '\\"{'.repeat(300),
    ...Array(500).fill([]),
  ]);
  expect(parseJson(Buffer.from(text)).ok).toBe(true);
});

test('whatever JSON a program writes is read back, unless it is too deep', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(parseJson(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) });
    }),
    { seed: 1 },
  );
});
