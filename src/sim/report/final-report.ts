/**
 * The report of a run, from its figures once it is over.
 */
import type { Plan } from '../plan/plan.js';
import type { FleetReport } from './report.js';
import type { Tally } from './tally.js';
import { reasonsToFail } from './verdict.js';

export interface RunFacts {
  readonly plan: Plan;
  readonly target: string;
  /** How long data samples were sent. */
  readonly sendingMs: number;
  /** Whether the run was stopped before its end. */
  readonly isInterrupted: boolean;
}

export function buildReport(tally: Tally, facts: RunFacts): FleetReport {
  const { plan, target, sendingMs, isInterrupted } = facts;
  const reasons = reasonsToFail(tally);
  const { sent, confirmed } = tally.requests.metadata;
  return {
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons,
    ...(isInterrupted && { interrupted: true as const }),
    seed: plan.seed,
    target,
    durationMs: Math.round(sendingMs),
    endpoints: plan.endpoints,
    connections: tally.opened,
    samples: tally.sampleCounts(),
    latencyMs: tally.latency(),
    samplesPerSecond: perSecond(tally.samples.sent, sendingMs),
    metadata: { sent, confirmed },
    commands: { ...tally.commands },
    configurations: { ...tally.configurations },
    errors: tally.errors(),
    unexpectedMessages: tally.unexpectedMessages,
    notes: [...tally.notes, ...closingNotes(tally, plan, sendingMs)],
  };
}

function closingNotes({ commands, samples, unauthorized }: Tally, plan: Plan, sendingMs: number): string[] {
  const notes: string[] = [];
  if (unauthorized > 0) {
    notes.push(
      `The server does not accept the tokens of ${unauthorized} of ${plan.endpoints} endpoints (401): register them there.`,
    );
  }
  const open = commands.received - commands.answered;
  if (open > 0) notes.push(`Commands that were not answered when the run ended: ${open}.`);
  const shortest = Math.min(...plan.fleets.map((fleet) => fleet.samples?.everyMs ?? Infinity));
  if (samples.sent === 0 && shortest > sendingMs && shortest < Infinity) {
    const interval = `${shortest / 1000} s`;
    notes.push(
      `First data samples are spread over the interval of ${interval}, which is longer than the run.`,
    );
  }
  if (plan.isPaced && plan.fleets.some(({ fleet }) => fleet.configuration?.samplePeriod !== undefined)) {
    notes.push(
      'Configurations did not change the time between data samples, since the run has a fixed rate.',
    );
  }
  return notes;
}

function perSecond(count: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((count * 100_000) / ms) / 100;
}
