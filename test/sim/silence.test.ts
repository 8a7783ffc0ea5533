/** Runs that end after so many data samples, when nobody takes any more. */
import { describe, expect, test } from 'vitest';
import type { State } from '../../src/blueprint/fleet/behaviour.js';
import type { Fleet } from '../../src/blueprint/fleet/fleet.js';
import { fleetOf } from './helpers/fleets.js';
import { runIn, sceneOf } from './helpers/run.js';

const operator = { invokeCommand: async () => {}, pushConfiguration: async () => {} };
const NOTE = 'The run ended before all of its data samples were taken';

async function runUntil(samples: number, parts: Partial<Fleet>) {
  const scene = sceneOf();
  const report = await runIn(scene, { fleets: [fleetOf(parts)], operator, samples, responseTimeoutMs: 2000 });
  return { report, tookMs: scene.clock.now() - scene.startedAt };
}

const states = (off: State): Pick<Fleet, 'behaviour'> => ({
  behaviour: { states: { on: { next: [{ to: 'off', after: '5s' }] }, off } },
});

describe('a run of so many data samples', () => {
  test('ends, and says so, when all endpoints are in states that send none', async () => {
    const { report, tookMs } = await runUntil(1000, { endpoints: 3, ...states({ samples: 'none' }) });
    expect(report.samples.sent).toBe(15);
    expect(report.notes.join()).toContain(NOTE);
    expect(tookMs).toBeLessThan(10_000);
  });

  test('waits for states that will be over', async () => {
    const silent = states({ samples: 'none', next: [{ to: 'on', after: '1m' }] });
    const { report } = await runUntil(12, silent);
    expect(report.samples.sent).toBe(12);
    expect(report.notes).toEqual([]);
  });

  test('waits for a reboot that brings endpoints back to their first state', async () => {
    const faults = [{ reboot: { takes: '1s' }, every: '30s' }];
    const { report } = await runUntil(12, { ...states({ samples: 'none' }), faults });
    expect(report.samples.sent).toBe(12);
    expect(report.notes).toEqual([]);
  });

  test('waits for what the operator is still to do', async () => {
    const { report, tookMs } = await runUntil(1000, {
      ...states({ samples: 'none' }),
      operator: [{ after: '1m', configuration: {} }],
    });
    expect(tookMs).toBeGreaterThan(60_000);
    expect(report.notes.join()).toContain(NOTE);
  });

  test('ends when all batteries are empty', async () => {
    const faults = [{ battery: { lasts: '4s' } }];
    const { report } = await runUntil(1000, { endpoints: 2, faults });
    expect(report.samples.sent).toBe(8);
    expect(report.notes.join()).toContain(NOTE);
  });
});
