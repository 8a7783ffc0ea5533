/** Endpoints that come and go. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planStages, stageSteps } from '../../../src/sim/plan/stages-plan.js';
import type { FleetProgress } from '../../../src/sim/report/report.js';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, sceneOf } from '../helpers/run.js';

describe('the steps of stages', () => {
  const stage = fc.oneof(
    fc.record({
      over: fc.nat(60).map((s) => `${s}s`),
      to: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    }),
    fc.record({ hold: fc.nat(60).map((s) => `${s}s`) }),
  );

  test('one endpoint at a time, in order of time, and in the end as many as the last share says', () => {
    fc.assert(
      fc.property(
        fc.array(stage, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        (stages, endpoints) => {
          const plan = planStages(stages);
          const steps = [...stageSteps(plan, endpoints)];
          let count = 0;
          let atMs = 0;
          for (const step of steps) {
            expect(Math.abs(step.count - count)).toBe(1);
            expect(step.atMs).toBeGreaterThanOrEqual(atMs);
            expect(step.atMs).toBeLessThanOrEqual(plan.lengthMs);
            ({ count, atMs } = step);
          }
          expect(count).toBe(Math.round(plan.last * endpoints));
        },
      ),
    );
  });

  test('on a ramp they come evenly', () => {
    const steps = [...stageSteps(planStages([{ over: '10s', to: 1 }]), 5)];
    expect(steps.map(({ atMs }) => Math.round(atMs))).toEqual([1000, 3000, 5000, 7000, 9000]);
  });
});

describe('a run with stages', () => {
  const staged = (parts = {}) =>
    fleetOf({
      endpoints: 10,
      samples: { every: '1s', fields: { n: 1 } },
      stages: [{ over: '10s', to: 1 }, { hold: '10s' }, { over: '10s', to: 0 }],
      ...parts,
    });

  test('lasts as long as the stages; connections are opened by the ramp; nobody who leaves is a failure', async () => {
    const scene = sceneOf();
    const shown: FleetProgress[] = [];
    const report = await runIn(scene, { fleets: [staged()], onProgress: (progress) => shown.push(progress) });
    expect(report).toMatchObject({ verdict: 'pass', durationMs: 30_000, connections: 10 });
    const opened = eventsOf(scene, 'sim.connected').map(({ at }) =>
      Math.round((at - scene.startedAt) / 1000),
    );
    expect(opened).toHaveLength(10);
    expect(opened[0]).toBeLessThan(2);
    expect(opened[9]).toBeGreaterThan(8);
    const connectedAt = (second: number) =>
      shown.findLast(({ elapsedMs }) => elapsedMs <= second * 1000)?.connected;
    expect([connectedAt(5), connectedAt(15), connectedAt(26)]).toEqual([5, 10, 5]);
    // A ramp of ten seconds is half of its endpoints' time.
    expect(report.samples.sent).toBeGreaterThan(190);
    expect(report.samples.sent).toBeLessThan(210);
    expect(report.samples.confirmed).toBe(report.samples.sent);
    expect(report.connectedMax).toBe(10);
  });

  test('each fleet has its own, and the run lasts as long as the longest', async () => {
    const scene = sceneOf();
    const later = staged({
      fleet: 'late',
      token: 'late-{index}',
      stages: [{ over: '0s', to: 0 }, { hold: '40s' }, { over: '5s', to: 0.5 }],
    });
    const always = fleetOf({ fleet: 'always', token: 'always-{index}' });
    const report = await runIn(scene, { fleets: [staged(), later, always] });
    expect(report.durationMs).toBe(45_000);
    const seconds = (fleet: string) =>
      scene.server
        .of('dcx')
        .filter(({ token }) => token.startsWith(fleet))
        .map(({ at }) => (at - scene.startedAt) / 1000);
    expect(Math.min(...seconds('late'))).toBeGreaterThan(40);
    expect(Math.max(...seconds('room'))).toBeLessThan(31);
    expect(seconds('always')).toHaveLength(45);
  });

  test('--duration ends it earlier; with --samples and nobody left it ends too', async () => {
    const cut = await runIn(sceneOf(), { fleets: [staged()], durationMs: 5000 });
    expect(cut.durationMs).toBe(5000);
    const emptied = await runIn(sceneOf(), { fleets: [staged()], samples: 100_000 });
    expect(emptied.durationMs).toBeGreaterThan(29_000);
    expect(emptied.durationMs).toBeLessThan(32_000);
  });

  test('behind gateways endpoints speak from when they come', async () => {
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [staged({ gateways: 2 })] });
    expect(report).toMatchObject({ verdict: 'pass', connections: 2 });
    const firsts = new Map<string, number>();
    for (const { token, at } of scene.server.of('dcx'))
      if (!firsts.has(token)) firsts.set(token, (at - scene.startedAt) / 1000);
    for (const [token, second] of firsts) {
      const place = Number(token.slice(-3)) - 1;
      expect(second).toBeGreaterThanOrEqual(place + 0.5 - 0.01);
      expect(second).toBeLessThan(place + 2);
    }
    expect(firsts.size).toBe(10);
  });

  test('the data of an endpoint do not depend on who else is there', async () => {
    const take = async (endpoints: number) => {
      const scene = sceneOf();
      await runIn(scene, {
        fleets: [
          staged({ endpoints, samples: { every: '1s', fields: { n: { random: { min: 0, max: 1 } } } } }),
        ],
      });
      return scene.server
        .of('dcx')
        .filter(({ token }) => token === 'room-001')
        .map(({ payload }) => payload);
    };
    const [few, many] = [await take(4), await take(10)];
    expect(few.slice(0, 20)).toEqual(many.slice(0, 20));
  });
});
