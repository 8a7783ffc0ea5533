/**
 * Goal: the figures of a journal are those of its run, in bounded memory, however long it is. Method: small journals by hand, where
 * every figure can be counted.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamedEvent } from '../../src/operator/events.js';
import { Grid, STEPS_MAX } from '../../src/report/figures/grid.js';
import { RunCollector } from '../../src/report/figures/run-figures.js';
import { BINS, binOf, percentileOf } from '../../src/report/figures/spread.js';

const T0 = Date.UTC(2026, 0, 5);

/** Numbers events as they come. */
function figuresOf(events: readonly Omit<StreamedEvent, 'seq'>[]) {
  const collector = new RunCollector();
  for (const [seq, event] of events.entries()) collector.add({ seq, ...event } as StreamedEvent);
  return collector.figures();
}

const topic = (token: string, id: number, path = 'dcx') => `kp1/v1/${path}/${token}/json/${id}`;
const of = (token: string) => ({ fleet: 'probes', token });
const sent = (at: number, token: string, id: number, payload: unknown) => ({
  type: 'sim.request-sent',
  at: T0 + at,
  ...of(token),
  topic: topic(token, id),
  payload: JSON.stringify(payload),
});
const ended = (at: number, token: string, id: number, what: string, more: object) => ({
  type: `sim.request-${what}`,
  at: T0 + at,
  ...of(token),
  topic: topic(token, id),
  ...more,
});

describe('steps of time', () => {
  it('keep every count, and never become too many, in whatever order of size times come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400_000_000_000 }), { minLength: 1 }), (times) => {
        const grid = new Grid();
        const [counts, latest] = [grid.column('sum'), grid.column('max')];
        const ordered = [...times].sort((a, b) => a - b);
        for (const at of ordered) {
          const step = grid.place(at);
          counts[step] = (counts[step] as number) + 1;
          latest[step] = Math.max(latest[step] as number, at);
        }
        grid.finish();
        expect(grid.length).toBeLessThanOrEqual(STEPS_MAX);
        expect(counts.reduce((sum, value) => sum + value, 0)).toBe(times.length);
        // Each is in the step of its time.
        const from = ordered[0] as number;
        latest.forEach((at, step) => {
          if (at >= 0) expect(Math.floor((at - from) / grid.stepMs)).toBe(step);
        });
      }),
    );
  });
});

describe('percentiles', () => {
  it('are within 4 % of the truth, and never above the greatest', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.02, max: 3e6, noNaN: true }), { minLength: 1 }), (times) => {
        const counts = new Float64Array(BINS);
        for (const ms of times) {
          const bin = binOf(ms);
          counts[bin] = (counts[bin] as number) + 1;
        }
        const sorted = [...times].sort((a, b) => a - b);
        const most = sorted.at(-1) as number;
        for (const percent of [50, 95, 99, 100]) {
          const truth = sorted[Math.max(0, Math.ceil((percent * times.length) / 100) - 1)] as number;
          const told = percentileOf(counts, percent, most) as number;
          expect(Math.abs(told - truth) / truth).toBeLessThan(0.045);
          expect(told).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('are none of nothing', () => {
    expect(percentileOf(new Float64Array(BINS), 50, 0)).toBeNull();
  });
});

