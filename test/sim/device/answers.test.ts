/**
 * What endpoints do when they are spoken to, as their fleet file says: commands, configurations, software, and switching off.
 */
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../helpers/run.js';
import {
  command,
  configuration,
  play,
  resultsOf,
  type Steps,
  samplesOf,
  software,
  transitionsOf,
} from './play.js';

const beganAt = (scene: Parameters<typeof eventsOf>[0]) => eventsOf(scene, 'sim.connected')[0]?.at as number;

describe('commands', () => {
  test('set variables one after the other, then the state; the result tells of both', async () => {
    const played = await play(
      `
      variables: { setpoint: 21, before: 0, noise: 0 }
      samples: { every: 1s, fields: { setpoint: { expression: device.variables.setpoint } } }
      behaviour: { states: { idle: {}, heating: {} } }
      commands:
        set-setpoint:
          payload: { object: { setpoint: { expression: device.variables.setpoint }, before: { expression: device.variables.before }, state: { expression: device.state }, asked: { expression: command.setpoint } } }
          then: { set: { before: device.variables.setpoint, setpoint: "command.setpoint + 0.5", noise: { random: { min: 1, max: 2 } } }, state: heating }
    `,
      { 2500: command('set-setpoint', 4, { setpoint: 23 }) },
    );
    expect(resultsOf(played)).toEqual([
      { id: 4, statusCode: 200, payload: { setpoint: 23.5, before: 21, state: 'heating', asked: 23 } },
    ]);
    const setpoints = samplesOf(played).map(({ setpoint }) => setpoint);
    expect([setpoints[0], setpoints.at(-1), new Set(setpoints).size]).toEqual([21, 23.5, 2]);
    expect(transitionsOf(played)).toEqual(['idle>heating command set-setpoint @2.5']);
  });

  test('an expression that has no result leaves the variable as it is', async () => {
    const played = await play(
      `
      variables: { setpoint: 21 }
      samples: { every: 1s, fields: { v: 1 } }
      commands: { set: { payload: { expression: device.variables.setpoint }, then: { set: { setpoint: command.nothing } } } }
    `,
      { 2500: command('set', 1) },
    );
    expect(resultsOf(played)).toEqual([{ id: 1, statusCode: 200, payload: 21 }]);
  });

  test('are refused at once, with what the fleet says, where their condition does not hold', async () => {
    const played = await play(
      `
      samples: { every: 1s, fields: { v: 1 } }
      commands:
        drive: { after: 3s, only: "command.speed <= 50", otherwise: { statusCode: 422, reasonPhrase: too fast } }
    `,
      { 2000: command('drive', 1, { speed: 80 }), 2500: command('drive', 2, { speed: 30 }) },
    );
    expect(resultsOf(played)).toEqual([
      { id: 1, statusCode: 422, reasonPhrase: 'too fast' },
      { id: 2, statusCode: 200 },
    ]);
    const [first, second] = played.scene.server.of('cex').map(({ at }) => at - beganAt(played.scene));
    expect([first, second]).toEqual([2000, 5500]);
  });

  test('take a time between two, another for each', async () => {
    const steps: Record<number, Steps[number]> = {};
    for (let id = 1; id <= 20; id++) steps[1000 + id] = command('boil', id);
    const played = await play(
      'samples: { every: 1s, fields: { v: 1 } }\ncommands: { boil: { after: [1s, 2s] } }',
      steps,
    );
    const took = played.scene.server.of('cex').map(({ at, payload }) => {
      const [{ id = 0 } = {}] = payload as { id?: number }[];
      return at - beganAt(played.scene) - 1000 - id;
    });
    expect(took).toHaveLength(20);
    expect(Math.min(...took)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...took)).toBeLessThanOrEqual(2000);
    expect(new Set(took).size).toBeGreaterThan(10);
  });

  test('a reboot comes after the result: the connection is gone for so long, and the first state is back', async () => {
    const played = await play(
      `
      samples: { every: 1s, fields: { v: 1 } }
      metadata: { serial: 1 }
      behaviour: { start: idle, states: { idle: { next: [{ to: busy, after: 1s }] }, busy: {} } }
      commands: { reboot: { then: { reboot: 3s } } }
    `,
      { 2500: command('reboot', 1) },
    );
    const { scene, report } = played;
    expect(resultsOf(played)).toEqual([{ id: 1, statusCode: 200 }]);
    expect(transitionsOf(played)).toEqual([
      'idle>busy time @1',
      'busy>idle restart @5.5',
      'idle>busy time @6.5',
    ]);
    expect(eventsOf(scene, 'sim.powered-off')).toMatchObject([
      { token: 'room-001', cause: 'command reboot', forMs: 3000 },
    ]);
    expect(eventsOf(scene, 'sim.powered-on')).toHaveLength(1);
    const sent = scene.server.of('dcx').map(({ at }) => at - beganAt(scene));
    expect(sent.filter((at) => at > 2500 && at < 5500)).toEqual([]);
    expect(sent.filter((at) => at >= 5500).length).toBeGreaterThanOrEqual(4);
    expect(scene.server.opened).toBe(2);
    expect(scene.server.of('epmx')).toHaveLength(2);
    expect(report).toMatchObject({ verdict: 'pass', powerOffs: 1 });
  });

  test('what was being executed when the power went was never started: pushed again, it is executed', async () => {
    const played = await play(
      `
      samples: { every: 500ms, fields: { v: 1 } }
      commands: { slow: { after: 2s }, reboot: { then: { reboot: 1s } } }
    `,
      {
        1000: command('slow', 1),
        2000: command('reboot', 1),
        5000: command('slow', 1),
        5500: command('reboot', 1),
      },
    );
    expect(resultsOf(played)).toEqual([
      { id: 1, statusCode: 200 },
      { id: 1, statusCode: 200 },
    ]);
    expect(eventsOf(played.scene, 'sim.command-lost')).toMatchObject([{ commandType: 'slow', commandId: 1 }]);
    expect(played.report.notes).toEqual([
      'Commands that were lost since their endpoints were switched off: 1.',
    ]);
    expect(played.scene.server.of('cex').map(({ resourcePath }) => resourcePath)).toEqual([
      '/result/reboot',
      '/result/slow',
    ]);
  });
});

