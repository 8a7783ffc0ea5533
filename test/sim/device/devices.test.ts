import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../../src/blueprint/fleet/fleet.js';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, type Scene, sceneOf } from '../helpers/run.js';

/** Runs one room for ten seconds, and calls the steps so many milliseconds after it has begun. */
async function play(fleet: Partial<Fleet>, steps: Record<number, (scene: Scene) => void>, scene = sceneOf()) {
  for (const [afterMs, step] of Object.entries(steps)) {
    scene.clock.schedule(Number(afterMs), 'a step of the test', () => step(scene));
  }
  const report = await runIn(scene, { fleets: [fleetOf(fleet)], durationMs: 10_000 });
  return { scene, report };
}

const command =
  (type: string, ...ids: number[]) =>
  (scene: Scene) =>
    scene.server.push(
      'room-001',
      'cex',
      `/command/${type}`,
      ids.map((id) => ({ id, payload: {} })),
    );

describe('metadata', () => {
  test('[10/EPMP EPMP-31] goes out once, before the first sample, by partial update', async () => {
    const { scene, report } = await play(
      { metadata: { serial: { template: 'SN-{index:4}' }, floor: 2 } },
      {},
    );
    expect(scene.server.of('epmx')).toMatchObject([
      { topic: 'kp1/building-v1/epmx/room-001/update/keys/1', payload: { serial: 'SN-0001', floor: 2 } },
    ]);
    expect(scene.server.received[0]?.extension).toBe('epmx');
    expect(report.metadata).toEqual({ sent: 1, confirmed: 1 });
  });

  test('rejected metadata fails the run', async () => {
    const scene = sceneOf();
    scene.react = ({ extension }) =>
      extension === 'epmx'
        ? { afterMs: 1, error: { statusCode: 403, reasonPhrase: 'read only' } }
        : { afterMs: 1 };
    const { report } = await play({ metadata: { floor: 2 } }, {}, scene);
    expect(report).toMatchObject({ verdict: 'fail', reasons: ['The only metadata update was rejected.'] });
    expect(report.errors).toEqual([{ code: 403, reason: 'read only', extension: 'epmx', count: 1 }]);
  });

  test('[10/EPMP EPMP-26] an empty update is never sent', async () => {
    const { scene } = await play({ metadata: {} }, {});
    expect(scene.server.of('epmx')).toEqual([]);
  });
});

