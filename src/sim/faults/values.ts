/**
 * What the faults of a device do to its data samples, between the generators and the network.
 *
 * First what is wrong with the values of one data sample, in the order of the fleet file, then in which order and how often
 * data samples go out. The data sample itself is never changed: others may hold it.
 */

import type { FaultKind, FaultOptions } from '../../blueprint/fleet/faults.js';
import type { Fleet } from '../../blueprint/fleet/fleet.js';
import { generatorOf } from '../../blueprint/values-in.js';
import { parseDuration } from '../../kernel/duration.js';
import type { Random } from '../../kernel/random.js';
import { type FaultPlan, planFaults } from './fault-plan.js';
import { type FaultedFleet, Strikes } from './strikes.js';

type Sample = Readonly<Record<string, unknown>>;

/** A data sample after its faults. */
export interface Distorted {
  readonly sample: unknown;
  /** The last fault that struck it; undefined: none did. */
  readonly fault: FaultKind | undefined;
}

/** Told of every strike. */
export type OnFault = (endpoint: number, fault: FaultKind, detail?: string) => void;

/** One fault at work on the values: gives the data sample as it is then, and undefined when it does nothing to it. */
type Effect = (endpoint: number, sample: Sample, elapsedMs: number) => Sample | undefined;

interface Lasting {
  /** Milliseconds since the start. */
  readonly since: number;
  readonly until: number;
  readonly value: unknown;
}

/** The faults of one fleet's data samples, for all of its endpoints. */
export class ValueFaults {
  readonly #effects: readonly (readonly [FaultPlan, Effect])[];
  readonly #duplicates: readonly Strikes[];
  readonly #swaps: readonly Strikes[];
  readonly #onFault: OnFault;
  /** By endpoint, what waits for the data sample after it. */
  readonly #held = new Map<number, Distorted>();

  /** @param fields what the fleet file says of them: `clockSkew` concerns those made by `timestamp` */
  constructor(faults: readonly FaultPlan[], fields: Fields, parts: Parts) {
    const strikesOf = (fault: FaultPlan) => new Strikes(fault, parts.fleet, parts.random);
    const of = (kind: FaultKind) => faults.filter((fault) => fault.kind === kind).map(strikesOf);
    this.#onFault = parts.onFault;
    this.#duplicates = of('duplicate');
    this.#swaps = of('outOfOrder');
    this.#effects = faults.flatMap((fault) => {
      const make = EFFECTS[fault.kind] as EffectOf | undefined;
      return make === undefined ? [] : [[fault, make(strikesOf(fault), { ...parts, fields })] as const];
    });
  }

  /** What is wrong with the values of this data sample. */
  distort(endpoint: number, sample: unknown, elapsedMs: number): Distorted {
    if (typeof sample !== 'object' || sample === null || Array.isArray(sample))
      return { sample, fault: undefined };
    let distorted = sample as Sample;
    let last: FaultKind | undefined;
    for (const [{ kind }, effect] of this.#effects) {
      const then = effect(endpoint, distorted, elapsedMs);
      if (then === undefined) continue;
      distorted = then;
      last = kind;
    }
    return { sample: distorted, fault: last };
  }

  /** What goes out in place of this data sample: itself, twice, not yet, or before one that was held back. */
  arrange(endpoint: number, sample: Distorted, elapsedMs: number): readonly Distorted[] {
    const held = this.release(endpoint);
    if (held.length === 0 && this.#strikes(this.#swaps, endpoint, elapsedMs)) {
      this.#held.set(endpoint, sample);
      return [];
    }
    const isTwice = this.#strikes(this.#duplicates, endpoint, elapsedMs);
    return [...(isTwice ? [sample, sample] : [sample]), ...held];
  }

  /** What is held back, when nothing comes after it any more. */
  release(endpoint: number): readonly Distorted[] {
    const held = this.#held.get(endpoint);
    if (held === undefined) return [];
    this.#held.delete(endpoint);
    return [held];
  }

  #strikes(all: readonly Strikes[], endpoint: number, elapsedMs: number): boolean {
    const striking = all.filter((strikes) => strikes.strikes(endpoint, elapsedMs));
    for (const { fault } of striking) this.#onFault(endpoint, fault.kind);
    return striking.length > 0;
  }
}

/** The faults of a fleet's data samples; undefined when it has none. */
export function valueFaultsOf(fleet: Fleet, parts: Parts): ValueFaults | undefined {
  const faults = planFaults(fleet.faults, 'device')?.filter(
    ({ kind }) => kind !== 'battery' && kind !== 'reboot',
  );
  return faults === undefined || faults.length === 0
    ? undefined
    : new ValueFaults(faults, fleet.samples?.fields ?? {}, parts);
}

type Fields = Readonly<Record<string, unknown>>;

interface Parts {
  readonly fleet: FaultedFleet;
  readonly random: Random;
  readonly onFault: OnFault;
}

type EffectOf = (strikes: Strikes, parts: Parts & { readonly fields: Fields }) => Effect;

const optionsOf = <Kind extends FaultKind>(strikes: Strikes, _kind: Kind) =>
  strikes.fault.options as FaultOptions<Kind>;

