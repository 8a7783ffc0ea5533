import { describe, expect, test } from 'vitest';
import type { Operator } from '../../src/sim/operator/operator.js';
import { fleetOf } from './helpers/fleets.js';
import { eventsOf, runIn, sceneOf } from './helpers/run.js';

describe('a run', () => {
  test('[1/KP KP-13] every sample confirmed in time: pass', async () => {
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [fleetOf({ endpoints: 10 })], durationMs: 10_000 });
    expect(report).toMatchObject({
      verdict: 'pass',
      reasons: [],
      endpoints: 10,
      connections: 10,
      samples: { sent: 100, confirmed: 100, rejected: 0, unanswered: 0, late: 0 },
      latencyMs: { p50: 5, p95: 5, p99: 5, max: 5 },
      samplesPerSecond: 10,
      durationMs: 10_000,
      errors: [],
      seed: 7,
      target: 'scripted',
    });
    expect(report).not.toHaveProperty('interrupted');
    expect(scene.server.closed).toBe(10);
  });

  test('[2/DCP DCP-02] samples travel as an array, and request IDs count from 1 on each client', async () => {
    const scene = sceneOf();
    await runIn(scene, { fleets: [fleetOf({ endpoints: 2 })], durationMs: 3000 });
    const ofOne = scene.server.received.filter(({ token }) => token === 'room-001');
    expect(ofOne.map(({ topic }) => topic)).toEqual([
      'kp1/building-v1/dcx/room-001/json/1',
      'kp1/building-v1/dcx/room-001/json/2',
      'kp1/building-v1/dcx/room-001/json/3',
    ]);
    expect(ofOne[0]?.payload).toEqual([{ temperature: 21 }]);
  });

  test.each([1, 7, 25])('ends after exactly %i samples', async (samples) => {
    const scene = sceneOf();
    const fleets = [
      fleetOf({ endpoints: 3 }),
      fleetOf({ fleet: 'meters', token: 'meter-{index}', endpoints: 2, samples: { every: '2s', batch: 4 } }),
    ];
    const report = await runIn(scene, { fleets, samples });
    const inMessages = scene.server.of('dcx').flatMap(({ payload }) => payload as unknown[]);
    expect(report.samples).toMatchObject({ sent: samples, confirmed: samples });
    expect(inMessages).toHaveLength(samples);
  });

  test('a batch waits until it is full, and the incomplete one goes out at the end', async () => {
    const scene = sceneOf();
    const fleet = fleetOf({ samples: { every: '1s', batch: 4, fields: { n: { counter: {} } } } });
    await runIn(scene, { fleets: [fleet], durationMs: 10_000 });
    const sizes = scene.server.of('dcx').map(({ payload }) => (payload as unknown[]).length);
    expect(sizes).toEqual([4, 4, 2]);
    expect(scene.server.of('dcx').flatMap(({ payload }) => payload)).toEqual(
      Array.from({ length: 10 }, (_, n) => ({ n })),
    );
  });

  test('[1/KP KP-14, KP-16] rejected samples are grouped by code, reason and extension', async () => {
    const scene = sceneOf();
    scene.react = ({ token }) =>
      token === 'room-002'
        ? { afterMs: 1, error: { statusCode: 400, reasonPhrase: 'no humidity' } }
        : { afterMs: 1 };
    const report = await runIn(scene, { fleets: [fleetOf({ endpoints: 2 })], durationMs: 5000 });
    expect(report.samples).toMatchObject({ sent: 10, confirmed: 5, rejected: 5 });
    expect(report.errors).toEqual([{ code: 400, reason: 'no humidity', extension: 'dcx', count: 5 }]);
    expect(report).toMatchObject({ verdict: 'fail', reasons: ['5 of 10 data samples were rejected.'] });
  });

  test('reasons that differ only in what they quote are one group; refused tokens are counted in a note', async () => {
    const scene = sceneOf();
    scene.react = ({ token }) => {
      const reasonPhrase = `the application "building" has no token "${token}"`;
      return token === 'room-001' ? { afterMs: 1 } : { afterMs: 1, error: { statusCode: 401, reasonPhrase } };
    };
    const report = await runIn(scene, { fleets: [fleetOf({ endpoints: 4 })], durationMs: 2000 });
    const reason = 'the application "building" has no token "…"';
    expect(report.errors).toEqual([{ code: 401, reason, extension: 'dcx', count: 6 }]);
    expect(report.notes.join()).toContain('the tokens of 3 of 4 endpoints (401)');
  });

  test('an answer after the response timeout is late, none at all is unanswered; they are never the same', async () => {
    const scene = sceneOf();
    scene.react = ({ topic }) => {
      if (topic.endsWith('/1')) return 'silence';
      return { afterMs: topic.endsWith('/2') ? 3000 : 10 };
    };
    const report = await runIn(scene, { fleets: [fleetOf()], durationMs: 6000, responseTimeoutMs: 2000 });
    expect(report.samples).toEqual({ sent: 6, confirmed: 4, rejected: 0, unanswered: 1, late: 1 });
    expect(report.verdict).toBe('fail');
    expect(report.errors).toEqual([{ code: 0, reason: 'no answer within 2 s', extension: 'dcx', count: 1 }]);
    expect(eventsOf(scene, 'sim.request-unanswered').map(({ afterMs }) => Math.round(afterMs))).toEqual([
      2000, 2000,
    ]);
    expect(eventsOf(scene, 'sim.request-late').map(({ latencyMs }) => Math.round(latencyMs))).toEqual([3000]);
  });

  test('a silent server: the run ends one response timeout after the last sample', async () => {
    const scene = sceneOf();
    scene.react = () => 'silence';
    const began = scene.clock.now();
    const report = await runIn(scene, { fleets: [fleetOf()], durationMs: 4000, responseTimeoutMs: 1000 });
    expect(report.samples).toMatchObject({ sent: 4, unanswered: 4 });
    expect(report.latencyMs).toEqual({ p50: null, p95: null, p99: null, max: null });
    expect(scene.clock.now() - began).toBeLessThan(5200);
  });

  test('without a single sample there is nothing to pass', async () => {
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [fleetOf({ samples: { every: '1h' } })], durationMs: 1000 });
    expect(report).toMatchObject({ verdict: 'fail', reasons: ['No data sample was sent.'] });
    expect(report.notes.join()).toContain('3600 s');
  });

  test('a run without an end of its own lasts ten seconds', async () => {
    const report = await runIn(sceneOf(), { fleets: [fleetOf()] });
    expect(report.samples.sent).toBe(10);
  });

  test('fleets that never send and no duration: the run ends at once instead of never', async () => {
    const report = await runIn(sceneOf(), { fleets: [fleetOf({ samples: undefined })], samples: 5 });
    expect(report.verdict).toBe('fail');
  });

  test('the first samples of a fleet are spread over the interval', async () => {
    const scene = sceneOf();
    await runIn(scene, {
      fleets: [fleetOf({ endpoints: 200, samples: { every: '10s' } })],
      durationMs: 10_000,
    });
    const began = eventsOf(scene, 'sim.connected')[0]?.at as number;
    const tenths = new Array<number>(10).fill(0);
    for (const { at } of scene.server.of('dcx')) {
      const tenth = Math.floor((at - began) / 1000);
      tenths[tenth] = (tenths[tenth] as number) + 1;
    }
    expect(scene.server.of('dcx')).toHaveLength(200);
    expect(Math.min(...tenths)).toBeGreaterThan(5);
  });

  test('jitter moves samples, but none is lost and the pace stays', async () => {
    const scene = sceneOf();
    await runIn(scene, { fleets: [fleetOf({ samples: { every: '1s', jitter: 1 } })], durationMs: 60_000 });
    const times = scene.server.of('dcx').map(({ at }) => at);
    const gaps = times.slice(1).map((at, place) => at - (times[place] as number));
    expect(times.length).toBeGreaterThanOrEqual(59);
    expect(times.length).toBeLessThanOrEqual(61);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(500);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  test('--rate replaces the interval of the whole run', async () => {
    const scene = sceneOf();
    const fleets = [
      fleetOf({ endpoints: 3 }),
      fleetOf({ fleet: 'meters', token: 'm-{index}', samples: { every: '1h' } }),
    ];
    const report = await runIn(scene, { fleets, plan: { rate: 20 }, durationMs: 5000 });
    expect(report.samples.sent).toBe(100);
    expect(report.samplesPerSecond).toBe(20);
  });

  test('one gateway carries many endpoints on one connection', async () => {
    const scene = sceneOf();
    const report = await runIn(scene, {
      fleets: [fleetOf({ endpoints: 12, gateways: 3 })],
      durationMs: 2000,
    });
    expect(report).toMatchObject({ verdict: 'pass', endpoints: 12, connections: 3, samples: { sent: 24 } });
    const byClient = new Map(scene.server.received.map(({ token, client }) => [token, client]));
    expect(byClient.size).toBe(12);
    expect(new Set(byClient.values()).size).toBe(3);
  });

  test('a message for an endpoint of another gateway is unexpected', async () => {
    const scene = sceneOf();
    scene.clock.schedule(1500, 'a stray push', () => {
      scene.server.raw('kaa-7-1', 'kp1/building-v1/cex/room-002/command/reboot/status', '[{"id":1}]');
    });
    const report = await runIn(scene, { fleets: [fleetOf({ endpoints: 4, gateways: 2 })], durationMs: 3000 });
    expect(report).toMatchObject({ unexpectedMessages: 1, commands: { received: 0 }, verdict: 'pass' });
    expect(eventsOf(scene, 'sim.unexpected-message')).toMatchObject([{ fleet: 'rooms', token: 'room-002' }]);
  });

  test('an aborted run reports what there is, and does not wait for a silent server', async () => {
    const scene = sceneOf();
    scene.react = ({ topic }) => (topic.endsWith('/3') ? 'silence' : { afterMs: 1 });
    const abort = new AbortController();
    const began = scene.clock.now();
    scene.clock.schedule(3000, 'Ctrl-C', () => abort.abort());
    const report = await runIn(scene, { fleets: [fleetOf()], signal: abort.signal });
    expect(report.samples).toEqual({ sent: 3, confirmed: 2, rejected: 0, unanswered: 1, late: 0 });
    expect(report.interrupted).toBe(true);
    expect(scene.clock.now() - began).toBeLessThan(4000);
    expect(scene.server.closed).toBe(1);
  });

  test('a run that is aborted before it begins opens nothing', async () => {
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [fleetOf()], signal: AbortSignal.abort() });
    expect(report).toMatchObject({ verdict: 'fail', connections: 0 });
    expect(scene.server.opened).toBe(0);
  });

  test('a lost connection: its requests stay unanswered, the others go on', async () => {
    const scene = sceneOf();
    scene.react = () => ({ afterMs: 400 });
    scene.clock.schedule(2500, 'cut', () => {
      const first = [...scene.server.sessions.values()][0];
      first?.onLost('the server closed it');
    });
    const fleet = fleetOf({ endpoints: 2, connection: { reconnect: 'never' } });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 10_000 });
    const ofFirst = scene.server.received.filter(({ token }) => token === 'room-001');
    expect(ofFirst.length).toBeLessThan(4);
    expect(scene.server.received.length - ofFirst.length).toBe(10);
    expect(report.errors).toContainEqual({
      code: 0,
      reason: 'connection lost: the server closed it',
      extension: 'kpc',
      count: 1,
    });
    expect(report.reasons).toContain('A connection was lost.');
    expect(eventsOf(scene, 'sim.connection-lost')).toHaveLength(1);
    const { sent, confirmed, rejected, unanswered, late } = report.samples;
    expect(confirmed + rejected + unanswered + late).toBe(sent);
  });

  test('when every connection is lost for good the run ends', async () => {
    const scene = sceneOf();
    scene.clock.schedule(2500, 'cut', () => {
      for (const session of scene.server.sessions.values()) session.onLost('gone');
    });
    const fleet = fleetOf({ endpoints: 3, connection: { reconnect: 'never' } });
    const report = await runIn(scene, { fleets: [fleet], samples: 1000 });
    expect(report.reasons).toContain('3 connections were lost.');
    expect(report.samples.sent).toBeLessThan(12);
  });

  test('a server that cannot be reached fails the run, and what was open is closed', async () => {
    const scene = sceneOf();
    const open = scene.server.open.bind(scene.server);
    scene.server.open = async (options) => {
      if (scene.server.opened === 3) throw new Error('no more');
      return open(options);
    };
    await expect(runIn(scene, { fleets: [fleetOf({ endpoints: 10 })] })).rejects.toThrow('no more');
    expect(scene.server.closed).toBe(3);
  });

  test('progress is told while it runs and once at the end', async () => {
    const phases: string[] = [];
    const counts: number[] = [];
    await runIn(sceneOf(), {
      fleets: [fleetOf()],
      durationMs: 2000,
      onProgress: ({ phase, samples }) => {
        phases.push(phase);
        counts.push(samples.sent);
      },
    });
    expect(new Set(phases)).toEqual(new Set(['connecting', 'running', 'finishing']));
    expect(counts.at(-1)).toBe(2);
  });

  test('operator actions come so long after the first sample, for as many endpoints as they say', async () => {
    const scene = sceneOf();
    const calls: unknown[] = [];
    const operator: Operator = {
      invokeCommand: (ref, type, payload) => void calls.push([scene.clock.now(), ref.token, type, payload]),
      pushConfiguration: (ref, config) => {
        calls.push([scene.clock.now(), ref.token, config]);
        throw new Error('no such endpoint');
      },
    };
    const actions = [
      { after: '2s', command: 'reboot', payload: { soft: true }, endpoints: 2 },
      { after: '3s', configuration: { period: 5 }, endpoints: 1 },
      { after: '1h', command: 'reboot' },
    ];
    const fleet = fleetOf({ endpoints: 4, operator: actions });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 8000, operator });
    const first = scene.server.received[0]?.at as number;
    expect(calls).toEqual([
      [expect.closeTo(first + 2000, 1), 'room-001', 'reboot', { soft: true }],
      [expect.closeTo(first + 2000, 1), 'room-002', 'reboot', { soft: true }],
      [expect.closeTo(first + 3000, 1), 'room-001', { period: 5 }],
    ]);
    expect(report.notes).toEqual([
      'Operator action on room-001 of fleet rooms failed: no such endpoint',
      '1 operator action of fleet rooms left out: the run ended before their time.',
    ]);
    expect(report.verdict).toBe('pass');
  });

  test('without the platform side operator actions are left out, and the report says so', async () => {
    const scene = sceneOf();
    const fleet = fleetOf({ operator: [{ after: '1s', command: 'reboot' }] });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 3000 });
    expect(report.notes).toEqual([
      '1 operator action of fleet rooms left out: the target is not the embedded platform.',
    ]);
    expect(eventsOf(scene, 'sim.note')).toHaveLength(1);
  });
});

test('progress counts endpoints as connected, not the clients that carry them', async () => {
  const seen: number[] = [];
  await runIn(sceneOf(), {
    fleets: [fleetOf({ endpoints: 6, gateways: 2 })],
    durationMs: 2000,
    onProgress: ({ connected }) => seen.push(connected),
  });
  expect(Math.max(...seen)).toBe(6);
});
