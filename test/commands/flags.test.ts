/**
 * The values of shared flags: what is taken, and what is refused in which words.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, integer } from '../../src/commands/flags.js';

describe('integer', () => {
  it('takes every integer from 0 to the highest, as decimal digits', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        expect(integer('seed', String(value), 0xffff_ffff)).toBe(value);
      }),
      { seed: 1 },
    );
  });

  it.each(['', ' 1', '-1', '1.5', '1e3', '0x10', '65536', '99999999999', 'Infinity', '٣'])(
    'refuses "%s"',
    (text) => {
      expect(() => integer('port', text, 65_535)).toThrow(`--port ${text}: not an integer from 0 to 65535.`);
    },
  );
});

describe('duration', () => {
  it('comes in milliseconds', () => {
    expect(['250ms', '15s', '1.5m', '1d'].map((text) => duration('duration', text))).toEqual([
      250, 15_000, 90_000, 86_400_000,
    ]);
  });

  it.each(['', '10', '0s', '-1s', '1 s', 's', '1w', '1S'])('refuses "%s"', (text) => {
    expect(() => duration('every', text)).toThrow(`--every ${text}: not a duration`);
  });
});