test('what was executed without a connection is not executed once more: its result follows when it is pushed again', async () => {
  const played = await play(
    `
      samples: { every: 500ms, fields: { v: 1 } }
      connection: { reconnect: { first: 2s, jitter: 0 } }
      variables: { runs: 0 }
      commands: { count: { after: 1s, then: { set: { runs: device.variables.runs + 1 } }, payload: { expression: device.variables.runs } } }
    `,
    {
      1000: command('count', 7),
      1500: ({ server }) => [...server.sessions.values()][0]?.onLost('gone'),
      5000: command('count', 7),
      6000: command('count', 7),
    },
  );
  expect(resultsOf(played)).toEqual([{ id: 7, statusCode: 200, payload: 1 }]);
});

describe('configurations', () => {
  const applied = (played: Awaited<ReturnType<typeof play>>) =>
    played.scene.server.of('cmx').map(({ payload }) => payload);

  test('are kept, merged member by member when the fleet says so', async () => {
    const yaml = (merge: string) => `
      samples: { every: 1s, fields: { speed: { expression: device.configuration.speed }, range: { expression: device.configuration.range } } }
      configuration: { then: { set: { seen: "device.variables.seen + 1" } }${merge} }
      variables: { seen: 0 }
    `;
    const steps = {
      2500: configuration({ speed: 80, range: 600 }, 'a'),
      4500: configuration({ speed: 50 }, 'b'),
    };
    const last = async (merge: string) => samplesOf(await play(yaml(merge), steps)).at(-1);
    expect(await last(', merge: true')).toEqual({ speed: 50, range: 600 });
    expect(await last('')).toEqual({ speed: 50 });
  });

  test('are refused by the first rule that holds: reported, counted, and without effect', async () => {
    const played = await play(
      `
      variables: { limit: 0 }
      samples: { every: 1s, fields: { limit: { expression: device.variables.limit }, kept: { expression: device.configuration.maxSpeed } } }
      behaviour: { states: { a: { next: [{ to: b, configuration: "true" }] }, b: {} } }
      configuration:
        samplePeriod: { from: period, unit: s }
        refuse:
          - { when: "configuration.maxSpeed > 200", reasonPhrase: too fast }
          - { when: "configuration.maxSpeed < 0", statusCode: 422 }
        then: { set: { limit: configuration.maxSpeed } }
    `,
      {
        1500: configuration({ maxSpeed: 250, period: 0.1 }, 'a'),
        2500: configuration({ maxSpeed: -1, period: 0.1 }, 'b'),
        3500: configuration({ maxSpeed: 90 }, 'c'),
      },
    );
    expect(applied(played)).toEqual([
      { configId: 'a', statusCode: 400, reasonPhrase: 'too fast' },
      { configId: 'b', statusCode: 422, reasonPhrase: 'refused: configuration.maxSpeed < 0' },
      { configId: 'c', statusCode: 200 },
    ]);
    expect(played.report.configurations).toEqual({ received: 3, applied: 1, refused: 2 });
    expect(eventsOf(played.scene, 'sim.configuration-refused')).toMatchObject([
      { configId: 'a', statusCode: 400, reasonPhrase: 'too fast' },
      { configId: 'b', statusCode: 422 },
    ]);
    expect(samplesOf(played)).toHaveLength(10);
    expect(samplesOf(played)[2]).toEqual({ limit: 0 });
    expect(samplesOf(played).at(-1)).toEqual({ limit: 90, kept: 90 });
    expect(transitionsOf(played)).toEqual(['a>b configuration @3.5']);
  });

  test('take their time, and none overtakes the one before it', async () => {
    const played = await play(
      `
      samples: { every: 1s, fields: { v: { expression: device.configuration.v } } }
      configuration: { after: [100ms, 2s], merge: true }
    `,
      Object.fromEntries(
        Array.from({ length: 10 }, (_, place) => [2000 + place, configuration({ v: place }, `c${place}`)]),
      ),
    );
    expect(applied(played)).toEqual(
      Array.from({ length: 10 }, (_, place) => ({ configId: `c${place}`, statusCode: 200 })),
    );
    const first = played.scene.server.of('cmx')[0]?.at as number;
    expect(first - beganAt(played.scene)).toBeGreaterThanOrEqual(2100);
    expect(samplesOf(played).at(-1)).toEqual({ v: 9 });
  });

  test('bring the endpoint into another state, or switch it off', async () => {
    const played = await play(
      `
      samples: { every: 1s, fields: { v: 1 } }
      behaviour: { states: { a: {}, b: {} } }
      configuration: { then: { state: b, reboot: 2s } }
    `,
      { 2500: configuration({}) },
    );
    expect(transitionsOf(played)).toEqual(['a>b configuration @2.5', 'b>a restart @4.5']);
    expect(applied(played)).toEqual([{ configId: 'c1', statusCode: 200 }]);
  });
});

