/** Goal: people's durations mean what they say. Method: each unit, and texts that are none. */
import { expect, test } from 'vitest';
import { parseDuration } from '../../src/kernel/duration.js';

test.each([
  ['250ms', 250],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '10', 's', '-1s', '1 s', '1.s', '1e3s', '1S', 'PT1S'])('"%s" is none', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
