/** What faults do to data samples: as often as they say, to whom they say, and to nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fault, FaultKind } from '../../../src/blueprint/fleet/faults.js';
import type { Fleet } from '../../../src/blueprint/fleet/fleet.js';
import { fleetOf } from '../helpers/fleets.js';
import { eventsOf, runIn, type Scene, sceneOf } from '../helpers/run.js';

const FIELDS = {
  at: { timestamp: 'millis' },
  n: { counter: {} },
  temperature: { walk: { start: 21, step: 0.2, min: 15, max: 28 } },
  humidity: { random: { min: 30, max: 60 } },
};

interface Taken {
  readonly at: number;
  readonly n: number;
  readonly temperature?: number;
  readonly humidity?: number;
}

async function taken(faults: readonly Fault[], parts: Partial<Fleet> = {}, seconds = 2000) {
  const scene = sceneOf();
  const fleet = fleetOf({ samples: { every: '1s', fields: FIELDS }, faults: [...faults], ...parts });
  const report = await runIn(scene, { fleets: [fleet], durationMs: seconds * 1000 });
  const of = (token: string) =>
    scene.server
      .of('dcx')
      .filter((request) => request.token === token)
      .flatMap(({ payload }) => payload as Taken[]);
  return { scene, report, of, first: of('room-001') };
}

const countOf = (scene: Scene, fault: FaultKind) =>
  eventsOf(scene, 'sim.fault').filter((event) => event.fault === fault).length;

/** Six standard deviations of so many draws: one seed of a billion would fail. */
const slack = (draws: number, rate: number) => 6 * Math.sqrt(draws * rate * (1 - rate)) + 1;

const MOMENTARY: readonly (readonly [FaultKind, Fault])[] = [
  ['spike', { spike: { field: 'temperature', by: 50 } }],
  ['missing', { missing: { field: 'temperature' } }],
  ['wrongType', { wrongType: { field: 'temperature' } }],
  ['clockSkew', { clockSkew: { by: '5m' } }],
  ['duplicate', { duplicate: {} }],
];

describe('a fault strikes as often as its rate says', () => {
  test.each(MOMENTARY)('%s', async (kind, fault) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 0.01, 0.2, 0.7, 1), async (rate) => {
        // All at the same second: 50 instants in place of 2000.
        const samples = { cron: '* * * * * *', fields: FIELDS };
        const { scene, report } = await taken(
          [{ ...fault, rate }],
          { endpoints: 40, gateways: 1, samples },
          50,
        );
        const count = countOf(scene, kind);
        const draws = report.samples.sent - (kind === 'duplicate' ? count : 0);
        expect(draws).toBeGreaterThan(1900);
        expect(Math.abs(count - draws * rate)).toBeLessThanOrEqual(slack(draws, rate));
        expect(report.faults ?? {}).toEqual(count === 0 ? {} : { [kind]: count });
      }),
      { numRuns: 5 },
    );
  });

  test('only in its window, and only whom it names', async () => {
    const fault: Fault = {
      spike: { field: 'temperature', by: 50 },
      window: { from: '10s', to: '20s' },
      endpoints: [2],
    };
    const { scene, of } = await taken([fault], { endpoints: 3 }, 30);
    const seconds = eventsOf(scene, 'sim.fault').map(({ at }) => (at - scene.startedAt) / 1000);
    expect(seconds).toHaveLength(10);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...seconds)).toBeLessThan(20);
    expect(new Set(eventsOf(scene, 'sim.fault').map(({ token }) => token))).toEqual(new Set(['room-002']));
    expect(of('room-001').every(({ temperature = 99 }) => temperature < 30)).toBe(true);
  });

  test('a share of the endpoints is drawn by the seed, each on its own', async () => {
    const fault: Fault = { missing: { field: 'humidity' }, endpoints: 0.3 };
    const hit = async (endpoints: number) => {
      const { scene } = await taken([fault], { endpoints }, 3);
      return new Set(eventsOf(scene, 'sim.fault').map(({ token }) => token));
    };
    const [few, many] = [await hit(60), await hit(300)];
    expect(Math.abs(many.size - 90)).toBeLessThanOrEqual(slack(300, 0.3));
    expect([...many].filter((token) => Number(token.slice(-3)) <= 60).sort()).toEqual([...few].sort());
  });
});

