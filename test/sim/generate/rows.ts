/** Data sets and the data samples of runs, side by side, for the tests of generate and of shards. */
import type { Fleet, LoadedFleet } from '../../../src/blueprint/fleet/fleet.js';
import { createRandom } from '../../../src/kernel/random.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { compileFleets } from '../../../src/sim/compile-fleets.js';
import { DataSet } from '../../../src/sim/generate/data-set.js';
import type { Shard } from '../../../src/sim/plan/part.js';
import { createPlan, type Plan } from '../../../src/sim/plan/plan.js';
import { Tally } from '../../../src/sim/report/tally.js';
import { shardPlan } from '../../../src/sim/shards/shard-plan.js';
import { fleetOf } from '../helpers/fleets.js';
import { runIn, sceneOf } from '../helpers/run.js';

export interface Row {
  readonly token: string;
  readonly at: number;
  readonly sample: unknown;
}

export interface RowsInput {
  readonly fleets: readonly LoadedFleet[];
  readonly durationMs?: number;
  readonly samples?: number;
  readonly shard?: Shard;
  readonly seed?: number;
}

export const STARTS_AT = 1_700_000_000_000;

export function planOf({ fleets, shard, seed = 7 }: RowsInput): Plan {
  const plan = createPlan(fleets, {}, { seed });
  return shard === undefined ? plan : shardPlan(plan, shard);
}

/** What a data set has. @param chunk how many rows are asked for at a time */
export async function rowsOf(input: RowsInput, chunk = 7): Promise<Row[]> {
  const plan = planOf(input);
  const rows: Row[] = [];
  const tokens = plan.fleets.flatMap(({ tokens: own }) => own);
  const data = new DataSet({
    plan,
    behaviours: await compileFleets(plan),
    random: createRandom(plan.seed),
    clock: new VirtualClock(STARTS_AT),
    durationMs: input.durationMs,
    samples: input.samples,
    tally: await Tally.create({ responseTimeoutMs: 0 }),
    onRow: (endpoint, at, sample) => rows.push({ token: tokens[endpoint] as string, at, sample }),
  });
  while (data.advance(chunk));
  return rows;
}

/** What a run against a server sends, in messages. */
export async function sentBy(input: RowsInput) {
  const scene = sceneOf(input.seed ?? 7, STARTS_AT);
  const { durationMs, samples, fleets, shard } = input;
  await runIn(scene, { fleets, durationMs, samples, ...(shard !== undefined && { shard }) });
  return scene.server.of('dcx').map(({ token, at, payload, client }) => ({
    ...{ token, at, client },
    samples: payload as unknown[],
  }));
}

/** By token, in order. */
export function samplesByToken(rows: readonly { readonly token: string; readonly sample: unknown }[]) {
  const byToken = new Map<string, unknown[]>();
  for (const { token, sample } of rows) byToken.set(token, [...(byToken.get(token) ?? []), sample]);
  return Object.fromEntries([...byToken].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A fleet in which everything happens that happens without a platform. */
export function busyFleet(parts: Partial<Fleet> = {}): LoadedFleet {
  return fleetOf({
    endpoints: 9,
    parameters: { floor: { random: { min: 0, max: 9, integer: true } } },
    variables: { alarms: 0 },
    metadata: { floor: { expression: 'device.parameters.floor' } },
    samples: {
      every: '1s',
      jitter: 0.4,
      fields: {
        temperature: { walk: { start: 20, step: 2, min: 0, max: 40 } },
        floor: { expression: 'device.parameters.floor' },
        at: { timestamp: 'millis' },
        position: { object: { latitude: { random: { min: 50, max: 51 } }, tags: [1, 'two'] } },
      },
    },
    behaviour: {
      start: 'idle',
      states: {
        idle: {
          next: [
            { to: 'busy', after: ['3s', '9s'] },
            { to: 'alarm', probability: 0.05 },
          ],
        },
        busy: {
          samples: { every: '300ms', batch: 4, fields: { load: { random: { min: 0, max: 1 } } } },
          next: [{ to: 'idle', after: '4s' }],
        },
        alarm: {
          enter: { set: { alarms: 'device.variables.alarms + 1' } },
          samples: 'none',
          next: [{ to: 'idle', after: '2s' }],
        },
      },
    },
    faults: [
      { spike: { field: 'temperature', by: 50 }, rate: 0.1 },
      { missing: { field: 'floor' }, rate: 0.1, endpoints: [1, 4, 5] },
      { wrongType: { field: 'temperature' }, rate: 0.05, endpoints: 0.5 },
      { duplicate: {}, rate: 0.1 },
      { outOfOrder: {}, rate: 0.1 },
      { reboot: { takes: '3s' }, every: '15s' },
      { battery: { lasts: ['20s', '40s'] }, endpoints: [2, 9] },
    ],
    stages: [{ over: '10s', to: 1 }, { hold: '15s' }, { over: '5s', to: 0.4 }],
    ...parts,
  });
}
