/**
 * Applications and versions as Tekton serves them: what people are told about them, and since when.
 */
import type { Clock } from '../../../kernel/clock.js';

/** What people are told about an application or a version. */
export interface Description {
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
}

interface Dates {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ServedApplication = {
  readonly applicationName: string;
  /** Absent: the tenant of the blueprint. */
  readonly tenant?: string | undefined;
  readonly group?: string | undefined;
} & Description &
  Dates;

export type ServedVersion = {
  readonly applicationName: string;
  readonly appVersionName: string;
} & Description &
  Dates;

/** The description alone, without what was left out. */
export function describe({ displayName, description }: Description): Description {
  return { ...(displayName === undefined ? {} : { displayName }), ...(description && { description }) };
}

/** Both dates at the instant of now; 0 without a clock. */
export function datesAt(ports: { readonly clock: Clock } | undefined): Dates {
  const now = Math.floor(ports?.clock.now() ?? 0);
  return { createdAt: now, updatedAt: now };
}

/** Changes an entry of a map and its date; undefined when there is none. */
export function changed<Served extends Dates>(
  all: Map<string, Served>,
  name: string,
  change: object,
  ports: { readonly clock: Clock } | undefined,
): Served | undefined {
  const before = all.get(name);
  if (before === undefined) return undefined;
  const after = Object.freeze({ ...before, ...change, updatedAt: datesAt(ports).updatedAt });
  all.set(name, after);
  return after;
}
