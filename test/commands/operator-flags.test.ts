/**
 * What people type at the operator's commands: instants, JSON, key=value.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instantFrom, startFrom } from '../../src/commands/instants.js';
import { jsonFrom, pairsFrom } from '../../src/commands/operator-flags.js';
import type { KaaError } from '../../src/errors.js';

describe('instants', () => {
  const NOW = Date.UTC(2024, 4, 1, 12);
  const from = (text: string) => instantFrom('from', text, NOW + 0.7);

  it.each([
    ['now', '2024-05-01T12:00:00.000Z'],
    ['now-15m', '2024-05-01T11:45:00.000Z'],
    ['now-7d', '2024-04-24T12:00:00.000Z'],
    ['now+1h', '2024-05-01T13:00:00.000Z'],
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00:00.5+02:00', '2024-05-01T08:00:00.500Z'],
  ])('%s', (text, instant) => expect(from(text)).toBe(instant));

  it.each([
    '',
    'yesterday',
    '15m',
    'now-',
    'now-15',
    '2024-13-01',
    '2026-02-30T00:00:00Z',
    '1714560000000',
    'now-999999999d',
  ])('%j is none', (text) => expect(() => from(text)).toThrow(/^--from .*: not an instant/));

  it('a leap day is a day of its year alone', () => {
    expect(from('2024-02-29')).toBe('2024-02-29T00:00:00.000Z');
    expect(() => from('2023-02-29')).toThrow(/not an instant/);
  });

  it('the beginning of virtual time: what was typed is quoted', () => {
    expect(startFrom('2026-01-05T00:00:00Z', NOW)).toBe(Date.UTC(2026, 0, 5));
    expect(() => startFrom('1969-01-01T00:00:00Z', NOW)).toThrow(
      '--start 1969-01-01T00:00:00Z: virtual time begins from 1970 to 2199.',
    );
  });
});

describe('JSON', () => {
  it('as typed, and from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kaa-json-'));
    const file = join(folder, 'a.json');
    await writeFile(file, '{"a": [1]}');
    expect(await jsonFrom('{"a": [1]}', '--payload')).toEqual({ a: [1] });
    expect(await jsonFrom(`@${file}`, '--payload')).toEqual({ a: [1] });
    await rm(folder, { recursive: true });
    await expect(jsonFrom(`@${file}`, '--payload')).rejects.toThrow(/^--payload: ENOENT/);
  });

  it.each(['{a: 1}', '', 'setpoint=22'])('%j is refused by name, with an example', async (text) => {
    const error = await jsonFrom(text, '--payload', '{"setpoint": 22}').catch((thrown: KaaError) => thrown);
    expect(error).toMatchObject({
      code: 'JSON_INVALID',
      message: expect.stringMatching(/^--payload: not JSON/),
    });
    expect((error as KaaError).next[0]).toContain('{"setpoint": 22}');
  });

  it('a number that no double holds is refused, and not sent as null', async () => {
    await expect(jsonFrom('{"a": [1e400]}', '--payload')).rejects.toThrow(/^--payload: .*1\.8e308/);
    expect(() => pairsFrom(['floor=-1e400'])).toThrow(/the value of floor: .*1\.8e308/);
  });

  it('what is nested too deeply is refused, and brackets in a text are not', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    await expect(jsonFrom(deep, '--payload')).rejects.toThrow('--payload: nested deeper than 200 levels');
    expect(() => pairsFrom([`a=${deep}`])).toThrow('the value of a: nested deeper than 200 levels');
    expect(pairsFrom([`a=${'['.repeat(300)}`])).toEqual({ a: '['.repeat(300) });
  });
});

describe('key=value', () => {
  it('a value that is JSON is taken as such, any other as text', () => {
    expect(pairsFrom(['floor=3', 'room=kitchen', 'a=b=c', 'on=true', 'tags=["x"]', 'none='])).toEqual({
      floor: 3,
      room: 'kitchen',
      a: 'b=c',
      on: true,
      tags: ['x'],
      none: '',
    });
  });

  it.each(['floor', '=3'])('%j is none', (text) => expect(() => pairsFrom([text])).toThrow(/not key=value/));

  it('a key called __proto__ is a key', () => {
    expect(Object.keys(pairsFrom(['__proto__=1']))).toEqual(['__proto__']);
  });
});
