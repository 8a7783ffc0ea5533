/**
 * The figures of a run as data: what it takes, besides the report, for reports of shards to become one.
 *
 *     { "sendingMs": 60001, "thresholds": ["p99 < 200ms"], "connectionsLost": 0,
 *       "requests": { "metadata": { "outcomes": {…}, "expected": {…} }, … },
 *       "run": { "outcomes": { "sent": 600, … }, "expected": {…}, "duplicate": 0, "outOfOrder": 0,
 *                "times": { "due": { "maxMs": 12.1, "histogram": "HISTFAAA…" }, "sent": {…}, "lag": {…} } },
 *       "fleets": [ { "fleet": "rooms", "thresholds": ["rejected == 0"], "figures": {…} } ] }
 *
 * Histograms are those of HdrHistogram (V2, compressed, Base64) in microseconds, which other tools read too: percentiles of
 * the whole come from them, never from percentiles of the parts.
 */
import type { RequestKind } from '../connection/kp1-client.js';
import type { Plan } from '../plan/plan.js';
import type { Expected, Figures, Outcomes } from '../report/figures.js';
import type { EventLoopDelay } from '../report/generator-side.js';
import type { HistogramData } from '../report/latencies.js';
import type { PlatformSide } from '../report/platform-side.js';
import { REQUEST_KINDS, type Tally } from '../report/tally.js';

export interface FiguresData {
  readonly outcomes: Outcomes;
  readonly expected: Expected;
  readonly duplicate: number;
  readonly outOfOrder: number;
  readonly times: Readonly<Record<'due' | 'sent' | 'lag', HistogramData>>;
}

export interface RunFigures {
  /** How long data samples were sent. */
  readonly sendingMs: number;
  /** Of the run, not of its fleets. */
  readonly thresholds: readonly string[];
  readonly connectionsLost: number;
  /** Counted in requests, but for `samples`. */
  readonly requests: Readonly<
    Record<RequestKind, { readonly outcomes: Outcomes; readonly expected: Expected }>
  >;
  readonly run: FiguresData;
  /** Of the fleets whose files have thresholds. */
  readonly fleets: readonly {
    readonly fleet: string;
    readonly thresholds: readonly string[];
    readonly figures: FiguresData;
  }[];
  /** There when the platform was the run's own. */
  readonly commands?: { readonly timedOut: number; readonly execution: HistogramData };
  /** There in live runs: how late the event loop was, milliseconds by percentile. */
  readonly eventLoop?: Readonly<Record<string, number>>;
}

/** Percentiles of the event loop's delay that are kept: it cannot be kept as a whole. */
const LOOP_PERCENTILES = [50, 75, 90, 95, 99, 99.9, 100];

export interface FigureFacts {
  readonly plan: Plan;
  readonly sendingMs: number;
  readonly thresholds: readonly string[];
  readonly platformSide: PlatformSide | undefined;
  readonly eventLoop: EventLoopDelay | undefined;
}

export function runFigures(tally: Tally, facts: FigureFacts): RunFigures {
  const { plan, sendingMs, thresholds, platformSide, eventLoop } = facts;
  const commands = platformSide?.figures;
  return {
    sendingMs,
    thresholds,
    connectionsLost: tally.connections.lost,
    requests: Object.fromEntries(
      REQUEST_KINDS.map((kind) => [kind, { outcomes: tally.requests[kind], expected: tally.expected[kind] }]),
    ) as RunFigures['requests'],
    run: figuresData(tally.run),
    fleets: plan.fleets.flatMap(({ fleet }, place) => {
      const figures = tally.ofFleet(place);
      if (figures === undefined) return [];
      return { fleet: fleet.fleet, thresholds: fleet.thresholds ?? [], figures: figuresData(figures) };
    }),
    ...(commands !== undefined && {
      commands: { timedOut: commands.timedOut, execution: commands.execution.toData() },
    }),
    ...(eventLoop !== undefined && { eventLoop: loopPercentiles(eventLoop) }),
  };
}

function figuresData({ samples, expected, duplicate, outOfOrder, times }: Figures): FiguresData {
  return {
    outcomes: { ...samples },
    expected: { ...expected },
    ...{ duplicate, outOfOrder },
    times: { due: times.due.toData(), sent: times.sent.toData(), lag: times.lag.toData() },
  };
}

function loopPercentiles(eventLoop: EventLoopDelay): Readonly<Record<string, number>> {
  return Object.fromEntries(
    LOOP_PERCENTILES.flatMap((percentile) => {
      const ms = eventLoop.at(percentile);
      return ms === null ? [] : [[String(percentile), ms]];
    }),
  );
}
