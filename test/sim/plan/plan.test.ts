import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlan, endpointsOfClient, plannedEndpoints } from '../../../src/sim/plan/plan.js';
import { shareOut } from '../../../src/sim/plan/share.js';
import { fleetOf } from '../helpers/fleets.js';

describe('sharing out', () => {
  const weights = fc
    .array(fc.nat(1000), { minLength: 1, maxLength: 20 })
    .filter((all) => all.some((w) => w > 0));

  test('the shares add up, and none is further than one from its proportion', () => {
    fc.assert(
      fc.property(fc.nat(100_000), weights, (whole, all) => {
        const shares = shareOut(whole, all);
        const total = all.reduce((sum, weight) => sum + weight, 0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(whole);
        for (const [place, share] of shares.entries()) {
          expect(Math.abs(share - (whole * (all[place] as number)) / total)).toBeLessThan(1);
        }
      }),
    );
  });
});

describe('a plan', () => {
  const rooms = fleetOf({ endpoints: 30 });
  const meters = fleetOf({ fleet: 'meters', token: 'meter-{index}', endpoints: 10, gateways: 4 });

  test('numbers endpoints and clients through the run', () => {
    const plan = createPlan([rooms, meters], {}, { seed: 1 });
    expect(plan).toMatchObject({ endpoints: 40, clients: 34 });
    expect(plan.fleets.map(({ first, firstClient, clients }) => [first, firstClient, clients])).toEqual([
      [0, 0, 30],
      [30, 30, 4],
    ]);
    expect(plan.fleets[0]?.tokens.slice(0, 2)).toEqual(['room-001', 'room-002']);
  });

  test('--endpoints scales the fleets and keeps the tokens', () => {
    const plan = createPlan([rooms, meters], {}, { seed: 1, endpoints: 1000 });
    expect(plan.fleets.map(({ tokens }) => tokens.length)).toEqual([750, 250]);
    expect(plan.fleets[1]?.tokens[9]).toBe('meter-10');
    const small = createPlan([rooms, meters], {}, { seed: 1, endpoints: 1 });
    expect(small.fleets.map(({ fleet }) => fleet.fleet)).toEqual(['rooms']);
    expect(small.clients).toBe(1);
    expect(() => createPlan([rooms, meters], {}, { seed: 1, endpoints: 1e9 })).toThrow(
      /at most 2000000 endpoints/,
    );
  });

  test('gateways share the endpoints of a fleet between them, each exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (endpoints, gateways) => {
        const [fleet] = createPlan([fleetOf({ endpoints, gateways })], {}, { seed: 1 }).fleets;
        if (fleet === undefined) throw new Error('no fleet');
        const carried = Array.from({ length: fleet.clients }, (_, client) =>
          endpointsOfClient(fleet, client),
        );
        expect(carried.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: endpoints }, (_, n) => n));
        expect(Math.min(...carried.map((list) => list.length))).toBeGreaterThan(0);
      }),
    );
  });

  test('lists every endpoint for registration', () => {
    expect(plannedEndpoints(createPlan([fleetOf()], {}, { seed: 1 }))).toEqual([
      { applicationName: 'building', appVersionName: 'building-v1', token: 'room-001', fleet: 'rooms' },
    ]);
  });

  test('a fleet with a fixed token cannot grow, and the message says why', () => {
    const fixed = fleetOf({ token: 'gateway' });
    expect(() => createPlan([fixed], {}, { seed: 1, endpoints: 5 })).toThrow(
      /fleet rooms has the fixed token "gateway"/,
    );
    expect(createPlan([fixed], {}, { seed: 1, endpoints: 1 }).endpoints).toBe(1);
  });

  test('two fleets that make the same token are refused', () => {
    const other = fleetOf({ fleet: 'halls', token: 'room-{index:3}' });
    expect(() => createPlan([rooms, other], {}, { seed: 1 })).toThrow(
      /"room-001" of fleet halls.*fleet rooms/,
    );
  });

  test('a rate is shared by the endpoints that send', () => {
    const silent = fleetOf({ fleet: 'silent', token: 's-{index}', endpoints: 7, samples: undefined });
    const plan = createPlan([rooms, silent, meters], {}, { seed: 1, rate: 100 });
    expect(plan.fleets.map(({ samples }) => samples?.schedule)).toEqual([
      { kind: 'every', everyMs: 400, jitter: 0 },
      undefined,
      { kind: 'every', everyMs: 400, jitter: 0 },
    ]);
  });
});
