/** What thresholds say, how they are read, and how they decide. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COMPARISONS,
  COUNTS,
  parseThreshold,
  type Threshold,
  TIMES,
} from '../../../src/blueprint/thresholds.js';
import { fleetOf } from '../helpers/fleets.js';
import { runIn, sceneOf } from '../helpers/run.js';

const read = (text: string): Threshold => {
  const parsed = parseThreshold(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.threshold;
};

describe('reading thresholds', () => {
  const blank = fc.constantFrom('', ' ', '  ');
  const comparison = fc.constantFrom(...COMPARISONS);
  const value = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 100);
  const time = fc
    .record({
      times: fc.constantFrom(...TIMES),
      percentile: fc.constantFrom(1, 50, 99, 99.9, 100),
      unit: fc.constantFrom(['us', 0.001], ['ms', 1], ['s', 1000], ['m', 60_000] as const),
    })
    .map(({ times, percentile, unit: [unit, ms] }) => ({
      name: `${times === 'due' ? '' : `${times}.`}${percentile === 100 ? 'max' : `p${percentile}`}`,
      unit: unit as string,
      factor: ms as number,
      figure: { kind: 'time', times, percentile },
    }));
  const count = fc.constantFrom(...COUNTS).map((name) => ({
    name,
    unit: '',
    factor: 1,
    figure: { kind: 'count', count: name, isShare: false },
  }));
  const rate = fc.constant({ name: 'rate', unit: '', factor: 1, figure: { kind: 'rate' } });

  test('whatever is written as the grammar says means what it says', () => {
    fc.assert(
      fc.property(fc.oneof(time, count, rate), comparison, value, blank, (left, sign, number, space) => {
        const threshold = read(`${space}${left.name}${space}${sign}${space}${number}${left.unit}${space}`);
        expect(threshold).toMatchObject({ figure: left.figure, comparison: sign });
        expect(threshold.value).toBeCloseTo(number * left.factor, 9);
        // What is shown can be read again.
        expect(read(threshold.text)).toEqual(threshold);
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[p0-9a-z. ]{0,6}[<>=!]{0,2}[0-9.]{0,4}[a-z%]{0,2}$/)),
        (text) => {
          const parsed = parseThreshold(text);
          if (!parsed.ok) expect(parsed.reason).not.toBe('');
        },
      ),
    );
  });

  test('shares are of the data samples', () => {
    expect(read('confirmed >= 99.9%')).toMatchObject({
      figure: { kind: 'count', count: 'confirmed', isShare: true },
      value: 99.9,
    });
  });

  test.each([
    ['p99 < 200', 'p99 is a time: write 200ms or 200s'],
    ['p99 < 5%', 'p99 is a time: write 5ms or 5s'],
    ['rejected == 0ms', 'rejected is a number, without a unit'],
    ['rate > 5s', 'rate is a number of data samples per second, without a unit'],
    ['sent > 5%', 'sent is a number, and no part of the data samples'],
    ['rejcted == 0', 'there is no figure "rejcted" (did you mean "rejected"?)'],
    ['p0 < 1ms', 'there is no figure "p0"'],
    ['p101 < 1ms', 'there is no figure "p101"'],
    ['net.p99 < 1ms', 'there is no figure "net.p99"'],
    ['p99 200ms', 'write a figure, a comparison and a value'],
    ['p99 = 200ms', 'write a figure, a comparison and a value'],
    ['p99 < -1ms', 'write a figure, a comparison and a value'],
    ['', 'write a figure, a comparison and a value'],
  ])('%j is refused: %s', (text, reason) => {
    const parsed = parseThreshold(text);
    expect(parsed.ok ? 'read' : parsed.reason).toContain(reason);
  });
});

describe('judging by thresholds', () => {
  const oneIn = (n: number) => {
    const scene = sceneOf();
    let count = 0;
    scene.react = () =>
      ++count % n === 0
        ? { afterMs: 10, error: { statusCode: 400, reasonPhrase: 'no' } }
        : { afterMs: count % 100 === 1 ? 500 : 10 };
    return scene;
  };

  test('they alone decide: what would fail without passes, and each is told with what was measured', async () => {
    const thresholds = ['rejected <= 5%', 'p50 < 20ms', 'confirmed >= 90%', 'sent == 200', 'rate > 9'];
    const report = await runIn(oneIn(20), {
      fleets: [fleetOf({ endpoints: 10 })],
      durationMs: 20_000,
      thresholds,
    });
    expect(report).toMatchObject({ verdict: 'pass', reasons: [], samples: { sent: 200, rejected: 10 } });
    expect(report.thresholds).toEqual([
      { threshold: 'rejected <= 5%', measured: 5, unit: '%', passed: true },
      { threshold: 'p50 < 20ms', measured: expect.closeTo(10, 1), unit: 'ms', passed: true },
      { threshold: 'confirmed >= 90%', measured: 95, unit: '%', passed: true },
      { threshold: 'sent == 200', measured: 200, unit: 'count', passed: true },
      { threshold: 'rate > 9', measured: 10, unit: 'per second', passed: true },
    ]);
  });

  test('one that does not hold fails the run, with a sentence each', async () => {
    const report = await runIn(oneIn(20), {
      fleets: [fleetOf({ endpoints: 10 })],
      durationMs: 20_000,
      thresholds: ['rejected == 0', 'max < 200ms', 'late == 0', 'commands.p99 < 1s'],
    });
    expect(report.verdict).toBe('fail');
    expect(report.reasons).toEqual([
      'The threshold rejected == 0 was not met: it was 10.',
      'The threshold max < 200ms was not met: it was 500 ms.',
      'The threshold commands.p99 < 1s was not met: there was nothing to measure.',
    ]);
  });

  test('a run that sent nothing shows nothing, whatever its thresholds', async () => {
    const fleet = fleetOf({ samples: { every: '1h' } });
    const report = await runIn(sceneOf(), {
      fleets: [fleet],
      durationMs: 1000,
      thresholds: ['rejected == 0'],
    });
    expect(report).toMatchObject({ verdict: 'fail', reasons: ['No data sample was sent.'] });
  });

  test('those of a fleet file are about that fleet alone', async () => {
    const scene = sceneOf();
    scene.react = ({ token }) =>
      token.startsWith('meter')
        ? { afterMs: 300, error: { statusCode: 400, reasonPhrase: 'no' } }
        : { afterMs: 10 };
    const report = await runIn(scene, {
      fleets: [
        fleetOf({ endpoints: 3, thresholds: ['rejected == 0', 'p99 < 20ms', 'sent == 30'] }),
        fleetOf({ fleet: 'meters', token: 'meter-{index}', endpoints: 2 }),
      ],
      durationMs: 10_000,
    });
    expect(report).toMatchObject({ verdict: 'pass', samples: { sent: 50, rejected: 20 } });
    expect(report.thresholds?.map(({ fleet, measured }) => [fleet, measured])).toEqual([
      ['rooms', 0],
      ['rooms', expect.closeTo(10, 1)],
      ['rooms', 30],
    ]);
    expect(report.notes).toContain('Fleet meters has no thresholds: nothing of it was judged.');
  });

  test('a wrong one is refused before anything is opened', async () => {
    const scene = sceneOf();
    const run = runIn(scene, { fleets: [fleetOf()], durationMs: 1000, thresholds: ['p99 < 200'] });
    await expect(run).rejects.toMatchObject({
      code: 'FLAG_INVALID',
      message: expect.stringContaining('200ms'),
    });
    expect(scene.server.opened).toBe(0);
  });
});