const EFFECTS: { readonly [Kind in FaultKind]?: EffectOf } = {
  stuck: (strikes, { onFault }) => {
    const { field, for: lasts } = optionsOf(strikes, 'stuck');
    const lastsMs = parseDuration(lasts) ?? 0;
    const begin = (sample: Sample) => sample[field];
    return lasting(strikes, { field, lastsMs, onFault, begin }, (sample, { value }) => ({
      ...sample,
      [field]: value,
    }));
  },
  drift: (strikes, { onFault }) => {
    const { field, perHour, for: lasts } = optionsOf(strikes, 'drift');
    const lastsMs = lasts === undefined ? Infinity : (parseDuration(lasts) ?? 0);
    return lasting(strikes, { field, lastsMs, onFault, canHit: isNumber }, (sample, { since }, elapsedMs) =>
      moved(sample, field, (value) => value + (perHour * (elapsedMs - since)) / 3_600_000),
    );
  },
  spike: (strikes, { onFault }) => {
    const { field, by = 0, factor = 1 } = optionsOf(strikes, 'spike');
    const change = (sample: Sample) => moved(sample, field, (value) => value * factor + by);
    return momentary(strikes, { field, onFault, canHit: isNumber }, change);
  },
  missing: (strikes, { onFault }) => {
    const { field } = optionsOf(strikes, 'missing');
    return momentary(strikes, { field, onFault }, ({ [field]: _, ...others }) => others);
  },
  wrongType: (strikes, { onFault }) => {
    const { field } = optionsOf(strikes, 'wrongType');
    return momentary(strikes, { field, onFault }, (sample) => ({
      ...sample,
      [field]: ofWrongType(sample[field]),
    }));
  },
  clockSkew: (strikes, { onFault, fields }) => {
    const { by } = optionsOf(strikes, 'clockSkew');
    const byMs = by.startsWith('-') ? -(parseDuration(by.slice(1)) ?? 0) : (parseDuration(by) ?? 0);
    const stamps = timestampFields(fields);
    return (endpoint, sample, elapsedMs) => {
      if (!strikes.strikes(endpoint, elapsedMs)) return undefined;
      onFault(endpoint, 'clockSkew', by);
      return {
        ...sample,
        ...Object.fromEntries(stamps.map(([name, unit]) => [name, skewed(sample[name], unit, byMs)])),
      };
    };
  },
};

/** A fault that strikes one data sample. */
function momentary(
  strikes: Strikes,
  { field, onFault, canHit = isThere }: HitOptions,
  change: (sample: Sample) => Sample,
): Effect {
  return (endpoint, sample, elapsedMs) => {
    // Asked whether the field is there or not: each data sample is one draw.
    if (!strikes.strikes(endpoint, elapsedMs) || !canHit(sample[field])) return undefined;
    onFault(endpoint, strikes.fault.kind, field);
    return change(sample);
  };
}

interface HitOptions {
  readonly field: string;
  readonly onFault: OnFault;
  /** Whether there is something to do to this value; to any that is there when absent. */
  readonly canHit?: (value: unknown) => boolean;
}

const isThere = (value: unknown) => value !== undefined;
const isNumber = (value: unknown) => typeof value === 'number';

interface LastingOptions extends HitOptions {
  readonly lastsMs: number;
  /** What is remembered from the data sample in which it begins. */
  readonly begin?: (sample: Sample) => unknown;
}

/** A fault that begins with one data sample and goes on for a while, or to the end of its window. */
function lasting(
  strikes: Strikes,
  { field, lastsMs, onFault, canHit = isThere, begin }: LastingOptions,
  change: (sample: Sample, lasting: Lasting, elapsedMs: number) => Sample,
): Effect {
  const going = new Map<number, Lasting>();
  return (endpoint, sample, elapsedMs) => {
    const known = going.get(endpoint);
    if (known !== undefined && elapsedMs < known.until) return change(sample, known, elapsedMs);
    going.delete(endpoint);
    if (!strikes.strikes(endpoint, elapsedMs) || !canHit(sample[field])) return undefined;
    onFault(endpoint, strikes.fault.kind, field);
    const until = lastsMs === Infinity ? strikes.fault.toMs : elapsedMs + lastsMs;
    const fresh = { since: elapsedMs, until, value: begin?.(sample) };
    going.set(endpoint, fresh);
    return change(sample, fresh, elapsedMs);
  };
}

function moved(sample: Sample, field: string, move: (value: number) => number): Sample {
  const value = sample[field];
  return typeof value === 'number' ? { ...sample, [field]: move(value) } : sample;
}

function ofWrongType(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 0;
}

/** The fields that tell the time, with their units. */
export function timestampFields(fields: Fields): (readonly [name: string, unit: string])[] {
  return Object.entries(fields).flatMap(([name, spec]) => {
    const named = generatorOf(spec);
    return named?.name === 'timestamp' ? [[name, String(named.options)] as const] : [];
  });
}

function skewed(value: unknown, unit: string, byMs: number): unknown {
  if (typeof value === 'number') return unit === 'seconds' ? Math.floor(value + byMs / 1000) : value + byMs;
  return typeof value === 'string' ? new Date(new Date(value).getTime() + byMs).toISOString() : value;
}
