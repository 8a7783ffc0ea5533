/**
 * What a conformance run found: one result for each requirement and protocol, and the verdict.
 *
 * The verdict is `fail` when anything failed, else `unknown` when anything could not be judged, else `pass`.
 */
import type { Requirement } from './requirements.js';
import type { TracedPacket } from './wire/trace.js';
import type { Protocol } from './wire/wire.js';

export type ConformanceOutcome = 'pass' | 'fail' | 'not-applicable' | 'unknown';

export interface ConformanceResult extends Pick<Requirement, 'id' | 'rfc' | 'level' | 'who' | 'statement'> {
  readonly protocol: Protocol;
  readonly outcome: ConformanceOutcome;
  /** Why it does not apply, or could not be judged. */
  readonly reason?: string;
  /** What the requirement demands, and what the server did; both only when it failed. */
  readonly expected?: string;
  readonly seen?: string;
  /** The packets of the case, oldest first; only when it failed, or could not be judged after all. */
  readonly evidence?: readonly TracedPacket[];
}

export interface ConformanceSummary {
  readonly pass: number;
  readonly fail: number;
  readonly notApplicable: number;
  readonly unknown: number;
}

export interface ConformanceReport {
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** Where the server is: an address, or `the local platform`. */
  readonly target: string;
  readonly protocols: readonly Protocol[];
  readonly summary: ConformanceSummary;
  readonly results: readonly ConformanceResult[];
}

/** Counts results and gives the verdict. */
export function reportOf(target: string, results: readonly ConformanceResult[]): ConformanceReport {
  const summary = summaryOf(results);
  const verdict = summary.fail > 0 ? 'fail' : summary.unknown > 0 ? 'unknown' : 'pass';
  const protocols = [...new Set(results.map(({ protocol }) => protocol))];
  return { verdict, target, protocols, summary, results };
}

/** How many results there are of each outcome. */
export function summaryOf(results: readonly ConformanceResult[]): ConformanceSummary {
  const count = (outcome: ConformanceOutcome) =>
    results.filter((result) => result.outcome === outcome).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    notApplicable: count('not-applicable'),
    unknown: count('unknown'),
  };
}
