/**
 * What a fleet run comes to: the shape of `kaa sim run --json`, documented and stable.
 *
 * Every data sample that was sent is in exactly one of confirmed, rejected, unanswered and late.
 */

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

/** Milliseconds from sending a request to its answer; null when nothing was answered. */
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

export interface FleetReport {
  readonly verdict: 'pass' | 'fail';
  /** Why the verdict is `fail`, in one sentence each; empty on `pass`. */
  readonly reasons: readonly string[];
  /** There, and true, when the run was stopped before its end; the verdict is on what was until then. */
  readonly interrupted?: true;
  readonly seed: number;
  readonly target: string;
  readonly durationMs: number;
  readonly endpoints: number;
  readonly connections: number;
  readonly samples: SampleCounts;
  readonly latencyMs: Latency;
  readonly samplesPerSecond: number;
  readonly metadata: { readonly sent: number; readonly confirmed: number };
  readonly commands: { readonly received: number; readonly answered: number };
  readonly configurations: { readonly received: number; readonly applied: number };
  readonly errors: readonly ErrorGroup[];
  /** Messages of the server that no request or endpoint of the fleet accounts for. */
  readonly unexpectedMessages: number;
  /** What a person should know besides the figures, for example operator actions that could not be taken. */
  readonly notes: readonly string[];
}

/** What is known while the run goes on, for a progress display. */
export interface FleetProgress {
  readonly phase: 'connecting' | 'running' | 'finishing';
  readonly elapsedMs: number;
  /** Undefined when the run has no fixed length. */
  readonly durationMs: number | undefined;
  readonly endpoints: number;
  readonly connected: number;
  readonly samples: SampleCounts;
  readonly latencyMs: Latency;
  readonly commandsAnswered: number;
  readonly configurationsApplied: number;
}
