/** When data samples are taken and which are sent, as a server sees it. */
import { describe, expect, test } from 'vitest';
import type { Samples } from '../../../src/blueprint/fleet/samples.js';
import { fleetOf } from '../helpers/fleets.js';
import { runIn, sceneOf } from '../helpers/run.js';

/** The times at which data samples came, in milliseconds since the first connection, and what was in them. */
async function sent(
  samples: Samples,
  durationMs: number,
  more: { endpoints?: number; startsAt?: number } = {},
) {
  const scene = sceneOf(7, more.startsAt);
  const report = await runIn(scene, {
    fleets: [fleetOf({ endpoints: more.endpoints ?? 1, samples })],
    durationMs,
  });
  const start = scene.startedAt;
  const messages = scene.server.of('dcx');
  return {
    report,
    times: messages.map(({ at }) => Math.round(at - start)),
    messages,
    bodies: messages.flatMap(({ payload }) => payload as Record<string, unknown>[]),
  };
}

const gapsOf = (times: readonly number[]) => times.slice(1).map((at, place) => at - (times[place] as number));

describe('cron', () => {
  test('comes at the minutes of the clock in UTC, for all endpoints at once', async () => {
    const startsAt = Date.UTC(2024, 1, 28, 23, 52, 30);
    const { messages } = await sent({ cron: '*/5 * * * *', fields: { n: 1 } }, 900_000, {
      endpoints: 2,
      startsAt,
    });
    expect(messages.map(({ at }) => new Date(at).toISOString().slice(11, 23))).toEqual(
      ['23:55:00.000', '00:00:00.000', '00:05:00.000'].flatMap((time) => [time, time]),
    );
  });

  test('with six fields the first is the second', async () => {
    const { times } = await sent({ cron: '*/20 * * * * *', fields: { n: 1 } }, 60_000, {
      startsAt: Date.UTC(2024, 0, 1),
    });
    expect(times).toEqual([20_000, 40_000]);
  });
});

describe('arrival', () => {
  test('gaps are exponential: as many as the mean says, and their deviation is their mean', async () => {
    const { times } = await sent({ arrival: { mean: '1s' }, fields: { n: 1 } }, 4_000_000);
    const gaps = gapsOf(times);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // Four thousand gaps: the mean is within five standard errors of 1000 / sqrt(4000).
    expect(Math.abs(mean - 1000)).toBeLessThan(80);
    expect(Math.abs(deviation / mean - 1)).toBeLessThan(0.15);
  });

  test('another endpoint changes nothing', async () => {
    const one = await sent({ arrival: { mean: '1s' }, fields: { n: 1 } }, 30_000);
    const two = await sent({ arrival: { mean: '1s' }, fields: { n: 1 } }, 30_000, { endpoints: 2 });
    const first = two.messages.filter(({ token }) => token === 'room-001').map(({ at }) => Math.round(at));
    expect(first).toEqual(one.messages.map(({ at }) => Math.round(at)));
  });
});

describe('bursts', () => {
  test('each occasion gives so many, so far apart, and the next comes one interval after the last', async () => {
    const { times } = await sent(
      { every: '10s', burst: { count: 3, apart: '50ms' }, fields: { n: { counter: {} } } },
      30_000,
    );
    expect(times).toHaveLength(9);
    const [first = 0] = times;
    expect(times).toEqual(
      [0, 50, 100, 10_000, 10_050, 10_100, 20_000, 20_050, 20_100].map((after) => first + after),
    );
  });

  test('a burst may come at a minute of the clock', async () => {
    const { times } = await sent(
      { cron: '* * * * *', burst: { count: 2, apart: '1s' }, fields: { n: 1 } },
      130_000,
      { startsAt: Date.UTC(2024, 0, 1, 0, 0, 30) },
    );
    expect(times).toEqual([30_000, 31_000, 90_000, 91_000]);
  });
});

