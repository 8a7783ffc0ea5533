/** Fleets for the tests of the simulator, as if they had been loaded. */
import type { Fleet, LoadedFleet } from '../../../src/blueprint/fleet/fleet.js';
import { createRandom } from '../../../src/kernel/random.js';
import type { Origin } from '../../../src/sim/generators/generator.js';

export function fleetOf(parts: Partial<Fleet> = {}): LoadedFleet {
  const fleet: Fleet = {
    fleet: 'rooms',
    version: 'building-v1',
    endpoints: 1,
    token: 'room-{index:3}',
    samples: { every: '1s', fields: { temperature: 21 } },
    ...parts,
  };
  return { file: `fleets/${fleet.fleet}.yaml`, fleet, applicationName: 'building' };
}

export function originOf(token = 'room-001', field = 'temperature', seed = 7): Origin {
  return {
    random: createRandom(seed),
    streamName: `endpoint/${token}/${field}`,
    index: 1,
    token,
    fleet: 'rooms',
  };
}

export const momentAt = (elapsed: number, sample: Record<string, unknown> = {}) => ({
  at: 1_700_000_000_000 + elapsed,
  elapsed,
  sample,
});
