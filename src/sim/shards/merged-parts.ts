/**
 * The parts of a merged report that add up, and what it says of its shards.
 */
import { JUDGED_LATER } from '../report/final-report.js';
import type { FleetReport } from '../report/report.js';
import type { ShardReport } from './merge.js';

/** Members of a report that are counts, or counts by name: those of the whole are the sums. */
const SUMMED = [
  'endpoints',
  'connections',
  'connectedMax',
  'reconnects',
  'resent',
  'answeredAgain',
  'notSent',
  'missedMessages',
  'moves',
  'expected',
  'metadata',
  'configurations',
  'states',
  'transitions',
  'powerOffs',
  'software',
  'faults',
  'unexpectedMessages',
] as const satisfies readonly (keyof FleetReport)[];

/** What adds up. */
export function summedReport(reports: readonly ShardReport[]): Partial<FleetReport> {
  const parts = SUMMED.flatMap((name) => {
    const values = reports.flatMap((report) => (report[name] === undefined ? [] : [report[name]]));
    return values.length === 0 ? [] : [[name, values.reduce<unknown>(added, undefined)]];
  });
  return Object.fromEntries(parts);
}

/** Numbers add up; so do those of the same name in objects. */
function added(one: unknown, other: unknown): unknown {
  if (one === undefined) return other;
  if (typeof one === 'number' && typeof other === 'number') return one + other;
  const sum: Record<string, unknown> = { ...(one as object) };
  for (const [name, value] of Object.entries(other as object)) sum[name] = added(sum[name], value);
  return sum;
}

/** Why a run fails whatever its figures say: nobody knows all of them. */
export function shardReasons(
  count: number,
  missing: readonly number[],
  interrupted: readonly number[],
): string[] {
  const of = (shards: readonly number[]) =>
    `${shards.length === 1 ? 'Shard' : 'Shards'} ${shards.join(', ')} of ${count}`;
  return [
    ...(missing.length > 0
      ? [`${of(missing)} left no report: nobody knows what was sent and what became of it.`]
      : []),
    ...(interrupted.length > 0
      ? [`${of(interrupted)} ${interrupted.length === 1 ? 'was' : 'were'} stopped before the end.`]
      : []),
  ];
}

/** What all shards say once; what only some say with their numbers. */
export function shardNotes(reports: readonly ShardReport[]): string[] {
  const sayers = new Map<string, number[]>();
  for (const { notes, shard } of reports)
    for (const note of notes)
      if (note !== JUDGED_LATER) sayers.set(note, [...(sayers.get(note) ?? []), shard.index]);
  return [...sayers].map(([note, shards]) =>
    shards.length === reports.length
      ? note
      : `${shards.length === 1 ? 'Shard' : 'Shards'} ${shards.join(', ')}: ${note}`,
  );
}
