/**
 * Fleet files as a plan: found, read, checked, counted; and the part of it that is this process's, when it is a shard.
 */
import { findBlueprint, fleetsFolder, loadFleets } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import { freshSeed } from '../kernel/random.js';
import type { Shard } from '../sim/plan/part.js';
import { createPlan, type Plan } from '../sim/plan/plan.js';
import { parseShard, shardPlan, shardText } from '../sim/shards/shard-plan.js';
import { loadBlueprint } from './blueprints.js';

export interface PlanFleetsOptions {
  /** A fleet file, or a folder of them. `fleets/` of the blueprint when absent. */
  readonly fleets?: string | undefined;
  /** A loaded blueprint, or where it is; the one that the fleets belong to when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** 0 to 2^32-1; drawn when absent. */
  readonly seed?: number | undefined;
  /** Data samples per second of the whole run, in place of the fleets' own intervals. */
  readonly rate?: number | undefined;
  /** Endpoints of the whole run; the fleets share them in the proportion of their own numbers. */
  readonly endpoints?: number | undefined;
  /** What confirms data samples, in place of what the fleets say: the platform's answer, or the PUBACK of MQTT alone. */
  readonly confirm?: 'status' | 'puback' | undefined;
  /** Which part of the run this is, such as `2/8`; all of it when absent. */
  readonly shard?: string | undefined;
}

export interface PlannedFleets {
  readonly blueprint: LoadedBlueprint;
  /** Of the shard, where there is one. */
  readonly plan: Plan;
}

/** @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, FLEETS_NOT_FOUND, FLAG_INVALID, FLEET_TOKEN_TWICE */
export async function planFleets(options: PlanFleetsOptions): Promise<PlannedFleets> {
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  if (shard !== undefined && shard.count > 1 && options.seed === undefined) throw shardWithoutSeed(shard);
  const blueprint = await blueprintFor(options);
  const fleets = await loadFleets({ path: options.fleets ?? fleetsFolder(blueprint), blueprint });
  const { seed = freshSeed(), endpoints, rate, confirm } = options;
  const whole = createPlan(fleets, blueprint.schemas, { seed, endpoints, rate, confirm });
  return { blueprint, plan: shard === undefined ? whole : shardPlan(whole, shard) };
}

async function blueprintFor({ blueprint, fleets }: PlanFleetsOptions): Promise<LoadedBlueprint> {
  if (blueprint !== undefined)
    return typeof blueprint === 'string' ? await loadBlueprint(blueprint) : blueprint;
  return await loadBlueprint(await findBlueprint(fleets));
}

const shardWithoutSeed = (shard: Shard) =>
  kaaError('FLAG_INVALID', {
    flag: 'shard',
    value: shardText(shard),
    reason: 'each shard would draw a seed of its own: give all of them the same --seed',
  });

/** How many of the whole run's data samples a shard would have to take, nobody can know but the whole run. */
export const shardOfSamples = (samples: number) =>
  kaaError('FLAG_INVALID', {
    flag: 'samples',
    value: samples,
    reason: 'a number of data samples cannot be divided among shards: give a --duration',
  });
