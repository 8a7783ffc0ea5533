/**
 * What a page about a run is made of: the figures of its journal, the report that the run made, or both.
 */
import type { FleetReport, Latency, SampleCounts } from '../../sim/report/report.js';
import type { RunFigures } from '../figures/run-figures.js';

export interface RunData {
  /** Undefined: the journal has none. */
  readonly report: FleetReport | undefined;
  /** Undefined: there is no journal. */
  readonly figures: RunFigures | undefined;
}

/** What can be told with either. */
export interface RunSummary {
  readonly samples: SampleCounts;
  readonly latencyMs: Latency;
  /** How long data samples were sent; of a journal alone, from its first to its last event. */
  readonly durationMs: number;
  readonly samplesPerSecond: number;
  readonly endpoints: number;
}

const NO_SAMPLES: SampleCounts = { sent: 0, confirmed: 0, rejected: 0, unanswered: 0, late: 0 };
const NO_LATENCY: Latency = { p50: null, p95: null, p99: null, max: null };

/** The report comes first: it is exact, and it knows more. */
export function summaryOf({ report, figures }: RunData): RunSummary {
  if (report !== undefined) return report;
  const durationMs = figures === undefined ? 0 : figures.to - (figures.timeline.times[0] ?? figures.from);
  const samples = figures?.samples ?? NO_SAMPLES;
  return {
    samples,
    latencyMs: figures?.timeline.overallMs ?? NO_LATENCY,
    durationMs,
    samplesPerSecond: durationMs > 0 ? (samples.sent * 1000) / durationMs : 0,
    endpoints: figures?.endpoints.count ?? 0,
  };
}

/** Is it what `kaa sim run --json` prints? What is read of it without asking must be there. */
export function isFleetReport(value: unknown): value is FleetReport {
  if (!isObject(value)) return false;
  const { verdict, reasons, samples, latencyMs, latencyFromDueMs, generator, errors, notes } = value;
  const { commands, configurations, metadata, endpoints, durationMs, samplesPerSecond } = value;
  return (
    (verdict === 'pass' || verdict === 'fail') &&
    [reasons, errors, notes].every(Array.isArray) &&
    [samples, latencyMs, latencyFromDueMs, generator, commands, configurations, metadata].every(isObject) &&
    [endpoints, durationMs, samplesPerSecond].every(Number.isFinite)
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