describe('the figures of a fleet', () => {
  const figures = figuresOf([
    { type: 'sim.connected', at: T0, client: 'a' },
    { type: 'kpc.client-connected', at: T0, client: 'a' },
    sent(100, 'a', 1, [{ t: 1 }, { t: 3 }, { t: 5 }]),
    ended(110, 'a', 1, 'confirmed', { latencyMs: 10 }),
    sent(200, 'b', 1, { t: 7, where: { lat: 50.5 }, on: true, mode: 'eco', timestamp: T0 }),
    ended(1200, 'b', 1, 'rejected', { latencyMs: 1000, statusCode: 400, reasonPhrase: 'no "b" here' }),
    sent(300, 'c', 1, { t: 1 }),
    ended(5300, 'c', 1, 'unanswered', { afterMs: 5000 }),
    ended(5400, 'c', 1, 'late', { latencyMs: 5100 }),
    { type: 'sim.fault', at: T0 + 5000, ...of('c'), fault: 'loss' },
    { type: 'platform.fault-armed', at: T0 + 5500, fault: 'f1', kind: 'reject' },
    { type: 'kpc.message-ignored', at: T0 + 6000, client: 'x', topic: 'kp1', code: 'n', reason: 'no "x"' },
    { type: 'kpc.message-ignored', at: T0 + 6000, client: 'x', topic: 'kp1', code: 'n', reason: 'no "y"' },
    { type: 'sim.connection-lost', at: T0 + 9000, client: 'a', reason: 'gone' },
  ]);

  it('count data samples, batches by what is in them, and every one once', () => {
    expect(figures.side).toBe('fleet');
    expect(figures.samples).toEqual({ sent: 5, confirmed: 3, rejected: 1, unanswered: 0, late: 1 });
    const total = (curve: readonly (number | null)[]) => curve.reduce<number>((sum, n) => sum + (n ?? 0), 0);
    expect(total(figures.timeline.counts.sent)).toBe(5);
    expect(total(figures.timeline.counts.lost)).toBe(1);
    expect(figures.timeline.connections[0]).toBe(1);
    expect(figures.timeline.connections.at(-1)).toBe(0);
  });

  it('put each answer into the step in which it came', () => {
    const { times, stepMs, latencyMs } = figures.timeline;
    const at = (ms: number) => times.findIndex((time) => T0 + ms >= time && T0 + ms < time + stepMs);
    expect(latencyMs.max[at(1200)]).toBe(1000);
    expect(latencyMs.max[at(3000)]).toBeNull();
  });

  it('name the slowest endpoints first, and those whose data samples fail', () => {
    expect(figures.endpoints.slowest.map(({ token }) => token)).toEqual(['c', 'b', 'a']);
    expect(figures.endpoints.failing.map(({ token, failed }) => [token, failed])).toEqual([
      ['b', 1],
      ['c', 1],
    ]);
    expect(figures.fleets).toMatchObject([
      { fleet: 'probes', endpoints: 3, sent: 5, confirmed: 3, failed: 2 },
    ]);
  });

  it('have the series, inner fields and truth values too, and name what is no number', () => {
    expect(figures.series.map(({ field, isTruth }) => [field, isTruth])).toEqual([
      ['t', false],
      ['where.lat', false],
      ['on', true],
    ]);
    expect(figures.series[0]).toMatchObject({ count: 5, isOfMore: false });
    expect(figures.series[0]?.examples.map(({ token }) => token)).toEqual(['a', 'b', 'c']);
    expect(figures.otherFields).toEqual([{ fleet: 'probes', field: 'mode', values: ['eco'] }]);
  });

  it('tell faults, refusals and what was done to the platform', () => {
    expect(figures.faults).toMatchObject([{ kind: 'loss', of: 'fleet', struck: 1, endpoints: 1 }]);
    expect(figures.refusals).toMatchObject([{ reason: 'no "x"', count: 2 }]);
    expect(figures.marks.shown).toEqual([{ at: T0 + 5500, text: 'fault reject armed' }]);
    expect(figures.errors.map(({ reason }) => reason)).toContain('connection lost: gone');
  });
});

describe('the figures of devices that are no fleet', () => {
  const message = (at: number, id: number, payload: string) => ({
    type: 'kpc.message-received',
    at: T0 + at,
    client: 'x',
    topic: topic('dev', id),
    payload,
  });
  const answer = (at: number, id: number, cause: string, payload = '') => ({
    type: 'kpc.message-sent',
    at: T0 + at,
    client: 'x',
    topic: `${topic('dev', id)}/${cause}`,
    cause,
    payload,
  });

  it('are what the platform saw of them', () => {
    const figures = figuresOf([
      message(0, 1, '[{"t":1},{"t":2}]'),
      answer(5, 1, 'status'),
      message(10, 2, '{"t":3}'),
      answer(30, 2, 'error', '{"statusCode":400,"reasonPhrase":"bad"}'),
    ]);
    expect(figures.side).toBe('platform');
    expect(figures.samples).toMatchObject({ sent: 3, confirmed: 2, rejected: 1 });
    expect(figures.errors).toEqual([{ code: 400, reason: 'bad', extension: 'dcx', count: 1 }]);
    expect(figures.endpoints.slowest).toMatchObject([{ fleet: 'v1', token: 'dev', maxMs: 20 }]);
  });

  it('are not counted besides those of a fleet, which has told of the same messages', () => {
    const figures = figuresOf([sent(0, 'a', 1, { t: 1 }), message(1, 1, '{"t":1}'), answer(2, 1, 'status')]);
    expect(figures.samples).toMatchObject({ sent: 1, confirmed: 0 });
  });
});
