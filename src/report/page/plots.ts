/**
 * The plots of the page: what each shows, as data for the script that draws it (`pages/run-report.js`), and its place in the page
 * with the same in words, for whoever cannot see it.
 */

import { html, type Markup } from '../../html/markup.js';
import { count, rate, responseTime } from '../../kernel/quantities.js';
import type { FleetReport, Latency } from '../../sim/report/report.js';
import type { RunFigures } from '../figures/run-figures.js';
import type { Curve, Timeline } from '../figures/timeline.js';

export interface PlotCurve {
  readonly label: string;
  /** A variable of the palette: `--s1`. */
  readonly colour: string;
  readonly values: Curve;
  readonly look: 'line' | 'thin' | 'area' | 'bars' | 'edge';
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** What can be seen, in a sentence. */
  readonly words: string;
  readonly unit: 'ms' | 'per second' | 'count' | 'value';
  /** Where each step begins, in seconds of the axis. */
  readonly times: readonly number[];
  readonly curves: readonly PlotCurve[];
  /** Between which two curves the ground is filled. */
  readonly band?: readonly [upper: number, lower: number] | undefined;
  readonly isLog?: boolean;
}

/** What the script reads. */
export interface PlotData {
  /** Seconds since the run began, or since the epoch. */
  readonly axis: 'elapsed' | 'utc';
  readonly marks: readonly { readonly at: number; readonly text: string }[];
  readonly plots: readonly Plot[];
}

/** From here on times of day say more than seconds since the beginning. */
const ELAPSED_MAX_MS = 2 * 3_600_000;
/** Response times that differ by more than this factor need a logarithmic scale. */
const LOG_FROM = 40;

export interface TimeAxis {
  readonly axis: PlotData['axis'];
  /** Milliseconds since the epoch as seconds of the axis. */
  readonly seconds: (at: number) => number;
}

/** How the times of a run are shown. */
export function axisOf({ timeline, to }: RunFigures): TimeAxis {
  const [from = to] = timeline.times;
  const isElapsed = to - from <= ELAPSED_MAX_MS;
  const zero = isElapsed ? from : 0;
  return { axis: isElapsed ? 'elapsed' : 'utc', seconds: (at) => round((at - zero) / 1000) };
}

/** The plots over the time of the run. @param overall response times of the whole run */
export function timePlots(figures: RunFigures, time: TimeAxis, overall: Latency): Plot[] {
  const { timeline } = figures;
  if (timeline.times.length === 0) return [];
  const times = timeline.times.map(time.seconds);
  const isTimed = timeline.latencyMs.max.some((ms) => (ms ?? 0) > 0);
  return [
    { ...ratePlot(figures), times },
    ...(isTimed ? [{ ...latencyPlot(timeline, overall), times }] : []),
    ...(timeline.connections.some((open) => open !== null) ? [{ ...connectionPlot(timeline), times }] : []),
    ...troublePlots(figures, times),
    ...commandPlots(figures, times),
  ];
}

type Untimed = Omit<Plot, 'times'>;

function ratePlot(figures: RunFigures): Untimed {
  const { counts } = figures.timeline;
  const bad = sum(counts.rejected, counts.unanswered, counts.late);
  const sent = perSecond(counts.sent, figures);
  const curves: PlotCurve[] = [
    { label: 'sent', colour: '--s1', values: sent, look: 'area' },
    { label: 'confirmed', colour: '--s3', values: perSecond(counts.confirmed, figures), look: 'line' },
    ...(bad.some((n) => (n ?? 0) > 0)
      ? [{ label: 'failed', colour: '--fail', values: perSecond(bad, figures), look: 'bars' as const }]
      : []),
  ];
  const words = `At most ${rate(greatest(sent))} data samples per second were sent.`;
  return { id: 'plot-rate', title: 'Data samples per second', words, unit: 'per second', curves };
}

function latencyPlot({ latencyMs }: Timeline, overall: Latency): Untimed {
  const { p50, p95, p99, max } = latencyMs;
  const curves: PlotCurve[] = [
    { label: 'p50', colour: '--s1', values: p50, look: 'line' },
    { label: 'p95', colour: '--s4', values: p95, look: 'line' },
    { label: 'p99', colour: '--s2', values: p99, look: 'line' },
    { label: 'max', colour: '--soft', values: max, look: 'thin' },
  ];
  const values = [...p50, ...max].filter((ms) => ms !== null);
  const least = Math.min(...values);
  const isLog = least > 0 && Math.max(...values) / least > LOG_FROM;
  const words = `Median ${responseTime(overall.p50)}, p99 ${responseTime(overall.p99)}, longest ${responseTime(overall.max)}.${isLog ? ' The scale is logarithmic.' : ''}`;
  return { id: 'plot-latency', title: 'Response time of data samples', words, unit: 'ms', curves, isLog };
}

