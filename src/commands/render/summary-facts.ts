/**
 * The figures of a fleet run, a labelled line for each: the upper part of the summary.
 *
 * A pure function of the report. What a run had nothing of, such as faults, has no line.
 */
import type { CommandReport, FleetReport, Latency, ThresholdReport } from '../../sim/report/report.js';
import { count, rate, responseTime, span } from '../../tui/format.js';
import type { Paint, Style } from './style.js';

/** Label and text of each line. */
export function facts(report: FleetReport, style: Style): string[][] {
  const { metadata, configurations } = report;
  const rows: (readonly [label: string, text: string] | undefined)[] = [
    ['Endpoints', endpoints(report, style)],
    ['Data samples', samples(report, style)],
    expected(report, style),
    answers(report, style),
    ways(report, style),
    ['Response time', `${latency(report.latencyFromDueMs, style)}   ${style.dim('since it was due')}`],
    ['', `${latency(report.latencyMs, style)}   ${style.dim('since it was sent')}`],
    ['Throughput', `${style.bold(rate(report.samplesPerSecond))} data samples per second`],
    ['Metadata', pairs(style, { sent: metadata.sent, confirmed: metadata.confirmed })],
    ...commands(report, style),
    ['Configurations', configured(configurations, style)],
    software(report, style),
    states(report, style),
    faults(report, style),
    ['Run', `${span(report.durationMs)}${timeOf(report)}, seed ${report.seed}`],
  ];
  return rows.flatMap((row) => (row === undefined ? [] : [[style.dim(row[0]), row[1]]]));
}

function endpoints(report: FleetReport, style: Style): string {
  const { endpoints: all, connections, connectedMax, target, shard } = report;
  const where = `${count(connections)} ${plural(connections, 'connection')} to ${target}`;
  const most = connectedMax < all ? `, ${count(connectedMax)} at a time` : '';
  const part =
    shard === undefined ? '' : ` of ${count(shard.endpoints)}, shard ${shard.index}/${shard.count},`;
  return `${style.bold(count(all))}${part} on ${where}${most}`;
}

/** Which time it was, where it was not real time. */
function timeOf({ virtual, speed }: FleetReport): string {
  if (virtual !== undefined) return ` of virtual time from ${virtual.startAt}`;
  return speed === undefined ? '' : ` at ${speed} times real time`;
}

function samples({ samples: s, expected: e }: FleetReport, style: Style): string {
  const good = s.sent > 0 && s.confirmed === s.sent ? style.green : style.bold;
  const bad = (what: 'rejected' | 'unanswered' | 'late') =>
    s[what] > (e?.[what] ?? 0) ? style.red : style.bold;
  return [
    pair('sent', count(s.sent), style.bold),
    pair('confirmed', count(s.confirmed), good),
    pair('rejected', count(s.rejected), bad('rejected')),
    pair('unanswered', count(s.unanswered), bad('unanswered')),
    pair('late', count(s.late), bad('late')),
  ].join('   ');
}

/** What of the rejected, unanswered and late ones is no failure. */
function expected({ expected: e }: FleetReport, style: Style) {
  if (e === undefined) return undefined;
  const some = Object.fromEntries(Object.entries(e).filter(([, value]) => value > 0));
  return [
    'Expected',
    `${pairs(style, some)}   ${style.dim('because of faults, or of endpoints that were off')}`,
  ] as const;
}

function answers({ answers: { duplicate, outOfOrder } }: FleetReport, style: Style) {
  if (duplicate + outOfOrder === 0) return undefined;
  return ['Answers', pairs(style, { 'came twice': duplicate, 'out of order': outOfOrder })] as const;
}

/** What became of connections, and of data samples without one. */
function ways(report: FleetReport, style: Style) {
  const { reconnects, resent, answeredAgain, notSent, missedMessages, moves } = report;
  const parts = {
    'connected again': reconnects,
    'moved to another gateway': moves,
    'data samples without a connection': notSent,
    'sent again': resent,
    'of them answered twice': answeredAgain,
    'messages for endpoints that were off': missedMessages,
  };
  const some = Object.entries(parts).flatMap(([label, value = 0]) => (value > 0 ? [[label, value]] : []));
  return some.length === 0 ? undefined : (['Connections', pairs(style, Object.fromEntries(some))] as const);
}

