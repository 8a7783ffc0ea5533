/**
 * The reports of the shards of a run as the report of the run.
 *
 * Counts add up, percentiles come from the histograms laid on top of each other, thresholds are judged on the whole. What
 * cannot be known of the whole is the careful side: the longest duration, the sum of the most endpoints connected, the worst event
 * loop. A shard without a report makes the verdict a failure: nobody knows what became of its data samples.
 */
import { kaaError } from '../../errors.js';
import { ErrorGroups } from '../report/error-groups.js';
import type { Latencies } from '../report/latencies.js';
import type { FleetReport, ThresholdReport } from '../report/report.js';
import { judgeThresholds, thresholdsOf } from '../report/thresholds.js';
import { reasonsOfThresholds, reasonsToFail } from '../report/verdict.js';
import { shardNotes, shardReasons, summedReport } from './merged-parts.js';
import type { RunFigures } from './run-figures.js';
import { addTo, type Whole, wholeFigures } from './whole-figures.js';

/** A report of a shard, as its file has it. */
export interface ShardReport extends FleetReport {
  readonly shard: NonNullable<FleetReport['shard']>;
  readonly figures: RunFigures;
}

export interface NamedReport {
  /** Where it was read from. */
  readonly file: string;
  readonly report: FleetReport;
}

export interface MergedReport extends FleetReport {
  readonly shards: {
    readonly count: number;
    /** Without a report. */
    readonly missing: readonly number[];
    /** Stopped before their end. */
    readonly interrupted: readonly number[];
  };
}

/** A file in which there is no report: its shard may have been killed. */
export interface UnreadReport {
  readonly file: string;
  readonly reason: string;
}

/**
 * @param named at least one
 * @throws KaaError REPORTS_NOT_MERGEABLE when they are not the reports of the shards of one run
 */
export async function mergeReports(
  named: readonly NamedReport[],
  unread: readonly UnreadReport[] = [],
): Promise<MergedReport> {
  const shards = named.map(shardReport);
  refuseStrangers(named, shards);
  const reports = shards.toSorted((a, b) => a.shard.index - b.shard.index);
  const { shard } = reports[0] as ShardReport;
  const present = new Set(reports.map((report) => report.shard.index));
  const missing = Array.from({ length: shard.count }, (_, place) => place + 1).filter(
    (index) => !present.has(index),
  );
  const interrupted = reports.filter((report) => report.interrupted).map((report) => report.shard.index);
  const whole = await wholeFigures(reports);
  const thresholds = judged(reports, whole);
  const {
    verdict: _,
    reasons: __,
    shard: ___,
    figures: ____,
    thresholds: _____,
    ...first
  } = reports[0] as ShardReport;
  const reasons = [
    ...shardReasons(shard.count, missing, interrupted),
    ...(thresholds.length > 0
      ? reasonsOfThresholds(thresholds, { samples: whole.figures.samples })
      : reasonsToFail(whole.tally)),
  ];
  const errors = new ErrorGroups();
  for (const { errors: groups } of reports) for (const group of groups) errors.add(group, group.count);
  return {
    ...first,
    ...summedReport(reports),
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons,
    ...(interrupted.length > 0 && { interrupted: true as const }),
    target: [...new Set(reports.map(({ target }) => target))].join(', '),
    durationMs: Math.round(whole.sendingMs),
    samples: { ...whole.figures.samples },
    answers: { duplicate: whole.figures.duplicate, outOfOrder: whole.figures.outOfOrder },
    latencyMs: whole.figures.times.sent.summary(),
    latencyFromDueMs: whole.figures.times.due.summary(),
    generator: whole.generator,
    samplesPerSecond: perSecond(whole.figures.samples.sent, whole.sendingMs),
    commands: commandsOf(reports, whole.execution),
    ...(thresholds.length > 0 && { thresholds }),
    errors: errors.list(),
    notes: [...unread.map(({ file, reason }) => `${file} was not read: ${reason}.`), ...shardNotes(reports)],
    shards: { count: shard.count, missing, interrupted },
  };
}

function shardReport({ file, report }: NamedReport): ShardReport {
  const { shard, figures } = report;
  if (shard !== undefined && figures !== undefined) return { ...report, shard, figures };
  const reason = 'it is not the report of a shard: those that kaa sim run --shard writes with --report are';
  throw kaaError('REPORTS_NOT_MERGEABLE', { file, reason });
}

/** @throws KaaError REPORTS_NOT_MERGEABLE */
function refuseStrangers(named: readonly NamedReport[], reports: readonly ShardReport[]): void {
  const [first, ...others] = reports;
  const seen = new Map<number, string>();
  for (const [place, { shard }] of reports.entries()) {
    const { file } = named[place] as NamedReport;
    const other = seen.get(shard.index);
    if (other !== undefined)
      throw kaaError('REPORTS_NOT_MERGEABLE', {
        file,
        reason: `it is of shard ${shard.index}, as ${other} is`,
      });
    seen.set(shard.index, file);
  }
  const essence = ({ seed, shard, figures, virtual, speed }: ShardReport) =>
    JSON.stringify([seed, shard.count, shard.endpoints, figures.thresholds, virtual, speed]);
  const stranger = others.findIndex((report) => first !== undefined && essence(report) !== essence(first));
  if (stranger < 0) return;
  const reason = `it is of another run than ${named[0]?.file}: seed, number of shards, endpoints, thresholds and time must be the same`;
  throw kaaError('REPORTS_NOT_MERGEABLE', { file: named[stranger + 1]?.file ?? '', reason });
}

function judged(reports: readonly ShardReport[], whole: Whole): ThresholdReport[] {
  const { figures, fleets, ...common } = whole;
  const ofRun = thresholdsOf(reports[0]?.figures.thresholds ?? []);
  return [
    ...judgeThresholds(ofRun, { ...common, figures }),
    ...[...fleets].flatMap(([fleet, own]) =>
      judgeThresholds(thresholdsOf(own.thresholds), { ...common, figures: own.figures }, fleet),
    ),
  ];
}

function commandsOf(
  reports: readonly ShardReport[],
  execution: Latencies | undefined,
): FleetReport['commands'] {
  const whole = { received: 0, answered: 0 };
  const platform = { sent: 0, delivered: 0, answered: 0, timedOut: 0, late: 0, duplicate: 0 };
  for (const { commands } of reports) {
    addTo(whole, commands);
    if (commands.platform !== undefined) addTo(platform, commands.platform);
  }
  return execution === undefined
    ? whole
    : { ...whole, platform: { ...platform, executionMs: execution.summary() } };
}

const perSecond = (count: number, ms: number) => (ms <= 0 ? 0 : Math.round((count * 100_000) / ms) / 100);