describe('commands', () => {
  const commands = {
    reboot: { after: '2s', payload: { constant: { rebooted: true } } },
    open: { statusCode: 409, reasonPhrase: 'locked' },
    risky: { failureRate: 1 },
  };

  test('[11/CEP CEP-16] is answered after its time, with the declared result', async () => {
    const { scene, report } = await play({ commands }, { 2000: command('reboot', 5) });
    expect(scene.server.of('cex')).toMatchObject([
      { resourcePath: '/result/reboot', payload: [{ id: 5, statusCode: 200, payload: { rebooted: true } }] },
    ]);
    const began = eventsOf(scene, 'sim.connected')[0]?.at as number;
    expect((scene.server.of('cex')[0]?.at as number) - began).toBeCloseTo(4000, 0);
    expect(scene.server.of('cex')[0]?.topic).toMatch(
      /^kp1\/building-v1\/cex\/room-001\/result\/reboot\/[0-9]+$/,
    );
    expect(report.commands).toEqual({ received: 1, answered: 1 });
    expect(report.verdict).toBe('pass');
  });

  test('[11/CEP CEP-10, CEP-22] a push repeats what is outstanding: no command runs twice', async () => {
    const steps = {
      2000: command('reboot', 1),
      3000: command('reboot', 1, 2),
      7000: command('reboot', 1, 2),
    };
    const { scene, report } = await play({ commands }, steps);
    expect(
      scene.server.of('cex').flatMap(({ payload }) => (payload as { id: number }[]).map(({ id }) => id)),
    ).toEqual([1, 2]);
    expect(report.commands).toEqual({ received: 2, answered: 2 });
  });

  test('[11/CEP CEP-13] the same ID of another type is another command', async () => {
    const { report } = await play({ commands }, { 2000: command('reboot', 1), 2001: command('open', 1) });
    expect(report.commands).toEqual({ received: 2, answered: 2 });
  });

  test('a status, a failure rate and an unknown type each have their result', async () => {
    const steps = { 2000: command('open', 1), 2001: command('risky', 2), 2002: command('fly', 3) };
    const { scene } = await play({ commands }, steps);
    expect(scene.server.of('cex').map(({ payload }) => payload)).toEqual([
      [{ id: 1, statusCode: 409, reasonPhrase: 'locked' }],
      [{ id: 2, statusCode: 500, reasonPhrase: 'simulated failure' }],
      [{ id: 3, statusCode: 404, reasonPhrase: 'this endpoint has no command "fly"' }],
    ]);
  });

  test('[11/CEP CEP-14] an empty list is nothing to do', async () => {
    const { report } = await play({ commands }, { 2000: command('reboot') });
    expect(report.commands).toEqual({ received: 0, answered: 0 });
    expect(report.unexpectedMessages).toBe(0);
  });

  test('a command near the end is still answered; one that takes too long is noted', async () => {
    const slow = { ...commands, slow: { after: '1h' } };
    const steps = { 9500: command('reboot', 1), 9600: command('slow', 2) };
    const { scene, report } = await play({ commands: slow }, steps);
    // One response timeout after the last sample it is given up.
    expect(scene.clock.now() - (eventsOf(scene, 'sim.connected')[0]?.at as number)).toBeLessThan(15_500);
    expect(report.commands).toEqual({ received: 2, answered: 1 });
    expect(report.notes).toEqual(['Commands that were not answered when the run ended: 1.']);
    expect(report.verdict).toBe('pass');
  });

  test('a push that is no list of commands is unexpected, not fatal', async () => {
    const steps = {
      2000: ({ server }: Scene) => server.push('room-001', 'cex', '/command/reboot', { id: 1 }),
      2001: ({ server }: Scene) => server.push('room-001', 'tsx', '/time', 0),
    };
    const { scene, report } = await play({ commands }, steps);
    expect(report.unexpectedMessages).toBe(2);
    expect(eventsOf(scene, 'sim.unexpected-message')[0]?.reason).toContain('does not match');
    expect(report.samples).toMatchObject({ sent: 10, confirmed: 10 });
  });
});