describe('what it does', () => {
  test('stuck: the value stays as it was, for as long as it says', async () => {
    const { first, scene } = await taken(
      [{ stuck: { field: 'temperature', for: '5500ms' }, window: { from: '10s', to: '11s' } }],
      {},
      30,
    );
    const during = first.slice(10, 16).map(({ temperature }) => temperature);
    expect(new Set(during).size).toBe(1);
    expect(countOf(scene, 'stuck')).toBe(1);
    const { first: right } = await taken([], {}, 30);
    expect(first).toEqual(
      right.map((sample, place) =>
        place > 10 && place < 16 ? { ...sample, temperature: during[0] } : sample,
      ),
    );
  });

  test('drift: further from the truth with every hour, and back at the end of the window', async () => {
    const drift: Fault = {
      drift: { field: 'temperature', perHour: 3600 },
      window: { from: '5s', to: '15s' },
    };
    const [{ first }, { first: right }] = [await taken([drift], {}, 20), await taken([], {}, 20)];
    const off = first.map(({ temperature = 0 }, place) =>
      Math.round(temperature - (right[place]?.temperature ?? 0)),
    );
    expect(off).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0]);
  });

  test('spike, missing, wrong type, clock skew: one field of one data sample', async () => {
    const faults: Fault[] = [
      { spike: { field: 'temperature', factor: 10 }, window: { to: '1s' } },
      { missing: { field: 'temperature' }, window: { from: '1s', to: '2s' } },
      { wrongType: { field: 'temperature' }, window: { from: '2s', to: '3s' } },
      { clockSkew: { by: '-1h' }, window: { from: '3s', to: '4s' } },
    ];
    const [{ first }, { first: right }] = [await taken(faults, {}, 6), await taken([], {}, 6)];
    const [a, b, c, d] = right as [Taken, Taken, Taken, Taken];
    expect(first).toEqual([
      { ...a, temperature: (a.temperature ?? 0) * 10 },
      { at: b.at, n: b.n, humidity: b.humidity },
      { ...c, temperature: String(c.temperature) },
      { ...d, at: d.at - 3_600_000 },
      ...right.slice(4),
    ]);
  });

  test('duplicate: twice; out of order: after the next; in the end nothing is missing', async () => {
    const twice = await taken([{ duplicate: {}, window: { from: '2s', to: '3s' } }], {}, 6);
    expect(twice.first.map(({ n }) => n)).toEqual([0, 1, 2, 2, 3, 4, 5]);
    const swapped = await taken([{ outOfOrder: {}, window: { from: '2s', to: '3s' } }], {}, 6);
    expect(swapped.first.map(({ n }) => n)).toEqual([0, 1, 3, 2, 4, 5]);
    const last = await taken([{ outOfOrder: {}, window: { from: '5s' } }], {}, 6);
    expect(last.first.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('battery: silent for ever after a time of its own; the run ends when all are', async () => {
    const fleet = fleetOf({
      endpoints: 40,
      samples: { every: '1s', fields: FIELDS },
      faults: [{ battery: { lasts: ['10s', '30s'] } }],
    });
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [fleet], samples: 100_000 });
    const last = new Map(
      scene.server.of('dcx').map(({ token, at }) => [token, (at - scene.startedAt) / 1000]),
    );
    expect(last.size).toBe(40);
    expect(Math.min(...last.values())).toBeGreaterThan(8.9);
    expect(Math.max(...last.values())).toBeLessThan(30.1);
    expect(new Set([...last.values()].map(Math.floor)).size).toBeGreaterThan(10);
    expect(report).toMatchObject({ faults: { battery: 40 }, verdict: 'pass' });
    expect(report.durationMs).toBeLessThan(30_100);
  });

  test('reboot: away for so long, every so often', async () => {
    const fleet = fleetOf({
      endpoints: 20,
      samples: { every: '1s', fields: FIELDS },
      faults: [{ reboot: { takes: '10s' }, every: '100s' }],
    });
    const scene = sceneOf();
    const report = await runIn(scene, { fleets: [fleet], durationMs: 1_000_000 });
    // Each lives 1000 s in rounds of 100 + 10 s: as many as events of a Poisson process, nearly.
    const reboots = countOf(scene, 'reboot');
    expect(Math.abs(reboots - 182)).toBeLessThan(6 * Math.sqrt(182));
    expect(report.faults).toEqual({ reboot: reboots });
    for (const { at, token } of eventsOf(scene, 'sim.fault')) {
      const during = scene.server
        .of('dcx')
        .filter((request) => request.token === token && request.at > at && request.at < at + 10_000);
      expect(during).toEqual([]);
    }
    expect(report.verdict).toBe('pass');
  });
});

describe('nothing else changes', () => {
  const SPIKE: Fault = { spike: { field: 'temperature', by: 50 }, rate: 0.1 };
  const MISSING: Fault = { missing: { field: 'humidity' }, rate: 0.2 };

  test('another fault: neither the fields that it does not hit nor when the others strike', async () => {
    const [alone, both] = [await taken([SPIKE], {}, 300), await taken([MISSING, SPIKE], {}, 300)];
    const without = (samples: readonly Taken[]) => samples.map(({ humidity: _, ...rest }) => rest);
    expect(without(both.first)).toEqual(without(alone.first));
    expect(countOf(both.scene, 'missing')).toBeGreaterThan(20);
  });

  test('another endpoint: nothing of the data of the others', async () => {
    const [one, three] = [
      await taken([SPIKE, MISSING], {}, 300),
      await taken([SPIKE, MISSING], { endpoints: 3 }, 300),
    ];
    expect(three.first).toEqual(one.first);
  });

  test('a fault that never strikes changes nothing at all', async () => {
    const [never, none] = [await taken([{ ...SPIKE, rate: 0 }], {}, 100), await taken([], {}, 100)];
    expect(never.first).toEqual(none.first);
  });
});

test('what is rejected because of a fault is no failure, and anything else is', async () => {
  const run = async (reacts: (temperature: unknown) => boolean) => {
    const scene = sceneOf();
    scene.react = ({ payload }) =>
      reacts((payload as Taken[])[0]?.temperature)
        ? { afterMs: 5, error: { statusCode: 400, reasonPhrase: 'no number' } }
        : { afterMs: 5 };
    const fleet = fleetOf({
      samples: { every: '1s', fields: FIELDS },
      faults: [{ wrongType: { field: 'temperature' }, window: { to: '5s' } }],
    });
    return runIn(scene, { fleets: [fleet], durationMs: 20_000 });
  };
  const excused = await run((temperature) => typeof temperature === 'string');
  expect(excused).toMatchObject({
    verdict: 'pass',
    reasons: [],
    samples: { rejected: 5 },
    expected: { rejected: 5 },
  });
  const failed = await run(() => true);
  expect(failed).toMatchObject({ samples: { rejected: 20 }, expected: { rejected: 5 } });
  expect(failed.reasons).toEqual(['15 of 20 data samples were rejected.']);
});
