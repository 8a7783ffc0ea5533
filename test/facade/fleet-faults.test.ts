/** What fleets declare of the platform's faults, as the platform takes it: IDs for tokens, kinds, shares, windows. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LoadedFleet } from '../../src/blueprint/fleet/fleet.js';
import { fleetFaults, leftOutFaults } from '../../src/facade/fleet-faults.js';
import { createPlan } from '../../src/sim/plan/plan.js';
import type { FleetReport } from '../../src/sim/report/report.js';
import { startDemo, type TestPlatform } from '../helpers/platform.js';

let demo: TestPlatform;
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(() => demo.platform.stop());

const ENDPOINTS = 200;

function planOf(faults: readonly object[]) {
  const fleet = { fleet: 'fleet', version: 'demo-v1', endpoints: ENDPOINTS, token: 'F-{index}', faults };
  const loaded = { fleet, applicationName: 'demo', file: 'fleet.yaml' } as unknown as LoadedFleet;
  const plan = createPlan([loaded], {}, { seed: 1 });
  for (const token of plan.fleets[0]?.tokens ?? [])
    if (demo.platform.services.cm.find('demo', token) === undefined)
      demo.platform.register({ applicationName: 'demo', appVersionName: 'demo-v1', token });
  return plan;
}

function armed(faults: readonly object[]) {
  fleetFaults(demo.platform, planOf(faults)).arm();
  return demo.platform.faults.list();
}

test('every kind of the platform, and no other', () => {
  const found = armed([
    { late: { by: '3s', extension: 'dcx' }, rate: 0.1, window: { from: '1m', to: '2m' } },
    { noAnswer: {} },
    { error: { statusCode: 503, reasonPhrase: 'overloaded' } },
    { error: {} },
    { rejectToken: {} },
    { extensionDown: { extension: 'cmx' } },
    { duplicateCommand: {}, rate: 0.5 },
    { spike: { field: 'temperature', by: 5 } },
    { loss: {} },
  ]);
  expect(found).toMatchObject([
    {
      id: 'fleet.late',
      kind: 'late',
      byMs: 3000,
      extension: 'dcx',
      rate: 0.1,
      window: { fromMs: 60_000, toMs: 120_000 },
    },
    { id: 'fleet.noAnswer', kind: 'no-answer', rate: 1 },
    { id: 'fleet.error', kind: 'error', statusCode: 503, reasonPhrase: 'overloaded' },
    { id: 'fleet.error.2', kind: 'error', statusCode: 500 },
    { id: 'fleet.rejectToken', kind: 'reject-token' },
    { id: 'fleet.extensionDown', kind: 'extension-down', extension: 'cmx' },
    { id: 'fleet.duplicateCommand', kind: 'duplicate-command', rate: 0.5 },
  ]);
  expect(found).toHaveLength(7);
  const [fault] = found;
  expect(fault?.endpointIds).toHaveLength(ENDPOINTS);
});

test('only the fleet is concerned, by place or by share', () => {
  const [byPlace, byShare, nobody] = armed([
    { noAnswer: {}, endpoints: [1, 3] },
    { rejectToken: {}, endpoints: 0.25 },
    { extensionDown: {}, endpoints: 0 },
  ]);
  expect(byPlace?.endpointIds).toEqual([demo.idOf('F-1'), demo.idOf('F-3')]);
  // Four standard deviations either way.
  expect(byShare?.endpointIds?.length).toBeGreaterThan(25);
  expect(byShare?.endpointIds?.length).toBeLessThan(75);
  expect(nobody).toBeUndefined();
});

test('what cannot be armed is told before the run, and nothing is armed', () => {
  const plan = planOf([{ noAnswer: {} }, { noAnswer: { extension: 'dcxx' } }]);
  expect(() => fleetFaults(demo.platform, plan)).toThrow('did you mean "dcx"?');
  expect(demo.platform.faults.list()).toEqual([]);
});

test('at a server elsewhere they are left out, with a note', () => {
  const report = { notes: ['a'] } as unknown as FleetReport;
  const plan = planOf([{ noAnswer: {} }, { late: { by: '1s' } }, { loss: {} }]);
  expect(leftOutFaults(plan).noted(report).notes).toEqual(['a', expect.stringContaining('(noAnswer, late)')]);
  expect(leftOutFaults(planOf([{ loss: {} }])).noted(report).notes).toEqual(['a']);
});

test('the report counts by kind what has struck, beside what struck devices', () => {
  const declared = [{ noAnswer: {} }, { noAnswer: {}, rate: 0 }, { late: { by: '1s' } }];
  const faults = fleetFaults(demo.platform, planOf(declared));
  faults.arm();
  const other = demo.platform.faults.arm({ kind: 'error', statusCode: 500 });
  demo.platform.faults.onRequest(demo.idOf('F-1'), 'dcx', 'topic');
  demo.platform.faults.disarm(other);
  demo.platform.faults.onRequest(demo.idOf('F-1'), 'dcx', 'topic');
  const report = { notes: [], faults: { spike: 2 } } as unknown as FleetReport;
  expect(faults.noted(report).faults).toEqual({ spike: 2, late: 1, noAnswer: 1 });
});
