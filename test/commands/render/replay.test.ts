/** Goal: the command that is printed, pasted into a shell, is the same run. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted, type Replay, replayCommand } from '../../../src/commands/render/replay.js';

const replay = (given: Partial<Replay>) =>
  replayCommand({
    command: 'kaa sim run',
    given: [],
    flags: {},
    fromEnvironment: {},
    instead: {},
    seed: 7,
    ...given,
  });

test('arguments and flags as they were given, with the seed', () => {
  const given: Replay['given'] = [
    { type: 'flag', flag: 'virtual', input: '--virtual' },
    { type: 'arg', input: 'my fleets/a.yaml' },
    { type: 'flag', flag: 'duration', input: '1h' },
  ];
  expect(replay({ given, flags: { virtual: true, duration: 3_600_000 } })).toBe(
    "kaa sim run 'my fleets/a.yaml' --virtual --duration 1h --seed 7",
  );
});

test('a seed that was given is given once, whatever the environment has', () => {
  const given: Replay['given'] = [{ type: 'flag', flag: 'seed', input: '7' }];
  expect(replay({ given, fromEnvironment: { seed: '9' } })).toBe('kaa sim run --seed 7');
});

test('what came from the environment is there; what was typed wins; what was turned off is not', () => {
  const given: Replay['given'] = [{ type: 'flag', flag: 'rate', input: '5' }];
  const fromEnvironment = { rate: '9', endpoints: '30', virtual: 'true', 'allow-remote': 'false' };
  const flags = { rate: 5, endpoints: 30, virtual: true, 'allow-remote': false };
  expect(replay({ given, fromEnvironment, flags })).toBe(
    'kaa sim run --rate 5 --endpoints 30 --virtual --seed 7',
  );
});

test('a password is not shown, and an instant that was relative is absolute', () => {
  const given: Replay['given'] = [
    { type: 'flag', flag: 'password', input: 'hunter2' },
    { type: 'flag', flag: 'start', input: 'now-7d' },
  ];
  const instead = { password: '"$KAA_PASSWORD"', start: '2026-01-05T00:00:00.000Z' };
  expect(replay({ given, instead })).toBe(
    'kaa sim run --password "$KAA_PASSWORD" --start 2026-01-05T00:00:00.000Z --seed 7',
  );
});

test('an argument that looks like a flag stays an argument', () => {
  expect(replay({ given: [{ type: 'arg', input: '--odd' }] })).toBe('kaa sim run --seed 7 -- --odd');
});

test('a shell gives back exactly the words that were quoted', () => {
  const word = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\u0000', ''));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
      const text = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words.map(quoted).join(' ')}`]);
      expect(text.toString().split('\u0000').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 15 },
  );
});
