/** Goal: a data set has the data samples of a run with the same seed, each endpoint's in the same order and of the same time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../../src/blueprint/fleet/fleet.js';
import { millisecondOf } from '../../../src/kernel/instant.js';
import { fleetOf } from '../helpers/fleets.js';
import { busyFleet, rowsOf, samplesByToken, sentBy } from './rows.js';

const sameAs = async (input: Parameters<typeof rowsOf>[0]) => {
  const sent = await sentBy(input);
  const rows = await rowsOf(input);
  const ofRun = sent.flatMap(({ token, samples }) => samples.map((sample) => ({ token, sample })));
  expect(samplesByToken(rows)).toEqual(samplesByToken(ofRun));
  return { sent, rows };
};

describe('a data set and a run', () => {
  test('states, faults, stages, batches, gateways: the same data samples', async () => {
    const fleets = [
      busyFleet(),
      busyFleet({ fleet: 'halls', token: 'hall-{index}', gateways: 2, samples: { cron: '*/2 * * * * *' } }),
      fleetOf({
        fleet: 'meters',
        token: 'meter-{index}',
        endpoints: 5,
        gateways: 2,
        samples: {
          arrival: { mean: '700ms' },
          burst: { count: 3, apart: '20ms' },
          fields: { n: { counter: {} } },
        },
      }),
    ];
    const { rows } = await sameAs({ fleets, durationMs: 30_000 });
    expect(rows.length).toBeGreaterThan(500);
  });

  test('each at the same time', async () => {
    const fleets = [
      fleetOf({ endpoints: 4, samples: { every: '1s', jitter: 0.5, fields: { n: { counter: {} } } } }),
    ];
    const { sent, rows } = await sameAs({ fleets, durationMs: 8000 });
    const times = (list: readonly { token: string; at: number }[]) =>
      list.map(({ token, at }) => [token, at]);
    expect(times(rows)).toEqual(times(sent));
  });

  test('a data sample of a batch has the time at which it was taken, not that of its message', async () => {
    const fleets = [fleetOf({ samples: { every: '1s', batch: 4, fields: { at: { timestamp: 'millis' } } } })];
    const { rows, sent } = await sameAs({ fleets, durationMs: 10_000 });
    expect(sent.map(({ samples }) => samples.length)).toEqual([4, 4, 2]);
    expect(rows.map(({ at }) => millisecondOf(at))).toEqual(
      rows.map(({ sample }) => (sample as { at: number }).at),
    );
  });

  test.each([1, 8, 25])('ends after exactly %i data samples', async (samples) => {
    const fleets = [
      fleetOf({ endpoints: 3, samples: { every: '1s', batch: 4, fields: { n: { counter: {} } } } }),
    ];
    const { rows } = await sameAs({ fleets, samples });
    expect(rows).toHaveLength(samples);
  });

  test('how many rows are asked for at a time changes nothing', async () => {
    const input = { fleets: [busyFleet()], durationMs: 10_000 };
    expect(await rowsOf(input, 1)).toEqual(await rowsOf(input, 100_000));
  });

  test('ends when nobody is there any more, and when there is nothing to send', async () => {
    const dead = fleetOf({ faults: [{ battery: { lasts: '3500ms' } }] });
    expect(await rowsOf({ fleets: [dead], samples: 100 })).toHaveLength(4);
    expect(await rowsOf({ fleets: [fleetOf({ samples: undefined })], samples: 1 })).toEqual([]);
  });
});

const samples = fc.record(
  {
    every: fc.constantFrom('200ms', '1s', '3s'),
    jitter: fc.constantFrom(0, 0.3, 1),
    batch: fc.integer({ min: 1, max: 5 }),
    burst: fc.record({ count: fc.integer({ min: 1, max: 4 }), apart: fc.constantFrom('0ms', '70ms') }),
    onChange: fc.constant({ fields: { level: 1 }, atLeast: '2s' }),
  },
  { requiredKeys: ['every'] },
);
const faults = fc.array(
  fc.constantFrom(
    { drift: { field: 'level', perHour: 100 } },
    { stuck: { field: 'level', for: '2s' }, rate: 0.2 },
    { duplicate: {}, rate: 0.3 },
    { outOfOrder: {}, rate: 0.3 },
    { reboot: { takes: '700ms' }, every: '4s' },
    { battery: { lasts: ['2s', '9s'] }, endpoints: 0.3 },
  ),
  { maxLength: 3 },
);

test('any schedule and any faults of the device: the same data samples', async () => {
  await fc.assert(
    fc.asyncProperty(
      samples,
      faults,
      fc.integer({ min: 1, max: 6 }),
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      fc.nat(2 ** 32 - 1),
      async (schedule, faulty, endpoints, gateways, seed) => {
        const fields = { level: { walk: { start: 0, step: 1 } }, n: { counter: {} } };
        const fleet = { endpoints, gateways, faults: faulty, samples: { ...schedule, fields } };
        await sameAs({ fleets: [fleetOf(fleet as Partial<Fleet>)], durationMs: 9000, seed });
      },
    ),
    { numRuns: 25 },
  );
});
