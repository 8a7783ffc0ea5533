/**
 * The histogram that counts by itself is HdrHistogram to whoever reads it.
 */
import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { Latencies } from '../../../src/sim/report/latencies.js';

const LONGEST_MS = 3_600_000;

/** Microseconds around the edges of buckets, and anything. */
const milliseconds = fc
  .oneof(
    fc.tuple(fc.nat(31), fc.integer({ min: -2, max: 2 })).map(([power, off]) => 2 ** power + off),
    fc.nat(5000),
    fc.integer({ min: 0, max: 3_600_000_000 }),
  )
  .map((us) => Math.min(LONGEST_MS, Math.max(0, us / 1000)));

describe('response times', () => {
  it('are where HdrHistogram has them, however often somebody looks meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(milliseconds, fc.boolean()), { maxLength: 200 }), async (times) => {
        const latencies = await Latencies.create();
        const model = build({ highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
        for (const [ms, isLookedAt] of times) {
          latencies.record(ms);
          model.recordValue(Math.round(ms * 1000));
          if (isLookedAt) latencies.summary();
        }
        const largest = Math.max(...times.map(([ms]) => ms));
        for (const percentile of [1, 50, 90, 99, 99.9]) {
          const known = Math.min(model.getValueAtPercentile(percentile), Math.round(largest * 1000)) / 1000;
          expect(latencies.at(percentile)).toBe(times.length === 0 ? null : known);
        }
        expect(latencies.toData().histogram).toBe(encodeIntoCompressedBase64(model));
        const whole = await Latencies.create();
        whole.add(latencies.toData());
        expect(whole.summary()).toEqual(latencies.summary());
      }),
      { numRuns: 50 },
    );
  });

  it('longer ones than an hour count as an hour, and the longest is told all the same', async () => {
    const latencies = await Latencies.create();
    latencies.record(2 * LONGEST_MS);
    expect(decodeFromCompressedBase64(latencies.toData().histogram).totalCount).toBe(1);
    expect(latencies.at(100)).toBe(2 * LONGEST_MS);
    latencies.record(-1);
    expect(latencies.at(50)).toBe(0);
  });
});