function connectionPlot({ connections }: Timeline): Untimed {
  const words = `At most ${count(greatest(connections))} were open at a time.`;
  const curves: PlotCurve[] = [{ label: 'open', colour: '--s4', values: connections, look: 'area' }];
  return { id: 'plot-connections', title: 'Connections', words, unit: 'count', curves };
}

function troublePlots(figures: RunFigures, times: readonly number[]): Plot[] {
  const { counts } = figures.timeline;
  const all: PlotCurve[] = [
    { label: 'faults struck', colour: '--s5', values: perSecond(counts.faults, figures), look: 'area' },
    { label: 'connections lost', colour: '--fail', values: perSecond(counts.lost, figures), look: 'bars' },
    {
      label: 'attempts to reconnect',
      colour: '--s4',
      values: perSecond(counts.reconnects, figures),
      look: 'line',
    },
    { label: 'ignored or refused', colour: '--s2', values: perSecond(counts.ignored, figures), look: 'line' },
  ];
  const curves = all.filter(({ values }) => greatest(values) > 0);
  if (curves.length === 0) return [];
  const totals = [counts.faults, counts.lost, counts.reconnects, counts.ignored].map(total);
  const words = `${count(totals[0] as number)} times a fault struck, ${count(totals[1] as number)} connections were lost, ${count(totals[2] as number)} attempts to reconnect, ${count(totals[3] as number)} messages or clients ignored or refused.`;
  return [{ id: 'plot-trouble', title: 'Disturbances per second', words, unit: 'per second', times, curves }];
}

function commandPlots(figures: RunFigures, times: readonly number[]): Plot[] {
  const { counts } = figures.timeline;
  const sent = total(counts.commands);
  if (sent === 0) return [];
  const curves: PlotCurve[] = [
    { label: 'sent', colour: '--s1', values: counts.commands, look: 'bars' },
    { label: 'results', colour: '--s3', values: counts.results, look: 'line' },
  ];
  const words = `${count(sent)} commands were sent, ${count(total(counts.results))} results came.`;
  return [
    {
      id: 'plot-commands',
      title: `Commands in each ${stepName(figures.timeline.stepMs)}`,
      words,
      unit: 'count',
      times,
      curves,
    },
  ];
}

/** What the script reads; numbers with no more digits than can be seen. */
export function plotData(plots: readonly Plot[], figures: RunFigures, time: TimeAxis): PlotData {
  const marks = figures.marks.shown.map(({ at, text }) => ({ at: time.seconds(at), text }));
  const rounded = plots.map((plot) => ({
    ...plot,
    curves: plot.curves.map((curve) => ({
      ...curve,
      values: curve.values.map((v) => (v === null ? v : round(v))),
    })),
  }));
  return { axis: time.axis, marks, plots: rounded };
}

/** Where a plot will be drawn. */
export function plotFigure({ id, title, words }: Plot, isSmall = false): Markup {
  return html`<figure class="plot${isSmall ? ' small' : ''}" aria-labelledby="${id}-title"><figcaption><h3 id="${id}-title">${title}</h3><p class="soft" id="${id}-words">${words}</p></figcaption><div class="canvas" id="${id}"></div><details class="rows"><summary>As a table</summary></details></figure>
`;
}

/** `5 s`, `10 min` */
export function stepName(ms: number): string {
  if (ms < 60_000) return `${ms / 1000} s`;
  return ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
}

/** How exact the percentiles over time are. */
export const exactness = (report: FleetReport | undefined): string =>
  `Percentiles over time are exact to 4 %${report === undefined ? ', and so are those above.' : '; those above are exact.'}`;

/** What is left of the last step when the run ends says little when it is less than this part of a step. */
const LAST_STEP_LEAST = 0.25;

/** The last step is only as long as the run went on. */
function perSecond(counts: Curve, { timeline: { times, stepMs }, to }: RunFigures): Curve {
  const last = times.length - 1;
  return counts.map((value, step) => {
    if (value === null) return null;
    const ms = step === last ? Math.min(stepMs, to - (times[step] as number)) : stepMs;
    if (ms < stepMs * LAST_STEP_LEAST && last > 0) return null;
    return (value * 1000) / Math.max(1, ms);
  });
}

const sum = (...curves: readonly Curve[]): Curve =>
  (curves[0] ?? []).map((_, step) => curves.reduce((all, curve) => all + (curve[step] ?? 0), 0));

const total = (curve: Curve) => curve.reduce((all: number, value) => all + (value ?? 0), 0);
/** -Infinity when there is none. */
export const greatest = (curve: Curve) =>
  curve.reduce((most: number, value) => Math.max(most, value ?? -Infinity), -Infinity);

const DIGITS = 6;
/** With no more digits than can be seen. */
export const round = (value: number) => Number(value.toPrecision(value > 1e5 ? 13 : DIGITS));
