/**
 * Quantities as text: rounding at the borders is where such functions go wrong.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, count, rate, responseTime, span, sparkline } from '../../src/tui/format.js';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567.4, '1,234,567'],
])('count %d: %s', (value, text) => expect(count(value)).toBe(text));

it.each([
  [0, '0.0'],
  [99.94, '99.9'],
  [1199.7, '1,200'],
])('rate %d: %s', (value, text) => expect(rate(value)).toBe(text));

it.each([
  [null, '–'],
  [0.004, '0.00 ms'],
  [0.42, '0.42 ms'],
  [0.996, '1.0 ms'],
  [3.66, '3.7 ms'],
  [99.94, '99.9 ms'],
  [99.96, '100 ms'],
  [9999.4, '9,999 ms'],
  [9999.6, '10.0 s'],
])('response time %d: %s', (ms, text) => expect(responseTime(ms)).toBe(text));

it.each([
  [0, '0.0 s'],
  [15_012, '15.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1m 00s'],
  [125_400, '2m 05s'],
  [3_599_600, '1h 00m'],
  [3_720_000, '1h 02m'],
])('span %d: %s', (ms, text) => expect(span(ms)).toBe(text));

describe('bar', () => {
  it('has exactly its width, whatever the fraction', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), fc.nat(60), (fraction, width) => {
        expect(bar(fraction, width)).toHaveLength(width);
      }),
      { seed: 1 },
    );
  });

  it('fills by eighths', () => {
    expect([0, 0.5, 9 / 16, 1].map((fraction) => bar(fraction, 2))).toEqual(['  ', '█ ', '█▏', '██']);
  });
});

describe('sparkline', () => {
  it('is as high as the part of the highest, and shows the latest', () => {
    expect(sparkline([0, 5, 10], 10)).toBe('▁▅█');
    expect(sparkline([10, 0, 10], 2)).toBe('▁█');
  });

  it('is flat without any data, and empty without room', () => {
    expect(sparkline([0, 0], 5)).toBe('▁▁');
    expect(sparkline([1, 2], 0)).toBe('');
    expect(sparkline([], 5)).toBe('');
  });
});