describe('configuration', () => {
  const configuration = { samplePeriod: { from: 'sampling.period', unit: 's' as const } };
  const push =
    (body: unknown, extension = 'cmx', path = '/config/json') =>
    ({ server }: Scene) =>
      server.push('room-001', extension, path, body);

  test('[7/CMP CMP-19] a pushed period really changes the time between samples, and is reported', async () => {
    const config = {
      configId: 'a',
      config: { sampling: { period: 0.1 } },
      statusCode: 200,
      reasonPhrase: 'ok',
    };
    const { scene, report } = await play({ configuration }, { 5000: push(config) });
    expect(scene.server.of('cmx')).toMatchObject([
      { resourcePath: '/applied/json', payload: { configId: 'a', statusCode: 200 } },
    ]);
    const began = eventsOf(scene, 'sim.connected')[0]?.at as number;
    const after = scene.server.of('dcx').filter(({ at }) => at >= began + 5000);
    expect(after).toHaveLength(50);
    expect(report).toMatchObject({ verdict: 'pass', configurations: { received: 1, applied: 1 } });
  });

  test('a configuration that comes before the first sample counts as well', async () => {
    const scene = sceneOf();
    scene.react = ({ extension }) => {
      const config = { configId: 'a', config: { sampling: { period: 2 } } };
      if (extension === 'epmx') push(config)(scene);
      return { afterMs: 1 };
    };
    const { report } = await play({ configuration, metadata: { floor: 1 } }, {}, scene);
    expect(report.samples.sent).toBe(5);
  });

  test('a fixed rate of the run is not changed by a configuration', async () => {
    const scene = sceneOf();
    scene.clock.schedule(3000, 'push', () =>
      push({ configId: 'a', config: { sampling: { period: 60 } } })(scene),
    );
    const report = await runIn(scene, {
      fleets: [fleetOf({ configuration })],
      plan: { rate: 10 },
      durationMs: 10_000,
    });
    expect(report.samples.sent).toBe(100);
    expect(report.configurations).toEqual({ received: 1, applied: 1, refused: 0 });
  });

  test.each([0, -1, 'fast', null])('the period %j is refused as one, and the pace stays', async (period) => {
    const config = { configId: 'a', config: { sampling: { period } } };
    const { scene, report } = await play({ configuration }, { 5000: push(config) });
    expect(scene.server.of('cmx')[0]?.payload).toMatchObject({ configId: 'a', statusCode: 400 });
    expect(report.samples.sent).toBe(10);
  });

  test('[7/CMP CMP-15, CMP-18] a push without a configuration is nothing new', async () => {
    const steps = {
      2000: push({}),
      2001: push({ statusCode: 200, reasonPhrase: 'ok' }),
      2002: push(null),
      2003: push({ configId: '', config: null }),
      2004: ({ server }: Scene) =>
        server.raw('kaa-7-1', 'kp1/building-v1/cmx_ota/room-001/config/json/status'),
    };
    const { scene, report } = await play({ configuration }, steps);
    expect(scene.server.of('cmx')).toEqual([]);
    expect(report.configurations).toEqual({ received: 0, applied: 0, refused: 0 });
    expect(report.unexpectedMessages).toBe(0);
  });

  test('[7/CMP CMP-21] a named configuration is reported under its name, software under its own instance', async () => {
    const steps = {
      2000: push({ configId: 'n', config: {} }, 'cmx', '/config/json/heating'),
      3000: push({ configId: '1.0.1', config: { link: 'https://example.com' } }, 'cmx_ota'),
    };
    const { scene } = await play({}, steps);
    expect(scene.server.of('cmx')).toMatchObject([
      { resourcePath: '/applied/json/heating', payload: { configId: 'n' } },
    ]);
    expect(scene.server.of('cmx_ota')).toMatchObject([
      { resourcePath: '/applied/json', payload: { configId: '1.0.1' } },
    ]);
    expect(
      eventsOf(scene, 'sim.configuration-applied').map(({ extension, name }) => [extension, name]),
    ).toEqual([
      ['cmx', 'heating'],
      ['cmx_ota', 'default'],
    ]);
  });
});

describe('one seed is the run', () => {
  const fields = { temperature: { walk: { start: 20, step: 1 } }, door: { chance: 0.5 } };
  const rooms = fleetOf({ endpoints: 3, samples: { every: '1s', jitter: 0.5, fields } });
  const others = fleetOf({
    fleet: 'halls',
    token: 'hall-{index}',
    endpoints: 5,
    samples: { every: '700ms', fields },
  });

  async function sent(fleets: (typeof rooms)[], seed = 7) {
    const scene = sceneOf(seed);
    await runIn(scene, { fleets, durationMs: 20_000 });
    const lines = scene.server.received
      .filter(({ token }) => token.startsWith('room-00'))
      .map(
        ({ at, token, payload }) =>
          `${token} ${(at - 1_700_000_000_000).toFixed(1)} ${JSON.stringify(payload)}`,
      );
    return [...new Set(lines)].sort();
  }

  test('twice the same seed: the same journal', async () => {
    const journals = await Promise.all(
      [0, 1].map(async () => {
        const scene = sceneOf();
        await runIn(scene, { fleets: [rooms, others], durationMs: 20_000 });
        return JSON.stringify([...scene.journal.events()]);
      }),
    );
    expect(journals[0]?.length).toBeGreaterThan(10_000);
    expect(journals[0]).toBe(journals[1]);
  });

  test('more endpoints and another fleet change nothing for those that were there', async () => {
    const alone = await sent([rooms]);
    const crowded = await sent([others, fleetOf({ ...rooms.fleet, endpoints: 9 })]);
    expect(alone.length).toBeGreaterThan(50);
    expect(crowded.filter((line) => /^room-00[123]/.test(line))).toEqual(alone);
  });

  test('another seed is another run', async () => {
    expect(await sent([rooms], 8)).not.toEqual(await sent([rooms], 7));
  });
});
