/** Link faults in runs against a scripted server: they strike as often as they should, and are told from failures. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/blueprint/fleet/faults.js';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, sceneOf } from '../helpers/run.js';

const reconnect = { first: '1s', jitter: 0 } as const;

const faulty = (faults: Fault[], parts: Parameters<typeof fleetOf>[0] = {}) =>
  fleetOf({ endpoints: 10, connection: { reconnect }, faults, ...parts });

const elapsedOf = (scene: ReturnType<typeof sceneOf>) =>
  eventsOf(scene, 'sim.fault').map(({ at }) => (at - scene.startedAt) / 1000);

describe('loss', () => {
  test('takes messages in both directions as often as its rate says; the run passes', async () => {
    const scene = sceneOf();
    const fleet = faulty([{ loss: {}, rate: 0.1 }]);
    const report = await runIn(scene, { fleets: [fleet], durationMs: 200_000 });
    const directions = eventsOf(scene, 'sim.fault').map(({ detail }) => detail);
    const out = directions.filter((direction) => direction === 'out').length;
    expect(report.samples.sent).toBe(2000);
    expect(scene.server.of('dcx')).toHaveLength(2000 - out);
    expect(report.samples).toMatchObject({
      unanswered: directions.length,
      confirmed: 2000 - directions.length,
    });
    expect(out).toBeGreaterThan(150);
    expect(out).toBeLessThan(250);
    expect(directions.length - out).toBeGreaterThan(130);
    expect(directions.length - out).toBeLessThan(230);
    expect(report.verdict).toBe('pass');
  });

  test('does not hide what the server does not answer', async () => {
    const scene = sceneOf();
    scene.react = ({ token }) => (token === 'room-001' ? 'silence' : { afterMs: 5 });
    const report = await runIn(scene, { fleets: [faulty([{ loss: {}, rate: 0.05 }])], durationMs: 50_000 });
    const lost = eventsOf(scene, 'sim.fault').length;
    expect(report.verdict).toBe('fail');
    expect(report.samples.unanswered).toBeGreaterThan(lost);
    const [reason = ''] = report.reasons;
    expect(reason).toMatch(/of 500 data samples were not answered/);
    expect(Number.parseInt(reason, 10)).toBe(report.samples.unanswered - lost);
  });

  test('takes pushes too', async () => {
    const scene = sceneOf();
    scene.clock.schedule(1500, 'push', () =>
      scene.server.push('room-001', 'cex', '/command/beep', [{ id: 1 }]),
    );
    await runIn(scene, { fleets: [faulty([{ loss: {}, window: { from: '1s' } }])], durationMs: 3000 });
    expect(eventsOf(scene, 'sim.command-received')).toEqual([]);
  });

  test('strikes in its window and its endpoints alone', async () => {
    const scene = sceneOf();
    const fault = { loss: {}, window: { from: '10s', to: '20s' }, endpoints: [2, 3] };
    await runIn(scene, { fleets: [faulty([fault])], durationMs: 40_000 });
    const struck = eventsOf(scene, 'sim.fault');
    expect(struck).toHaveLength(20);
    expect(new Set(struck.map(({ token }) => token))).toEqual(new Set(['room-002', 'room-003']));
    expect(Math.min(...elapsedOf(scene))).toBeGreaterThanOrEqual(10);
    expect(Math.max(...elapsedOf(scene))).toBeLessThan(20);
  });
});

describe('delay', () => {
  test('adds to the response time, there and back', async () => {
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [faulty([{ delay: { by: '400ms' } }])], durationMs: 20_000 });
    expect(report).toMatchObject({ verdict: 'pass', samples: { sent: 200, confirmed: 200 } });
    expect(report.latencyMs.p50).toBeCloseTo(805, -1);
    // Nothing strikes any more when the run only waits for its last answers.
    const strikes = eventsOf(scene, 'sim.fault').length;
    expect(strikes).toBeGreaterThan(380);
    expect(strikes).toBeLessThanOrEqual(400);
  });

  test('nothing overtakes a delayed message on its connection', async () => {
    const scene = sceneOf();
    const fleet = faulty([{ delay: { by: '3s' }, rate: 0.2 }], {
      endpoints: 4,
      gateways: 1,
      samples: { every: '500ms', fields: { n: { counter: {} } } },
    });
    await runIn(scene, { fleets: [fleet], durationMs: 30_000 });
    const ids = scene.server.of('dcx').map(({ topic }) => Number(topic.split('/').at(-1)));
    expect(ids).toHaveLength(240);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  test('answers that are late because of it are no failure, those that are late besides are', async () => {
    const late = async (afterMs: number) => {
      const scene = sceneOf();
      scene.react = () => ({ afterMs });
      const fleets = [faulty([{ delay: { by: '600ms' } }])];
      return await runIn(scene, { fleets, durationMs: 5000, responseTimeoutMs: 1000 });
    };
    const excused = await late(10);
    expect(excused.samples.late).toBeGreaterThan(40);
    expect(excused.verdict).toBe('pass');
    const slow = await late(1100);
    expect(slow.reasons[0]).toMatch(/data samples were (answered too late|not answered)/);
  });
});

describe('disconnect', () => {
  test('closes connections every so often, for so long, and all come back; the run passes', async () => {
    const scene = sceneOf();
    const fault = { disconnect: { for: '5s' }, every: '20s' };
    const report = await runIn(scene, { fleets: [faulty([fault])], durationMs: 200_000 });
    const strikes = eventsOf(scene, 'sim.fault');
    // Ten endpoints, 200 s, a strike every 20 + 5 s.
    expect(strikes.length).toBeGreaterThan(55);
    expect(strikes.length).toBeLessThan(105);
    expect(report.verdict).toBe('pass');
    const closed = eventsOf(scene, 'sim.connection-closed');
    expect(closed).toHaveLength(strikes.length);
    expect(report.notSent).toBeGreaterThan(strikes.length * 3);
    for (const { client, at } of closed.filter((event) => event.at < scene.startedAt + 190_000)) {
      const again = eventsOf(scene, 'sim.connected').find(
        (event) => event.client === client && event.at > at,
      );
      expect(again?.at).toBeCloseTo(at + 5000, 0);
    }
  });

  test('together: all at one moment, a storm of reconnections, which a busy server spreads by back-off', async () => {
    const scene = sceneOf();
    const open = scene.server.open.bind(scene.server);
    let atOnce = 0;
    scene.server.open = async (options) => {
      const at = scene.clock.now();
      if (at > scene.startedAt && scene.startedAt > 0 && at <= scene.startedAt + 12_000.01 && ++atOnce > 3)
        throw new Error('busy');
      return open(options);
    };
    const fault = { disconnect: { for: '2s', together: true }, window: { from: '10s' } };
    const fleet = faulty([fault], { connection: { reconnect: { first: '1s', jitter: 0.5 } } });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 30_000 });
    expect(elapsedOf(scene)).toEqual(Array.from({ length: 10 }, () => 10));
    expect(report).toMatchObject({ verdict: 'pass', reconnects: 10 });
    const waits = eventsOf(scene, 'sim.reconnecting').map(({ inMs }) => inMs);
    expect(waits).toHaveLength(7);
    expect(new Set(waits).size).toBe(7);
  });

  test('behind gateways it strikes a gateway as often as one endpoint', async () => {
    const scene = sceneOf();
    const fault = { disconnect: { for: '1s' }, every: '20s' };
    const fleet = faulty([fault], { endpoints: 40, gateways: 2 });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 200_000 });
    expect(report.reconnects).toBeGreaterThan(8);
    expect(report.reconnects).toBeLessThan(34);
    expect(new Set(eventsOf(scene, 'sim.fault').map(({ token }) => token)).size).toBe(2);
  });

  test('a loss that nobody ordered still fails the run', async () => {
    const scene = sceneOf();
    scene.clock.schedule(5500, 'cut', () => [...scene.server.sessions.values()][0]?.onLost('gone'));
    const fault = { disconnect: { for: '1s' }, every: '20s' };
    const report = await runIn(scene, { fleets: [faulty([fault])], durationMs: 30_000 });
    expect(report.reasons).toEqual(expect.arrayContaining(['A connection was lost.']));
  });
});

describe('half-open', () => {
  test('nothing gets through either way while the connection stays; the run passes', async () => {
    const scene = sceneOf();
    const fault = { halfOpen: { for: '5s' }, window: { from: '10s' }, endpoints: [1] };
    const report = await runIn(scene, { fleets: [faulty([fault], { endpoints: 2 })], durationMs: 30_000 });
    const seconds = scene.server
      .of('dcx')
      .filter(({ token }) => token === 'room-001')
      .map(({ at }) => (at - scene.startedAt) / 1000);
    expect(seconds).toHaveLength(25);
    expect(seconds.filter((second) => second >= 10 && second < 15)).toEqual([]);
    expect(eventsOf(scene, 'sim.connection-closed')).toEqual([]);
    expect(report).toMatchObject({ verdict: 'pass', samples: { sent: 60, unanswered: 5 }, reconnects: 0 });
  });
});

test('when a fault strikes depends on the token alone, not on the other endpoints', async () => {
  const strikes = async (endpoints: number) => {
    const scene = sceneOf();
    const faults = [
      { loss: {}, rate: 0.1 },
      { disconnect: { for: '1s' }, every: '30s' },
    ];
    await runIn(scene, { fleets: [faulty(faults, { endpoints })], durationMs: 60_000 });
    return eventsOf(scene, 'sim.fault')
      .filter(({ token }) => token <= 'room-005')
      .map(({ token, at, fault }) => `${token} ${fault} ${at}`)
      .sort();
  };
  expect(await strikes(9)).toEqual(await strikes(5));
});
