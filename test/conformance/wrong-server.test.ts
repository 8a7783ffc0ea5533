/**
 * Goal: the suite can fail, and fails where the fault is.
 * Method: the local platform with one fault after another; the requirements that fail are those that the fault breaks.
 */
import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults.js';
import { judgeWrongServer } from './wrong-server.js';

it('without a fault the proxy in front of the platform changes nothing', async () => {
  const report = await judgeWrongServer({});
  expect(report.results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')).toEqual([]);
});

describe('a fault is caught by its requirements, and by no other', () => {
  it.each(FAULTS)('$name', async ({ fault, only, caughtBy }) => {
    const report = await judgeWrongServer(fault, only);
    const failed = report.results.filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ id }) => id).sort()).toEqual([...caughtBy].sort());
    expect(report.summary.unknown).toBe(0);
    expect(report.verdict).toBe('fail');
    for (const { expected, seen, evidence } of failed) {
      expect(expected).toBeTruthy();
      expect(seen).toBeTruthy();
      expect(evidence?.some(({ packet }) => packet === 'publish')).toBe(true);
    }
  });
});

it('a server that never answers passes nothing but what demands silence', async () => {
  const report = await judgeWrongServer({ toClient: () => [] });
  const passed = report.results.filter(({ outcome }) => outcome === 'pass');
  expect(passed.map(({ id }) => id)).toEqual(['KP-07', 'KP-12']);
});
