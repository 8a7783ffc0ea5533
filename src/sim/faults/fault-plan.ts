/**
 * The faults of a fleet, read once: what strikes, how often, when and whom, in milliseconds.
 *
 * The name of a fault is that of its random streams: its kind and field, and a number only where two faults share both. So
 * another fault beside it changes nothing in when it strikes.
 */
import {
  FAULT_TRAITS,
  type Fault,
  type FaultKind,
  type FaultLayer,
  type FaultOptions,
  faultKindOf,
} from '../../blueprint/fleet/faults.js';
import { parseDuration } from '../../kernel/duration.js';

export interface FaultPlan<Kind extends FaultKind = FaultKind> {
  readonly kind: Kind;
  readonly options: FaultOptions<Kind>;
  /** For example `spike/temperature`. */
  readonly name: string;
  /** Probability for each thing that it may strike, 0 to 1. */
  readonly rate: number;
  /** Mean time between two strikes on an endpoint; undefined: once. Only for kinds whose timing is `every`. */
  readonly everyMs: number | undefined;
  /** The window, from the start of the run: `fromMs` belongs to it, `toMs` (or Infinity) does not. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Which share of the fleet it may strike, 0 to 1. */
  readonly share: number;
  /** The places in the fleet, from 0, that it may strike; undefined: by `share`. */
  readonly places: ReadonlySet<number> | undefined;
}

/** The faults of one layer of a fleet; undefined when it has none, so that nobody pays for it. */
export function planFaults(
  faults: readonly Fault[] | undefined,
  layer: FaultLayer,
): readonly FaultPlan[] | undefined {
  const planned = allFaults(faults ?? []).filter(({ kind }) => FAULT_TRAITS[kind].layer === layer);
  return planned.length === 0 ? undefined : planned;
}

/** The faults of one kind, with the options of that kind. */
export function faultsOf<Kind extends FaultKind>(
  faults: readonly FaultPlan[],
  kind: Kind,
): FaultPlan<Kind>[] {
  return faults.filter((fault): fault is FaultPlan<Kind> => fault.kind === kind);
}

function allFaults(faults: readonly Fault[]): FaultPlan[] {
  const seen = new Map<string, number>();
  return faults.flatMap((fault) => {
    const kind = faultKindOf(fault);
    if (kind === undefined) return [];
    const options = fault[kind] as FaultOptions;
    const base = 'field' in options ? `${kind}/${options.field}` : kind;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return [planFault(fault, kind, count === 1 ? base : `${base}/${count}`)];
  });
}

function planFault(fault: Fault, kind: FaultKind, name: string): FaultPlan {
  const { rate, every, window, endpoints } = fault;
  return {
    kind,
    options: fault[kind] as FaultOptions,
    name,
    rate: rate ?? 1,
    everyMs: every === undefined ? undefined : parseDuration(every),
    fromMs: parseDuration(window?.from ?? '0s') ?? 0,
    toMs: window?.to === undefined ? Infinity : (parseDuration(window.to) ?? Infinity),
    share: typeof endpoints === 'number' ? endpoints : 1,
    places: Array.isArray(endpoints) ? new Set(endpoints.map((number) => number - 1)) : undefined,
  };
}
