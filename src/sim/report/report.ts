/**
 * What a fleet run comes to: the shape of `kaa sim run --json`, documented and stable.
 *
 * Every data sample that was sent is in exactly one of confirmed, rejected, unanswered and late.
 */

import type { RunFigures } from '../shards/run-figures.js';
import type { ConnectionReport } from './connection-figures.js';
import type { DeviceReport } from './device-figures.js';

export interface SampleCounts {
  /** Data samples sent; a message that carries a batch of n counts n. */
  readonly sent: number;
  /** Answered on `/status` within the response timeout. */
  readonly confirmed: number;
  /** Answered on `/error`. */
  readonly rejected: number;
  /** Not answered by the end of the run. */
  readonly unanswered: number;
  /** Answered on `/status` after the response timeout. */
  readonly late: number;
}

/** Milliseconds; null when there was nothing to measure. */
export interface Latency {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Errors of one kind, most frequent first in the report. */
export interface ErrorGroup {
  /** The status code of the 1/KP error body; 0 when the answer had none or there was no answer. */
  readonly code: number;
  readonly reason: string;
  /** The extension instance that was addressed. */
  readonly extension: string;
  readonly count: number;
}

/** What the platform's side knows of the commands; there when the platform is one of the run's own. */
export interface CommandReport {
  readonly sent: number;
  /** Received by an endpoint, each once. */
  readonly delivered: number;
  /** Whose result counted. */
  readonly answered: number;
  /** That were over before a result came. */
  readonly timedOut: number;
  /** Results that came after that. */
  readonly late: number;
  /** Results of commands that had one. */
  readonly duplicate: number;
  /** From when they were sent to when their results came. */
  readonly executionMs: Latency;
}

/** How well the generator itself kept up. */
export interface GeneratorReport {
  /** From when data samples were due to when they were sent. */
  readonly lagMs: Latency;
  /** There in live runs: how late the event loop of the process was, in real time. */
  readonly eventLoopDelayMs?: Latency;
  /** The figures say more of this machine than of the target. */
  readonly isBottleneck: boolean;
}

/** A threshold and what became of it. */
export interface ThresholdReport {
  /** As `p99 < 200ms`. */
  readonly threshold: string;
  /** Whose figures they are; absent: of the whole run. */
  readonly fleet?: string;
  /** In the unit; null when there was nothing to measure. */
  readonly measured: number | null;
  readonly unit: 'ms' | '%' | 'count' | 'per second';
  readonly passed: boolean;
}

export interface FleetReport extends DeviceReport, ConnectionReport {
  readonly verdict: 'pass' | 'fail';
  /** Why the verdict is `fail`, in one sentence each; empty on `pass`. */
  readonly reasons: readonly string[];
  /** There, and true, when the run was stopped before its end; the verdict is on what was until then. */
  readonly interrupted?: true;
  readonly seed: number;
  /** There when this was one of several processes that had a part of the run each. */
  readonly shard?: {
    /** From 1. */
    readonly index: number;
    readonly count: number;
    /** Of the whole run. */
    readonly endpoints: number;
  };
  readonly target: string;
  /** There when the run was in virtual time: when that began, in ISO 8601. All times of the report are virtual then. */
  readonly virtual?: { readonly startAt: string };
  /** There when time was accelerated or slowed down: how many times as fast. All times of the report are of that time. */
  readonly speed?: number;
  readonly durationMs: number;
  readonly endpoints: number;
  readonly connections: number;
  /** The most endpoints that were connected at one time. */
  readonly connectedMax: number;
  readonly samples: SampleCounts;
  /** Those of the data samples that are the work of faults, or of endpoints that were switched off; there when there are any. */
  readonly expected?: Pick<SampleCounts, 'rejected' | 'unanswered' | 'late'>;
  /** Answers that came twice, and answers that came after one to a later request of the same connection. */
  readonly answers: { readonly duplicate: number; readonly outOfOrder: number };
  /** From sending a data sample to its answer. */
  readonly latencyMs: Latency;
  /** From when it was due to its answer: whatever kept it from being sent counts. */
  readonly latencyFromDueMs: Latency;
  readonly generator: GeneratorReport;
  readonly samplesPerSecond: number;
  readonly metadata: { readonly sent: number; readonly confirmed: number };
  readonly commands: {
    readonly received: number;
    readonly answered: number;
    readonly platform?: CommandReport;
  };
  /** Refused ones were reported with a status that is no success. */
  readonly configurations: { readonly received: number; readonly applied: number; readonly refused: number };
  /** How often faults have struck, by kind; there when fleets have any. */
  readonly faults?: Readonly<Record<string, number>>;
  /** There when the run or a fleet has any; then they decide the verdict. */
  readonly thresholds?: readonly ThresholdReport[];
  readonly errors: readonly ErrorGroup[];
  /** Messages of the server that no request or endpoint of the fleet accounts for. */
  readonly unexpectedMessages: number;
  /** What a person should know besides the figures, for example operator actions that could not be taken. */
  readonly notes: readonly string[];
  /** There for a shard, and in report files: what reports are merged by. */
  readonly figures?: RunFigures;
}

/** What is known while the run goes on, for a progress display. */
export interface FleetProgress {
  readonly phase: 'connecting' | 'running' | 'finishing';
  /** Of the run's own time. */
  readonly elapsedMs: number;
  /** Of real time, where that is another: virtual or accelerated. */
  readonly realElapsedMs?: number | undefined;
  /** Undefined when the run has no fixed length. */
  readonly durationMs: number | undefined;
  readonly endpoints: number;
  readonly connected: number;
  readonly samples: SampleCounts;
  readonly latencyMs: Latency;
  readonly commandsAnswered: number;
  readonly configurationsApplied: number;
}
