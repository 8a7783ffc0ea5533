/**
 * What a contract test found: a result for each expectation, and the verdict. Plain data, the same for every report.
 *
 * The verdict is `fail` when anything failed, else `unknown` when anything was not exercised, else `pass`.
 */
import type { Evidence } from './judge/judgement.js';
import type { Place } from './plan/step.js';

export type Verdict = 'pass' | 'fail' | 'unknown';

export interface EndpointEvidence extends Evidence {
  readonly token: string;
}

export interface ExpectationResult {
  readonly id: string;
  /** What was expected, as a sentence. */
  readonly statement: string;
  readonly verdict: Verdict;
  /** Why it is unknown. */
  readonly reason?: string | undefined;
  /** At most the first few; `breaches` counts all. */
  readonly evidence: readonly EndpointEvidence[];
  readonly breaches: number;
  /** Endpoints that showed it, of those that are tested. */
  readonly exercised: number;
  readonly endpoints: number;
  /** Where it stands in the contract. */
  readonly place: Place;
}

/** One application version and one subject, tested once. */
export interface ContractRun {
  readonly appVersion: string;
  /** What was tested: `fleet thermostats`, `python3 device.py`. */
  readonly subject: string;
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly results: readonly ExpectationResult[];
  /** Milliseconds of the test's own clock, simulated ones for a fleet. */
  readonly tookMs: number;
  /** Milliseconds since the epoch by that clock; times in the evidence count from there for people. */
  readonly beganAt: number;
  /** What the device printed last; for a device that was started and did not pass. */
  readonly output?: string | undefined;
  /** Worth knowing, such as endpoints that were left out. */
  readonly notes: readonly string[];
}

export interface ContractSummary {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
}

export interface ContractReport {
  readonly verdict: Verdict;
  readonly summary: ContractSummary;
  /** The folder of the blueprint, to find the places of the results. */
  readonly folder: string;
  readonly runs: readonly ContractRun[];
  /** Where the failing case was kept. */
  readonly caseFile?: string | undefined;
  readonly interrupted: boolean;
}

/** Counts results and gives the verdict. */
export function reportOf(
  runs: readonly ContractRun[],
  { folder, interrupted }: Pick<ContractReport, 'folder' | 'interrupted'>,
): ContractReport {
  const summary = summaryOf(runs.flatMap(({ results }) => results));
  return { verdict: verdictOf(summary), summary, folder, runs, interrupted };
}

/** How many results there are of each verdict. */
export function summaryOf(results: readonly ExpectationResult[]): ContractSummary {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  return { pass: count('pass'), fail: count('fail'), unknown: count('unknown') };
}

/** Nothing looked at at all is no pass either. */
export function verdictOf({ pass, fail, unknown }: ContractSummary): Verdict {
  if (fail > 0) return 'fail';
  return unknown > 0 || pass === 0 ? 'unknown' : 'pass';
}
