/** Connections that are lost and come back, in runs against a scripted server in virtual time. */
import { describe, expect, test } from 'vitest';
import { kaaError } from '../../../src/errors.js';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, type Scene, sceneOf } from '../helpers/run.js';

const reconnect = { first: '1s', factor: 2, max: '4s', jitter: 0 } as const;

/** The server ends these connections at that time of the run. */
function cutAt(scene: Scene, ms: number, clients = 1): void {
  scene.clock.schedule(ms, 'cut', () => {
    for (const session of [...scene.server.sessions.values()].slice(0, clients)) session.onLost('gone');
  });
}

/** Nobody can connect between these times of the run. */
function closedBetween(scene: Scene, from: number, to: number): void {
  const began = scene.clock.now();
  const open = scene.server.open.bind(scene.server);
  scene.server.open = async (options) => {
    const at = scene.clock.now() - began;
    if (at >= from && at < to) throw kaaError('TARGET_UNREACHABLE', { target: 'scripted', reason: 'closed' });
    return open(options);
  };
}

describe('a lost connection', () => {
  test('is opened again, with metadata; the loss fails the run, and what was outstanding is unanswered', async () => {
    const scene = sceneOf();
    scene.react = () => ({ afterMs: 300 });
    cutAt(scene, 2500);
    const fleet = fleetOf({
      endpoints: 2,
      metadata: { room: 1 },
      connection: { reconnect },
      samples: { every: '200ms', fields: { n: 1 } },
    });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 10_000 });
    expect(report).toMatchObject({ verdict: 'fail', connections: 2, reconnects: 1 });
    expect(report.reasons).toContain('A connection was lost.');
    expect(report.samples.unanswered).toBeGreaterThan(0);
    expect(report.samples.unanswered).toBeLessThan(3);
    expect(report.notSent).toBe(5);
    expect(report.samples.sent + (report.notSent ?? 0)).toBe(100);
    expect(scene.server.of('epmx').map(({ token }) => token)).toEqual(['room-001', 'room-002', 'room-001']);
    const [lost] = eventsOf(scene, 'sim.connection-lost');
    const [waiting] = eventsOf(scene, 'sim.reconnecting');
    expect(waiting).toMatchObject({ client: lost?.client, attempt: 1, inMs: 1000, at: lost?.at });
    expect(eventsOf(scene, 'sim.connected').at(-1)).toMatchObject({ client: lost?.client });
    expect(eventsOf(scene, 'sim.unexpected-message')).toEqual([]);
  });

  test('waits longer after each attempt in vain, and starts anew once it was open', async () => {
    const scene = sceneOf();
    cutAt(scene, 2000);
    cutAt(scene, 15_000);
    closedBetween(scene, 2000, 12_000);
    const fleet = fleetOf({ connection: { reconnect } });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 20_000 });
    const waits = eventsOf(scene, 'sim.reconnecting').map(({ attempt, inMs, reason }) => [
      attempt,
      inMs,
      reason,
    ]);
    const closed = 'Cannot reach scripted: closed.';
    expect(waits).toEqual([
      [1, 1000, undefined],
      [2, 2000, closed],
      [3, 4000, closed],
      [4, 4000, closed],
      [1, 1000, undefined],
    ]);
    expect(report.reconnects).toBe(2);
    expect(report.errors).toContainEqual({
      code: 0,
      reason: `no connection again: ${closed}`,
      extension: 'kpc',
      count: 3,
    });
  });

  test('is given up after so many attempts; when that happens to all of them the run ends', async () => {
    const scene = sceneOf();
    cutAt(scene, 2000, 2);
    closedBetween(scene, 2000, Infinity);
    const fleet = fleetOf({ endpoints: 2, connection: { reconnect: { ...reconnect, attempts: 2 } } });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 60_000 });
    expect(report.durationMs).toBeLessThan(6000);
    expect(report.reconnects).toBe(0);
    expect(eventsOf(scene, 'sim.gave-up').map(({ attempts }) => attempts)).toEqual([2, 2]);
    expect(scene.clock.pending()).toEqual([]);
  });

  test('of a gateway takes all of its endpoints along, and brings them back', async () => {
    const scene = sceneOf();
    cutAt(scene, 2000);
    const fleet = fleetOf({ endpoints: 6, gateways: 2, metadata: { a: 1 }, connection: { reconnect } });
    const progress: number[] = [];
    await runIn(scene, {
      fleets: [fleet],
      durationMs: 8000,
      onProgress: ({ connected }) => progress.push(connected),
    });
    expect(scene.server.of('epmx')).toHaveLength(9);
    expect(new Set(progress.filter((connected) => connected > 0))).toEqual(new Set([6, 3]));
    expect(progress.at(-1)).toBe(6);
  });

  test('one more endpoint does not change when the others try again', async () => {
    const waits = async (endpoints: number) => {
      const scene = sceneOf();
      cutAt(scene, 2000, 3);
      await runIn(scene, { fleets: [fleetOf({ endpoints })], durationMs: 10_000 });
      return eventsOf(scene, 'sim.reconnecting').map(({ client, inMs }) => [client, inMs]);
    };
    expect(await waits(5)).toEqual(await waits(3));
  });
});