function latency(ms: Latency, style: Style): string {
  return (['p50', 'p95', 'p99', 'max'] as const)
    .map((name) => `${style.dim(name)} ${style.bold(responseTime(ms[name]))}`)
    .join('   ');
}

function commands({ commands: { received, answered, platform } }: FleetReport, style: Style) {
  const own = ['Commands', pairs(style, { received, answered })] as const;
  if (platform === undefined || platform.sent === 0) return [own];
  return [
    ['Commands', platformSide(platform, style)] as const,
    ['Execution', latency(platform.executionMs, style)] as const,
  ];
}

function platformSide(
  { sent, delivered, answered, timedOut, late, duplicate }: CommandReport,
  style: Style,
): string {
  const rest = Object.entries({ 'timed out': timedOut, late, duplicate }).filter(([, value]) => value > 0);
  const bad = rest.map(([label, value]) => pair(label, count(value), style.red));
  return [pairs(style, { sent, delivered, answered }), ...bad].join('   ');
}

function configured({ received, applied, refused }: FleetReport['configurations'], style: Style): string {
  return pairs(style, { received, applied, ...(refused > 0 && { refused }) });
}

function software({ software: updates }: FleetReport, style: Style) {
  if (updates === undefined) return undefined;
  return [
    'Software',
    pairs(style, { started: updates.started, done: updates.done, failed: updates.failed }),
  ] as const;
}

/** How often endpoints went to another state, and how often they were switched off. */
function states({ transitions, powerOffs }: FleetReport, style: Style) {
  if (transitions === undefined && powerOffs === undefined) return undefined;
  const parts = {
    ...(transitions !== undefined && { transitions }),
    ...(powerOffs !== undefined && { 'switched off': powerOffs }),
  };
  return ['States', pairs(style, parts)] as const;
}

function faults({ faults: struck }: FleetReport, style: Style) {
  if (struck === undefined) return undefined;
  const none = Object.keys(struck).length === 0;
  return ['Faults', none ? 'none has struck' : pairs(style, struck)] as const;
}

/** A line for each threshold: whether it was met, and what was measured. */
export function thresholdRows(thresholds: readonly ThresholdReport[], style: Style): string[][] {
  return thresholds.map(({ threshold, fleet, measured, unit, passed }) => [
    passed ? style.green('✔') : style.red('✘'),
    threshold,
    sayMeasured(measured, unit),
    fleet === undefined ? '' : style.dim(`of fleet ${fleet}`),
  ]);
}

function sayMeasured(measured: number | null, unit: ThresholdReport['unit']): string {
  if (measured === null) return 'nothing to measure';
  if (unit === 'ms') return responseTime(measured);
  if (unit === 'count') return count(measured);
  if (unit === '%') return `${Math.floor(measured * 1000) / 1000} %`;
  return `${rate(measured)} per second`;
}

/** When the figures are not about the target. */
export function bottleneck({ generator: { lagMs, eventLoopDelayMs, isBottleneck } }: FleetReport): string[] {
  if (!isBottleneck) return [];
  const busy =
    eventLoopDelayMs === undefined ? '' : `; its event loop was ${responseTime(eventLoopDelayMs.p99)} late`;
  return [
    'This machine was the bottleneck rather than the target: ' +
      `data samples went out up to ${responseTime(lagMs.p99)} late (p99)${busy}.`,
  ];
}

const pair = (label: string, value: string, paint: Paint) => `${paint(value)} ${label}`;

const pairs = (style: Style, parts: Readonly<Record<string, number>>) =>
  Object.entries(parts)
    .map(([label, value]) => pair(label, count(value), style.bold))
    .join('   ');

export const plural = (n: number, word: string) => (n === 1 ? word : `${word}s`);
