/**
 * From reports of totals to rates over time: one point for each report, the last five minutes of them, and what happened
 * within the last minute.
 *
 * Totals are never added up here, so that nothing is lost when reports are: a rate is the difference of two totals by the
 * time between them. A report older than the newest is ignored, and a platform that began anew begins a new history.
 */
import type { Figures } from '../../../operator/monitor/figures.js';

/** Points that are kept. */
export const POINTS_MAX = 300;
const MINUTE_MS = 60_000;

export interface RatePoint {
  readonly at: number;
  /** All per second. */
  readonly samples: number;
  readonly received: number;
  readonly sent: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly p99: number | null;
}

export interface History {
  /** Oldest first. */
  readonly points: readonly RatePoint[];
  /** Totals of the events of about the last minute, oldest first; the newest report is the last. */
  readonly totals: readonly { readonly at: number; readonly events: Figures['events'] }[];
  readonly startedAt: number | undefined;
  readonly last: Figures | undefined;
}

export const EMPTY_HISTORY: History = { points: [], totals: [], startedAt: undefined, last: undefined };

/** The history with another report. */
export function historyWith(history: History, figures: Figures): History {
  const { startedAt, at, events } = figures;
  const { last } = history;
  if (last === undefined || startedAt > last.startedAt) {
    return { points: [], totals: [{ at, events }], startedAt, last: figures };
  }
  if (startedAt < last.startedAt || at <= last.at) return history;
  const point = rateBetween(last, figures);
  const totals = [...history.totals, { at, events }];
  // The one that is older than a minute is what the last minute is counted from.
  while (totals.length > 2 && at - (totals[1]?.at ?? at) >= MINUTE_MS) totals.shift();
  return {
    points: [...history.points, point].slice(-POINTS_MAX),
    totals: totals.slice(-POINTS_MAX),
    startedAt,
    last: figures,
  };
}

/** How often each type of event happened within the last minute, or since the first report. */
export function lastMinute({ totals }: History): {
  readonly counts: ReadonlyMap<string, number>;
  readonly spanMs: number;
} {
  const [first, last] = [totals[0], totals.at(-1)];
  const counts = new Map<string, number>();
  if (first === undefined || last === undefined) return { counts, spanMs: 0 };
  for (const [type, count] of Object.entries(last.events)) {
    const more = count - (first.events[type] ?? 0);
    if (more > 0) counts.set(type, more);
  }
  return { counts, spanMs: last.at - first.at };
}

const failed = ({ messages }: Figures) => messages.ignored + messages.refused;

function rateBetween(before: Figures, after: Figures): RatePoint {
  const seconds = (after.at - before.at) / 1000;
  const rate = (later: number, earlier: number) => Math.max(0, later - earlier) / seconds;
  return {
    at: after.at,
    samples: rate(after.samples, before.samples),
    received: rate(after.messages.received, before.messages.received),
    sent: rate(after.messages.sent, before.messages.sent),
    errors: rate(failed(after), failed(before)),
    p99: after.responseTimeMs.p99,
  };
}