describe('on change', () => {
  test('sends only what has moved far enough since the last that was sent', async () => {
    const { bodies } = await sent(
      {
        every: '1s',
        onChange: { fields: { n: 3 } },
        fields: { n: { counter: { start: 0, step: 1 } }, unit: 'C' },
      },
      12_000,
    );
    expect(bodies.map(({ n }) => n)).toEqual([0, 3, 6, 9]);
  });

  test('true: at all; one field is enough; atLeast sends without a change', async () => {
    const { times, bodies } = await sent(
      {
        every: '1s',
        onChange: { fields: { door: true }, atLeast: '4s' },
        fields: { door: { sequence: { values: ['shut', 'open'], for: ['11s', '60s'] } } },
      },
      17_000,
    );
    const [first = 0] = times;
    expect(times.map((at) => Math.round((at - first) / 1000))).toEqual([0, 4, 8, 11, 15]);
    expect(bodies.map(({ door }) => door)).toEqual(['shut', 'shut', 'shut', 'open', 'open']);
  });

  test('--samples counts those that are sent', async () => {
    const scene = sceneOf();
    const samples: Samples = { every: '1s', onChange: { fields: { n: 3 } }, fields: { n: { counter: {} } } };
    const report = await runIn(scene, { fleets: [fleetOf({ samples })], samples: 4 });
    expect(report.samples.sent).toBe(4);
  });
});

describe('states', () => {
  test('a state has its own schedule, batch and fields; in one with none nothing is sent', async () => {
    const scene = sceneOf();
    const fleet = fleetOf({
      samples: { every: '1s', fields: { n: { counter: {} }, mode: 'idle' } },
      behaviour: {
        start: 'idle',
        states: {
          idle: { next: [{ to: 'silent', after: '10s' }] },
          silent: { samples: 'none', next: [{ to: 'busy', after: '20s' }] },
          busy: { samples: { every: '100ms', batch: 10, fields: { mode: 'busy' } } },
        },
      },
    });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 40_000 });
    const messages = scene.server.of('dcx').map(({ at, payload }) => ({
      second: (at - scene.startedAt) / 1000,
      samples: payload as { n: number; mode: string }[],
    }));
    const idle = messages.filter(({ second }) => second < 10);
    const busy = messages.filter(({ second }) => second >= 30);
    expect(idle.map(({ samples }) => samples.length)).toEqual(new Array(10).fill(1));
    expect(idle.length + busy.length).toBe(messages.length);
    expect(busy.length).toBeGreaterThanOrEqual(10);
    expect(new Set(busy.slice(0, -1).map(({ samples }) => samples.length))).toEqual(new Set([10]));
    expect(new Set(busy.flatMap(({ samples }) => samples.map(({ mode }) => mode)))).toEqual(
      new Set(['busy']),
    );
    // A field that no state changes goes on as if there were none.
    const counted = messages.flatMap(({ samples }) => samples.map(({ n }) => n));
    expect(counted).toEqual(counted.map((_, place) => place));
    expect(report.verdict).toBe('pass');
  });

  test('an interval that becomes shorter takes effect at once', async () => {
    const scene = sceneOf();
    const fleet = fleetOf({
      samples: { every: '1h', fields: { n: 1 } },
      behaviour: {
        start: 'slow',
        states: { slow: { next: [{ to: 'fast', after: '5s' }] }, fast: { samples: { every: '2s' } } },
      },
    });
    await runIn(scene, { fleets: [fleet], durationMs: 10_000 });
    const seconds = scene.server.of('dcx').map(({ at }) => Math.round((at - scene.startedAt) / 1000));
    expect(seconds).toEqual([5, 7, 9]);
  });
});

describe('a change of the schedule', () => {
  test('with jitter nothing is due before it is known, so nothing is late', async () => {
    const scene = sceneOf();
    const fleet = fleetOf({
      endpoints: 20,
      samples: { every: '10s', jitter: 1, fields: { n: 1 } },
      behaviour: {
        states: {
          slow: { next: [{ to: 'fast', after: ['1s', '20s'] }] },
          fast: { samples: { every: '1s' }, next: [{ to: 'slow', after: '3s' }] },
        },
      },
    });
    const report = await runIn(scene, { fleets: [fleet], durationMs: 200_000 });
    expect(report.samples.sent).toBeGreaterThan(400);
    expect(report.generator).toMatchObject({ isBottleneck: false, lagMs: { max: 0 } });
  });
});