describe('software', () => {
  const yaml = (rest = '') => `
    samples: { every: 1s, fields: { version: { expression: device.software.version } } }
    software: { version: 1.0.0, download: [500ms, 1s], install: 1s, reboot: 2s${rest} }
  `;
  const reports = (played: Awaited<ReturnType<typeof play>>) =>
    played.scene.server.of('cmx_ota', '/applied/json').map(({ payload }) => payload);

  test('is asked for, downloaded and installed; after a reboot it is reported and there', async () => {
    const played = await play(yaml(), { 1500: software('1.1.0') });
    const { scene } = played;
    expect(scene.server.of('cmx_ota', '/config/json').map(({ payload }) => payload)).toEqual([
      { configId: '1.0.0', observe: true },
    ]);
    expect(reports(played)).toEqual([{ configId: '1.1.0', statusCode: 200 }]);
    expect((scene.server.of('cmx_ota', '/applied/json')[0]?.at as number) - beganAt(scene)).toBeGreaterThan(
      5000,
    );
    const versions = samplesOf(played).map(({ version }) => version);
    expect(versions[0]).toBe('1.0.0');
    expect(versions.at(-1)).toBe('1.1.0');
    expect(eventsOf(scene, 'sim.powered-off')).toMatchObject([{ cause: 'software 1.1.0', forMs: 2000 }]);
    expect(
      eventsOf(scene, 'sim.software-update').map(({ version, outcome }) => `${version} ${outcome}`),
    ).toEqual(['1.1.0 started', '1.1.0 done']);
    expect(played.report.software).toEqual({ started: 1, done: 1, failed: 0 });
  });

  test('that fails is reported so, and the version stays', async () => {
    const played = await play(yaml(', failureRate: 1'), { 1500: software('1.1.0') });
    expect(reports(played)).toEqual([
      { configId: '1.1.0', statusCode: 500, reasonPhrase: 'simulated failure of the update' },
    ]);
    expect(samplesOf(played).at(-1)).toEqual({ version: '1.0.0' });
    expect(played.report).toMatchObject({ software: { started: 1, failed: 1 }, verdict: 'pass' });
    expect(eventsOf(played.scene, 'sim.powered-off')).toEqual([]);
  });

  test('that it has already is confirmed and not installed again; twice the same push is one update', async () => {
    const steps = { 500: software('1.0.0'), 1500: software('1.1.0'), 1600: software('1.1.0') };
    const played = await play(yaml(), steps);
    expect(reports(played)).toEqual([
      { configId: '1.0.0', statusCode: 200 },
      { configId: '1.1.0', statusCode: 200 },
    ]);
    expect(played.report.software).toEqual({ started: 1, done: 1, failed: 0 });
  });

  test('that comes during an update follows it; only the last of several', async () => {
    const steps = { 500: software('1.1.0'), 600: software('1.2.0'), 700: software('1.3.0') };
    const played = await play(yaml(), steps, { durationMs: 20_000 });
    expect(reports(played).map((report) => (report as { configId: string }).configId)).toEqual([
      '1.1.0',
      '1.3.0',
    ]);
  });

  test('without times it is there at once', async () => {
    const played = await play(
      'samples: { every: 1s, fields: { version: { expression: device.software.version } } }\nsoftware: {}',
      { 1500: software('2.0.0') },
    );
    expect(samplesOf(played)[0]).toEqual({});
    expect(samplesOf(played).at(-1)).toEqual({ version: '2.0.0' });
    expect(played.scene.server.of('cmx_ota', '/config/json')).toEqual([]);
  });
});
