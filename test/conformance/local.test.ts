/**
 * Goal: the local platform does what the RFCs demand, over every protocol that it speaks.
 * Method: the conformance suite itself, all of it; a requirement that fails stands in the message with what was seen.
 */
import { describe, expect, it } from 'vitest';
import { CASES } from '../../src/conformance/cases/cases.js';
import { REQUIREMENTS } from '../../src/conformance/requirements.js';
import { type ConformanceReport, runConformance } from '../../src/index.js';
import { TurnClock } from './turn-clock.js';

const reasonsOf = (report: ConformanceReport, outcome: string) =>
  report.results
    .filter((result) => result.outcome === outcome)
    .map(({ id, reason, expected, seen }) => `${id}: ${reason ?? `expected ${expected}; seen: ${seen}`}`);

/** In memory, turns of the event loop are time enough; what goes through a port needs real time. */
const IN_MEMORY = { clock: new TurnClock(), timeoutMs: 500, quietMs: 30 };

describe('the local platform, requirement by requirement', () => {
  it.each([
    ['mqtt3', IN_MEMORY],
    ['mqtt5', IN_MEMORY],
    ['ws', {}],
    ['http', {}],
  ] as const)('%s', async (protocol, options) => {
    const report = await runConformance({ protocol, ...options });
    expect(reasonsOf(report, 'fail')).toEqual([]);
    expect(reasonsOf(report, 'unknown')).toEqual([]);
    expect(report.verdict).toBe('pass');
    expect(report.results.map(({ id }) => id)).toEqual(REQUIREMENTS.map(({ id }) => id));
  });
});

it('[1/KP] every requirement that can be seen has a case, and no case is without its requirement', () => {
  const visible = REQUIREMENTS.filter((requirement) => requirement.visible).map(({ id }) => id);
  expect([...CASES.keys()].sort()).toEqual([...visible].sort());
});
