/**
 * The soak still soaks, and its verdict is right about lines that are known. Never how many bytes anything took.
 */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { ROOT } from './helpers/sources.js';

interface Trend {
  readonly slope: number;
  readonly doubt: number;
  readonly growth: number;
  readonly verdict: 'flat' | 'growing' | 'unclear';
}
type TrendOf = (
  points: readonly { readonly minute: number; readonly value: number }[],
  growthMax: number,
) => Trend;

const { trendOf } = (await import(`${ROOT}bench/soak/trend.js`)) as { readonly trendOf: TrendOf };

/** In the second half a fiftieth may be added. */
const judge = (points: Parameters<TrendOf>[0]) => trendOf(points, 0.02);

/** Sixty measurements in an hour, of which `value` says what was measured in the minute. */
const hour = (value: (minute: number) => number) =>
  Array.from({ length: 61 }, (_, minute) => ({ minute, value: value(minute) }));

/** Up and down by a hundredth, without any direction. */
const restless = (minute: number) => 1 + 0.01 * Math.sin(minute * 2.4);

describe('the trend of a figure', () => {
  it('what fills up in the first half and then stays is flat', () => {
    const trend = judge(hour((minute) => Math.min(1000, 100 + 40 * minute) * restless(minute)));
    expect(trend.verdict).toBe('flat');
  });

  it('what grows by a tenth an hour is growing, with the slope of its line', () => {
    const trend = judge(hour((minute) => 1000 + (100 * minute) / 60));
    expect(trend.verdict).toBe('growing');
    expect(trend.slope).toBeCloseTo(100 / 60, 10);
    expect(trend.growth, 'in half an hour').toBeCloseTo(50 / 1075, 10);
  });

  it('what shrinks is flat', () => {
    expect(judge(hour((minute) => 2000 - 10 * minute)).verdict).toBe('flat');
  });

  it('what swings more than it could have grown is unclear, and so are too few measurements', () => {
    expect(judge(hour((minute) => 1000 + 400 * Math.sin(minute * 2.4))).verdict).toBe('unclear');
    expect(judge(hour(() => 1000).slice(0, 8)).verdict).toBe('unclear');
  });
});

describe('node bench/soak.js', () => {
  it('runs both processes, with faults, commands, configurations, readers and strangers, and ends them', async () => {
    const args = ['--minutes', '0.05', '--endpoints', '10', '--rate', '50', '--every', '0.5', '--json'];
    const { exitCode, stdout } = await execa(process.execPath, [`${ROOT}bench/soak.js`, ...args], {
      reject: false,
    });
    const { report, looks, trends, visitors, verdict, isFull } = JSON.parse(stdout);
    // Three seconds fill nothing.
    expect([exitCode, isFull, verdict]).toEqual([3, false, 'unclear']);
    expect(Object.keys(trends)).toEqual(['platform heap', 'platform rss', 'fleet heap', 'fleet rss']);
    expect(report.connectedMax).toBe(10);
    for (const count of [report.samples.confirmed, report.commands.answered, report.configurations.applied])
      expect(count).toBeGreaterThan(0);
    expect(visitors).toEqual(expect.objectContaining({ failed: 0 }));
    expect(visitors.strangers).toBeGreaterThan(0);
    const { platform, fleet } = looks.at(-1);
    for (const bytes of [platform.heap, platform.rss, fleet.heap, fleet.rss])
      expect(bytes).toBeGreaterThan(0);
    expect(platform.events).toBeGreaterThan(0);
  }, 60_000);

  it('a number that is none is refused before anything starts', async () => {
    const { exitCode, stderr } = await execa(
      process.execPath,
      [`${ROOT}bench/soak.js`, '--minutes', 'long'],
      {
        reject: false,
      },
    );
    expect([exitCode, stderr]).toEqual([2, '--minutes must be a number above 0, not long.']);
  });
});
