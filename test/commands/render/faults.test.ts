import { expect, test } from 'vitest';
import { faultLine, faultRows } from '../../../src/commands/render/faults.js';

test.each([
  [{ kind: 'no-answer' }, 'no-answer, for every message, from now on'],
  [
    { kind: 'late', byMs: 3000, extension: 'dcx', rate: 0.1 },
    'late by 3 s, for 10 % of messages to or from dcx, from now on',
  ],
  [
    { kind: 'error', statusCode: 503, reasonPhrase: 'overloaded', endpointIds: ['a', 'b'], times: 1 },
    'error 503 overloaded, for every message of a, b, once at most, from now on',
  ],
  [
    { kind: 'no-answer', endpointIds: ['a', 'b', 'c', 'd'], times: 2, window: { toMs: 500 } },
    'no-answer, for every message of 4 endpoints, 2 times at most, from now to 500 ms after it was armed',
  ],
  [{ kind: 'no-answer', window: { fromMs: 10_000 } }, 'no-answer, for every message, from 10 s on'],
])('%j: %s', (fault, line) => {
  expect(faultLine(fault)).toBe(line);
});

test('a row for each, IDs of endpoints left out', () => {
  const fault = {
    kind: 'no-answer',
    endpointIds: ['a'],
    id: 'f1',
    armedAt: '',
    struck: 3,
    state: 'over',
  } as const;
  expect(faultRows([fault])).toEqual([
    ['f1', 'over', '3', 'no-answer', 'every message of 1 endpoint', 'from now on'],
  ]);
});
