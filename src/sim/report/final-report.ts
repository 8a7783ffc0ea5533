/**
 * The report of a run, from its figures once it is over.
 */
import type { Plan } from '../plan/plan.js';
import { runFigures } from '../shards/run-figures.js';
import { type EventLoopDelay, generatorReport } from './generator-side.js';
import type { PlatformSide } from './platform-side.js';
import type { FleetReport, ThresholdReport } from './report.js';
import type { Tally } from './tally.js';
import { judgeThresholds, thresholdsOf } from './thresholds.js';
import { reasonsOfThresholds, reasonsToFail } from './verdict.js';

export interface RunFacts {
  readonly plan: Plan;
  readonly target: string;
  /** How long data samples were sent. */
  readonly sendingMs: number;
  /** Whether the run was stopped before its end. */
  readonly isInterrupted: boolean;
  /** Of the whole run. */
  readonly thresholds: readonly string[];
  /** Undefined: the platform is elsewhere. */
  readonly platformSide: PlatformSide | undefined;
  readonly eventLoop: EventLoopDelay | undefined;
  /** How many times as fast as real time; 1 where there is no such thing. */
  readonly speed: number;
  /** Whether the report has its figures as data. */
  readonly hasFigures: boolean;
}

export function buildReport(tally: Tally, facts: RunFacts): FleetReport {
  const { plan, target, sendingMs, isInterrupted, platformSide } = facts;
  const { shard } = plan;
  // Those of a shard are judged when it is known what the others have.
  const thresholds = shard === undefined ? judged(tally, facts) : [];
  const isUnjudged = shard !== undefined && hasThresholds(facts);
  const reasons =
    thresholds.length > 0 || isUnjudged ? reasonsOfThresholds(thresholds, tally) : reasonsToFail(tally);
  const { sent, confirmed } = tally.requests.metadata;
  const { run, commands } = tally;
  return {
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons,
    ...(isInterrupted && { interrupted: true as const }),
    seed: plan.seed,
    ...(shard !== undefined && { shard }),
    target,
    durationMs: Math.round(sendingMs),
    endpoints: plan.endpoints,
    connections: tally.connections.opened,
    connectedMax: tally.connections.speakingMax,
    ...tally.connections.report(),
    samples: tally.sampleCounts(),
    ...expectedOf(tally),
    answers: { duplicate: run.duplicate, outOfOrder: run.outOfOrder },
    latencyMs: tally.latency(),
    latencyFromDueMs: run.times.due.summary(),
    generator: generatorReport(run, facts.eventLoop, facts.speed),
    samplesPerSecond: perSecond(tally.samples.sent, sendingMs),
    metadata: { sent, confirmed },
    commands: {
      ...commands,
      ...(platformSide !== undefined && { platform: platformSide.commands(commands.received) }),
    },
    configurations: { ...tally.configurations },
    ...tally.device.report(),
    ...(plan.fleets.some(({ fleet }) => fleet.faults !== undefined) && { faults: tally.faults() }),
    ...(thresholds.length > 0 && { thresholds }),
    errors: tally.errors(),
    unexpectedMessages: tally.unexpectedMessages,
    notes: [
      ...tally.notes,
      ...closingNotes(tally, plan, sendingMs),
      ...unjudged(facts),
      ...(isUnjudged ? [JUDGED_LATER] : []),
    ],
    ...((shard !== undefined || facts.hasFigures) && { figures: runFigures(tally, facts) }),
  };
}

/** What a shard says of its thresholds. */
export const JUDGED_LATER =
  'Thresholds are judged on the whole run, when the reports of its shards are merged: kaa sim merge.';

const hasThresholds = ({ plan: { fleets }, thresholds }: RunFacts) =>
  thresholds.length > 0 || fleets.some(({ fleet }) => fleet.thresholds !== undefined);

/** The thresholds of the run, then those of each fleet. */
function judged(tally: Tally, facts: RunFacts): ThresholdReport[] {
  const { plan, sendingMs, thresholds, platformSide, eventLoop } = facts;
  const common = {
    sendingMs,
    connectionsLost: tally.connections.lost,
    commands: platformSide?.figures,
    eventLoop,
  };
  const ofRun = judgeThresholds(thresholdsOf(thresholds), { ...common, figures: tally.run });
  const ofFleets = plan.fleets.flatMap(({ fleet }, place) => {
    const figures = tally.ofFleet(place);
    if (figures === undefined) return [];
    return judgeThresholds(thresholdsOf(fleet.thresholds ?? []), { ...common, figures }, fleet.fleet);
  });
  return [...ofRun, ...ofFleets];
}

/** Fleets without thresholds, where those of others decide. */
function unjudged({ plan: { fleets }, thresholds }: RunFacts): string[] {
  const without = fleets.filter(({ fleet }) => fleet.thresholds === undefined);
  if (thresholds.length > 0 || without.length === fleets.length) return [];
  return without.map(({ fleet }) => `Fleet ${fleet.fleet} has no thresholds: nothing of it was judged.`);
}

function expectedOf({ run }: Tally): Pick<FleetReport, 'expected'> {
  const { rejected, unanswered, late } = run.expected;
  return rejected + unanswered + late === 0 ? {} : { expected: { rejected, unanswered, late } };
}

function closingNotes(
  { commands, samples, unauthorized, device }: Tally,
  plan: Plan,
  sendingMs: number,
): string[] {
  const notes: string[] = [];
  if (unauthorized > 0) {
    notes.push(
      `The server does not accept the tokens of ${unauthorized} of ${plan.endpoints} endpoints (401): register them there.`,
    );
  }
  const open = commands.received - commands.answered - device.commandsLost;
  if (open > 0) notes.push(`Commands that were not answered when the run ended: ${open}.`);
  notes.push(...device.notes());
  const shortest = Math.min(...plan.fleets.map((fleet) => intervalOf(fleet)));
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

/** The interval over which the first data samples of a fleet are spread. */
function intervalOf({ samples }: Plan['fleets'][number]): number {
  return samples?.schedule.kind === 'every' ? samples.schedule.everyMs : Infinity;
}

function perSecond(count: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((count * 100_000) / ms) / 100;
}
