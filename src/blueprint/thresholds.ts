/**
 * Thresholds: what a figure of a run must be, as a line of text such as `p99 < 200ms`, `rejected == 0` or
 * `confirmed >= 99.9%`.
 *
 *     threshold  = figure comparison value
 *     figure     = [times "."] ("p" percentile | "max") | count | "rate"
 *     times      = "sent" | "lag" | "loop" | "commands"
 *     count      = "sent" | "confirmed" | "rejected" | "unanswered" | "late" | "duplicate" | "outOfOrder"
 *                | "connections.lost" | "commands.timedOut"
 *     comparison = "<" | "<=" | ">" | ">=" | "==" | "!="
 *     value      = number ["us" | "ms" | "s" | "m" | "%"]
 *
 * Times need a unit; counts are plain numbers, or percent of the data samples that were sent. It only reads them:
 * `sim/report/thresholds.ts` judges.
 */
import { listNames, nearest } from './nearest.js';

export const COMPARISONS = ['<=', '>=', '==', '!=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/**
 * What times a percentile is of: from when a data sample was due to its answer (`due`), from when it was sent (`sent`), from
 * due to sent (`lag`), how late the event loop was (`loop`), and the execution of commands (`commands`).
 */
export const TIMES = ['due', 'sent', 'lag', 'loop', 'commands'] as const;
export type Times = (typeof TIMES)[number];

export const COUNTS = [
  'sent',
  'confirmed',
  'rejected',
  'unanswered',
  'late',
  'duplicate',
  'outOfOrder',
  'connections.lost',
  'commands.timedOut',
] as const;
export type Count = (typeof COUNTS)[number];

/** Those that are not counted in data samples have no percentage of them. */
const WHOLE_COUNTS: readonly Count[] = ['sent', 'connections.lost', 'commands.timedOut'];

export type Figure =
  | {
      readonly kind: 'time';
      readonly times: Times /** Above 0, up to 100: the longest. */;
      readonly percentile: number;
    }
  | { readonly kind: 'count'; readonly count: Count; readonly isShare: boolean }
  | { readonly kind: 'rate' };

export interface Threshold {
  /** As it is written, with one space around the comparison. */
  readonly text: string;
  readonly figure: Figure;
  readonly comparison: Comparison;
  /** Milliseconds, a number, percent, or data samples per second. */
  readonly value: number;
}

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Threshold }
  | { readonly ok: false; readonly reason: string };

const FORM = /^\s*([A-Za-z][A-Za-z0-9.]*)\s*(<=|>=|==|!=|<|>)\s*([0-9]+(?:\.[0-9]+)?)\s*(us|ms|s|m|%)?\s*$/;
const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

const refused = (reason: string): ParsedThreshold => ({ ok: false, reason });

export function parseThreshold(text: string): ParsedThreshold {
  const match = FORM.exec(text);
  if (match === null)
    return refused('write a figure, a comparison and a value, such as "p99 < 200ms" or "rejected == 0"');
  const [, name = '', comparison = '', digits = '', unit = ''] = match;
  const figure = figureOf(name, unit === '%');
  if (figure === undefined) return refused(sayUnknown(name));
  const problem = unitProblem(figure, name, unit, digits);
  if (problem !== undefined) return refused(problem);
  const value = Number(digits) * (figure.kind === 'time' ? (UNIT_MS[unit] as number) : 1);
  const written = `${name} ${comparison} ${digits}${unit}`;
  return { ok: true, threshold: { text: written, figure, comparison: comparison as Comparison, value } };
}

function figureOf(name: string, isShare: boolean): Figure | undefined {
  if (name === 'rate') return { kind: 'rate' };
  const count = COUNTS.find((one) => one === name);
  if (count !== undefined) return { kind: 'count', count, isShare };
  const match = /^(?:([a-z]+)\.)?(?:p([0-9]{1,3}(?:\.[0-9]+)?)|(max))$/.exec(name);
  const times = TIMES.find((one) => one === (match?.[1] ?? 'due'));
  const percentile = match?.[3] === undefined ? Number(match?.[2]) : 100;
  if (times === undefined || !(percentile > 0 && percentile <= 100)) return undefined;
  return { kind: 'time', times, percentile };
}

function unitProblem(figure: Figure, name: string, unit: string, digits: string): string | undefined {
  if (figure.kind === 'time')
    return unit === '' || unit === '%' ? `${name} is a time: write ${digits}ms or ${digits}s` : undefined;
  if (figure.kind === 'rate')
    return unit === '' ? undefined : 'rate is a number of data samples per second, without a unit';
  if (unit !== '' && unit !== '%') return `${name} is a number, without a unit`;
  return unit === '%' && WHOLE_COUNTS.includes(figure.count)
    ? `${name} is a number, and no part of the data samples`
    : undefined;
}

function sayUnknown(name: string): string {
  const known = ['p50', 'p95', 'p99', 'max', ...COUNTS, 'rate'];
  const meant = nearest(name, known);
  const hint = meant === undefined ? `; there are: ${listNames(known, 20)}` : ` (did you mean "${meant}"?)`;
  return `there is no figure "${name}"${hint}`;
}
