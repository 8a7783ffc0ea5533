/** Goal: the shards of a run have all of it between them and nothing twice, and each endpoint sends what it would have sent. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../../src/blueprint/fleet/fleet.js';
import { clientName, loginOf } from '../../../src/sim/connection/connection-plan.js';
import { partPlace, type Shard, wholePlace } from '../../../src/sim/plan/part.js';
import { createPlan, endpointsOfClient, type Plan } from '../../../src/sim/plan/plan.js';
import { parseShard, shardPlan } from '../../../src/sim/shards/shard-plan.js';
import { busyFleet, rowsOf, samplesByToken, sentBy } from '../generate/rows.js';
import { fleetOf } from '../helpers/fleets.js';

const shardsOf = (count: number): Shard[] =>
  Array.from({ length: count }, (_, place) => ({ index: place + 1, count }));

/** Who speaks through whom. */
function clientsOf(plan: Plan): string[] {
  return plan.fleets.flatMap((fleet) =>
    Array.from({ length: fleet.clients }, (_, client) => {
      const tokens = endpointsOfClient(fleet, client).map((endpoint) => fleet.tokens[endpoint - fleet.first]);
      return `${clientName(fleet, client)} ${loginOf(fleet, client)?.username} ${tokens.join(' ')}`;
    }),
  );
}

const sizes = fc.array(
  fc.record({
    endpoints: fc.integer({ min: 1, max: 17 }),
    gateways: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 4 },
);

test('any fleets in any number of shards: no client and no endpoint twice, none missing, each where it was', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 9 }), (fleets, count) => {
      const loaded = fleets.map((size, place) =>
        fleetOf({
          ...size,
          fleet: `f${place}`,
          token: `f${place}-{index}`,
          connection: { username: 'user-{index}' },
        }),
      );
      const whole = createPlan(loaded, {}, { seed: 7 });
      const parts = shardsOf(count).flatMap((shard) => {
        if (shard.index > whole.clients) return [];
        const part = shardPlan(whole, shard);
        for (const fleet of part.fleets) {
          const all = whole.fleets.find(({ fleet: { fleet: name } }) => name === fleet.fleet.fleet);
          for (const [place, token] of fleet.tokens.entries()) {
            expect(all?.tokens[wholePlace(fleet, place)]).toBe(token);
            expect(partPlace(fleet, wholePlace(fleet, place))).toBe(place);
          }
        }
        const sizes = part.fleets.map(({ clients }) => clients);
        expect(part.clients).toBe(sizes.reduce((sum, size) => sum + size, 0));
        return [part];
      });
      expect(parts.flatMap(clientsOf).sort()).toEqual(clientsOf(whole).sort());
      const clients = parts.map((part) => part.clients);
      expect(Math.max(...clients) - Math.min(...clients)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

describe('the data samples of shards', () => {
  const fleets = [
    busyFleet(),
    busyFleet({ fleet: 'halls', token: 'hall-{index}', endpoints: 11, gateways: 4 }),
    fleetOf({ fleet: 'meters', token: 'meter-{index}', endpoints: 5, samples: { arrival: { mean: '1s' } } }),
  ];
  const durationMs = 25_000;

  test.each([2, 3, 7])('in %i data sets: those of one', async (count) => {
    const whole = await rowsOf({ fleets, durationMs });
    const parts = await Promise.all(shardsOf(count).map((shard) => rowsOf({ fleets, durationMs, shard })));
    expect(samplesByToken(parts.flat())).toEqual(samplesByToken(whole));
    expect(parts.every((part) => part.length > 0)).toBe(true);
  });

  test('in runs: those of one, from the same clients', async () => {
    const bare = ({ token, client, samples }: Awaited<ReturnType<typeof sentBy>>[number]) =>
      JSON.stringify({ token, client, samples });
    const whole = await sentBy({ fleets, durationMs });
    const parts = await Promise.all(shardsOf(3).map((shard) => sentBy({ fleets, durationMs, shard })));
    expect(parts.flat().map(bare).sort()).toEqual(whole.map(bare).sort());
  });

  test('a fault that names endpoints, and an operator action on the first ones, mean the same endpoints', () => {
    const fleet = fleetOf({
      endpoints: 6,
      faults: [{ spike: { field: 'temperature', by: 1 }, endpoints: [1, 3, 4] }],
      operator: [{ after: '1s', command: 'on', endpoints: 4 }],
    } as Partial<Fleet>);
    const parts = shardsOf(2).map(
      (shard) => shardPlan(createPlan([fleet], {}, { seed: 7 }), shard).fleets[0],
    );
    expect(parts.map((part) => part?.tokens)).toEqual([
      ['room-001', 'room-003', 'room-005'],
      ['room-002', 'room-004', 'room-006'],
    ]);
    expect(parts.map((part) => part?.fleet.faults?.[0]?.endpoints)).toEqual([[1, 2], [2]]);
    expect(parts.map((part) => part?.fleet.operator?.[0]?.endpoints)).toEqual([2, 2]);
  });
});

test('a shard that would have nobody is refused', () => {
  const plan = createPlan([fleetOf({ endpoints: 2 })], {}, { seed: 7 });
  expect(() => shardPlan(plan, { index: 3, count: 3 })).toThrow(
    expect.objectContaining({ code: 'FLAG_INVALID', message: expect.stringContaining('2 connections') }),
  );
});

test.each(['0/3', '4/3', '1', '1/0', 'a/b', '-1/3', '1/3/5', '1.5/3', '1/10001', ''])(
  '--shard %s: refused',
  (text) => {
    expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'FLAG_INVALID' }));
  },
);
