/** Goal: the merged report of shards is that of the run in one process; a shard that is missing or strange is never overlooked. */
import { describe, expect, test } from 'vitest';
import type { FleetReport } from '../../../src/sim/report/report.js';
import { mergeReports } from '../../../src/sim/shards/merge.js';
import { fleetOf } from '../helpers/fleets.js';
import { type RunInput, runIn, sceneOf } from '../helpers/run.js';

const COUNT = 3;
const fleets = [
  fleetOf({
    endpoints: 7,
    thresholds: ['rejected < 10%', 'sent > 60'],
    metadata: { floor: 3 },
    faults: [{ spike: { field: 'temperature', by: 1 }, rate: 0.2 }],
  }),
  fleetOf({
    fleet: 'meters',
    token: 'meter-{index}',
    endpoints: 5,
    gateways: 2,
    thresholds: ['due.max < 1s'],
  }),
];

/** Answers as slowly as the token and the request say: the slow ones are all of one shard. */
async function run(input: Partial<RunInput> = {}): Promise<FleetReport> {
  const scene = sceneOf();
  scene.react = ({ token, topic }) => {
    const number = Number(topic.split('/').at(-1));
    if (token === 'room-002' && number === 3)
      return { afterMs: 1, error: { statusCode: 400, reasonPhrase: 'no' } };
    return { afterMs: token === 'room-004' ? 700 + number : 5 + number };
  };
  return await runIn(scene, { fleets, durationMs: 10_000, hasFigures: true, ...input });
}

const shards = async (input: Partial<RunInput> = {}) =>
  await Promise.all(
    Array.from({ length: COUNT }, async (_, place) => ({
      file: `shard-${place + 1}.json`,
      // As it comes out of a file.
      report: JSON.parse(JSON.stringify(await run({ ...input, shard: { index: place + 1, count: COUNT } }))),
    })),
  );

describe('reports of shards', () => {
  test('become the report of the run, percentiles and thresholds included', async () => {
    const { figures: _, connectedMax: __, ...whole } = await run();
    const merged = await mergeReports(await shards());
    expect(merged).toEqual({
      ...whole,
      connectedMax: 12,
      shards: { count: COUNT, missing: [], interrupted: [] },
    });
    expect(merged.latencyMs.p99).toBeGreaterThan(700);
    expect(merged.thresholds?.map(({ threshold, fleet, passed }) => [threshold, fleet, passed])).toEqual([
      ['rejected < 10%', 'rooms', true],
      ['sent > 60', 'rooms', true],
      ['due.max < 1s', 'meters', true],
    ]);
  });

  test('a shard does not judge the thresholds of the whole, and says so', async () => {
    const [first] = await shards({ thresholds: ['sent > 100'] });
    expect(first?.report).toMatchObject({ verdict: 'pass', shard: { index: 1, count: 3, endpoints: 12 } });
    expect(first?.report.thresholds).toBeUndefined();
    expect(first?.report.notes.join()).toContain('kaa sim merge');
    const merged = await mergeReports(await shards({ thresholds: ['sent > 100'] }));
    expect(merged.thresholds?.[0]).toMatchObject({ threshold: 'sent > 100', measured: 120, passed: true });
    expect(merged.notes).toEqual([]);
  });

  test('without thresholds what went wrong in one shard fails the run', async () => {
    const bare = fleets.map(({ fleet, ...rest }) => ({
      ...rest,
      fleet: { ...fleet, thresholds: undefined },
    }));
    const merged = await mergeReports(await shards({ fleets: bare }));
    expect(merged).toMatchObject({ verdict: 'fail', reasons: ['1 of 120 data samples was rejected.'] });
  });

  test('a missing shard: the verdict is fail, and says which', async () => {
    const [, second] = await shards();
    const merged = await mergeReports(second === undefined ? [] : [second]);
    expect(merged.verdict).toBe('fail');
    expect(merged.reasons[0]).toContain('Shards 1, 3 of 3 left no report');
    expect(merged.shards.missing).toEqual([1, 3]);
  });

  test('a shard that was stopped: the verdict is fail, and says which', async () => {
    const named = await shards();
    const stopped = named.map(({ file, report }, place) => ({
      file,
      report: place === 1 ? { ...report, interrupted: true as const } : report,
    }));
    const merged = await mergeReports(stopped);
    expect(merged).toMatchObject({ verdict: 'fail', interrupted: true, shards: { interrupted: [2] } });
    expect(merged.reasons[0]).toContain('Shard 2 of 3 was stopped');
  });

  test('the same shard twice, another seed, a report of no shard: refused, with the file', async () => {
    const named = await shards();
    const [first, second] = named as [(typeof named)[0], (typeof named)[0]];
    const refused = (...reports: typeof named) =>
      expect(mergeReports(reports)).rejects.toMatchObject({ code: 'REPORTS_NOT_MERGEABLE' });
    await refused(first, { ...first, file: 'copy.json' });
    await refused(first, { file: 'other.json', report: { ...second.report, seed: 8 } });
    await refused(first, { file: 'whole.json', report: await run() });
  });
});
