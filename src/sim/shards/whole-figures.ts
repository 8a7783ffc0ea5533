/**
 * The figures of a whole run, from those of its shards: counts added, histograms laid on top of each other.
 */
import type { RequestKind } from '../connection/kp1-client.js';
import { Figures } from '../report/figures.js';
import type { EventLoopDelay } from '../report/generator-side.js';
import { Latencies } from '../report/latencies.js';
import type { FleetReport } from '../report/report.js';
import { REQUEST_KINDS } from '../report/tally.js';
import type { Judged } from '../report/verdict.js';
import type { ShardReport } from './merge.js';
import type { FiguresData, RunFigures } from './run-figures.js';

export interface Whole {
  readonly figures: Figures;
  readonly execution: Latencies | undefined;
  readonly commands: { readonly timedOut: number; readonly execution: Latencies } | undefined;
  readonly fleets: ReadonlyMap<string, { readonly thresholds: readonly string[]; readonly figures: Figures }>;
  readonly sendingMs: number;
  readonly connectionsLost: number;
  readonly eventLoop: EventLoopDelay | undefined;
  readonly tally: Judged;
  readonly generator: FleetReport['generator'];
}

/** Of all data samples, commands and fleets with thresholds. */
export async function wholeFigures(reports: readonly ShardReport[]): Promise<Whole> {
  const all = reports.map(({ figures }) => figures);
  const figures = await sumOf(all.map(({ run }) => run));
  const known = all.flatMap(({ commands }) => (commands === undefined ? [] : [commands]));
  const execution = known.length === 0 ? undefined : await Latencies.create();
  for (const one of known) execution?.add(one.execution);
  const connectionsLost = sum(all.map((one) => one.connectionsLost));
  const eventLoop = worstLoop(all.flatMap((one) => (one.eventLoop === undefined ? [] : [one.eventLoop])));
  return {
    figures,
    execution,
    commands: execution && { timedOut: sum(known.map(({ timedOut }) => timedOut)), execution },
    fleets: await fleetFigures(all),
    sendingMs: Math.max(...all.map(({ sendingMs }) => sendingMs)),
    connectionsLost,
    eventLoop,
    tally: {
      samples: figures.samples,
      requests: sumOfKinds(all, 'outcomes'),
      expected: { ...sumOfKinds(all, 'expected'), samples: figures.expected },
      connections: { lost: connectionsLost },
    },
    generator: {
      lagMs: figures.times.lag.summary(),
      ...(eventLoop !== undefined && {
        eventLoopDelayMs: {
          ...{ p50: eventLoop.at(50), p95: eventLoop.at(95), p99: eventLoop.at(99), max: eventLoop.at(100) },
        },
      }),
      isBottleneck: reports.some(({ generator }) => generator.isBottleneck),
    },
  };
}

async function sumOf(parts: readonly FiguresData[]): Promise<Figures> {
  const whole = await Figures.create();
  for (const { outcomes, expected, duplicate, outOfOrder, times } of parts) {
    addTo(whole.samples, outcomes);
    addTo(whole.expected, expected);
    whole.duplicate += duplicate;
    whole.outOfOrder += outOfOrder;
    for (const name of ['due', 'sent', 'lag'] as const) whole.times[name].add(times[name]);
  }
  return whole;
}

async function fleetFigures(all: readonly RunFigures[]): Promise<Whole['fleets']> {
  const byFleet = new Map<string, RunFigures['fleets'][number][]>();
  for (const part of all.flatMap(({ fleets }) => fleets))
    byFleet.set(part.fleet, [...(byFleet.get(part.fleet) ?? []), part]);
  const summed = [...byFleet].map(async ([fleet, parts]) => {
    const figures = await sumOf(parts.map((part) => part.figures));
    return [fleet, { thresholds: parts[0]?.thresholds ?? [], figures }] as const;
  });
  return new Map(await Promise.all(summed));
}

function sumOfKinds<What extends 'outcomes' | 'expected'>(all: readonly RunFigures[], what: What) {
  const kinds = REQUEST_KINDS.map((kind) => {
    const whole = { sent: 0, confirmed: 0, rejected: 0, late: 0, unanswered: 0 };
    for (const { requests } of all) addTo(whole, requests[kind][what]);
    return [kind, whole] as const;
  });
  return Object.fromEntries(kinds) as Record<RequestKind, RunFigures['requests'][RequestKind]['outcomes']>;
}

/** Of each percentile the worst of the shards; of one that was not kept, the next above it. */
function worstLoop(loops: readonly Readonly<Record<string, number>>[]): EventLoopDelay | undefined {
  if (loops.length === 0) return undefined;
  const worst = new Map<number, number>();
  for (const [text, ms] of loops.flatMap((loop) => Object.entries(loop)))
    worst.set(Number(text), Math.max(ms, worst.get(Number(text)) ?? 0));
  const kept = [...worst.keys()].sort((a, b) => a - b);
  return { at: (percentile) => worst.get(kept.find((one) => one >= percentile) ?? 100) ?? null };
}

/** Adds the numbers of the one to those of the same name in the other. */
export function addTo<Counts extends object>(
  whole: Counts,
  part: Partial<Record<keyof Counts, unknown>>,
): void {
  for (const name in whole) {
    const value = part[name];
    if (typeof value === 'number') (whole as Record<string, number>)[name] = Number(whole[name]) + value;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
