/**
 * When the endpoints of a fleet take data samples and which of them they send, in milliseconds: for the fleet, and for each
 * state of its behaviour in which that differs.
 */
import type { StateSamples } from '../../blueprint/fleet/behaviour.js';
import type { Fleet } from '../../blueprint/fleet/fleet.js';
import type { Samples } from '../../blueprint/fleet/samples.js';
import { parseDuration } from '../../kernel/duration.js';

/** What makes an occasion to take a data sample. */
export type SchedulePlan =
  | {
      readonly kind: 'every';
      readonly everyMs: number /** Share of the interval, 0 to 1. */;
      readonly jitter: number;
    }
  | { readonly kind: 'cron'; readonly pattern: string }
  | { readonly kind: 'arrival'; readonly meanMs: number };

export interface BurstPlan {
  readonly count: number;
  readonly apartMs: number;
}

export interface OnChangePlan {
  /** What each field must have moved by; true: it must have changed at all. */
  readonly fields: readonly (readonly [name: string, by: number | true])[];
  /** Infinity: never without a change. */
  readonly atLeastMs: number;
}

export interface SamplePlan {
  readonly schedule: SchedulePlan;
  /** True when it is of the state itself, and not the fleet's: then no configuration changes its period. */
  readonly isOwn: boolean;
  readonly burst: BurstPlan | undefined;
  readonly onChange: OnChangePlan | undefined;
  /** Data samples in one message. */
  readonly batch: number;
}

/** An interval of zero would never let time pass. */
const EVERY_MS_MIN = 0.01;

/**
 * @param everyMs time between two data samples that the run itself asks for, in place of the fleet's own schedule
 * @returns undefined when the fleet sends no data samples of its own accord
 */
export function planSamples(
  samples: Samples | undefined,
  everyMs: number | undefined,
): SamplePlan | undefined {
  return samples && planOf(samples, everyMs, false);
}

/**
 * By state, where it differs from the fleet; a state that sends none has undefined. Undefined when no state differs.
 */
export function planStates(
  { samples, behaviour }: Fleet,
  everyMs: number | undefined,
): ReadonlyMap<string, SamplePlan | undefined> | undefined {
  const differing = Object.entries(behaviour?.states ?? {}).flatMap(([name, state]) =>
    state.samples === undefined
      ? []
      : [[name, planState(samples, state.samples as StateSamples, everyMs)] as const],
  );
  return differing.length === 0 ? undefined : new Map(differing);
}

function planState(
  base: Samples | undefined,
  state: StateSamples,
  everyMs: number | undefined,
): SamplePlan | undefined {
  if (state === 'none') return undefined;
  const { every, cron, arrival, jitter, ...inherited } = base ?? {};
  const isOwn = [state.every, state.cron, state.arrival].some((one) => one !== undefined);
  const schedule = isOwn
    ? { every: state.every, cron: state.cron, arrival: state.arrival }
    : { every, cron, arrival };
  const merged = { ...inherited, ...state, ...schedule, jitter: state.jitter ?? jitter };
  return planOf(merged as Samples, everyMs, isOwn);
}

function planOf(samples: Samples, everyMs: number | undefined, isOwn: boolean): SamplePlan | undefined {
  const { burst, onChange, batch } = samples;
  const schedule = scheduleOf(samples, everyMs === undefined ? undefined : everyMs * (burst?.count ?? 1));
  if (schedule === undefined) return undefined;
  return {
    schedule,
    isOwn,
    burst: burst && { count: burst.count, apartMs: parseDuration(burst.apart) ?? 0 },
    onChange: onChange && {
      fields: Object.entries(onChange.fields),
      atLeastMs: onChange.atLeast === undefined ? Infinity : (parseDuration(onChange.atLeast) ?? Infinity),
    },
    batch: batch ?? 1,
  };
}

/** A rate of the run keeps the form of an open model, and takes the place of all else. */
function scheduleOf(
  { every, cron, arrival, jitter }: Samples,
  everyMs: number | undefined,
): SchedulePlan | undefined {
  if (arrival !== undefined)
    return { kind: 'arrival', meanMs: atLeast(everyMs ?? parseDuration(arrival.mean)) };
  if (cron !== undefined && everyMs === undefined) return { kind: 'cron', pattern: cron };
  if (every === undefined && everyMs === undefined) return undefined;
  return { kind: 'every', everyMs: atLeast(everyMs ?? parseDuration(every ?? '')), jitter: jitter ?? 0 };
}

const atLeast = (ms: number | undefined) => Math.max(EVERY_MS_MIN, ms ?? EVERY_MS_MIN);
