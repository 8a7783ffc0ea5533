/**
 * The tables of the page: thresholds, errors, what was refused, faults, commands, fleets, endpoints, and what else is known.
 */
import { html, type Markup } from '../../html/markup.js';
import { count, rate, responseTime } from '../../kernel/quantities.js';
import type { ErrorGroup, ThresholdReport } from '../../sim/report/report.js';
import type { EndpointFigures } from '../figures/endpoints.js';
import type { RunFigures } from '../figures/run-figures.js';
import { share } from './head-part.js';
import type { RunData } from './run-data.js';
import { type Column, counted, remark, section, table } from './tables.js';

/** Rows of a table whose kinds the outside decides. */
const ROWS_MAX = 100;

/** Each threshold, whether it was met, and what was measured. */
export function thresholdsPart({ report }: RunData): Markup {
  const columns: Column<ThresholdReport>[] = [
    {
      head: 'Verdict',
      cell: ({ passed }) =>
        html`<span class="${passed ? 'pass' : 'fail'}">${passed ? '✔ met' : '✘ not met'}</span>`,
    },
    { head: 'Threshold', cell: ({ threshold }) => threshold, isCode: true },
    { head: 'Measured', cell: measured, isNumber: true },
    { head: 'Of', cell: ({ fleet }) => (fleet === undefined ? 'the whole run' : `fleet ${fleet}`) },
  ];
  return section('thresholds', 'Thresholds', table('Thresholds', columns, report?.thresholds ?? []));
}

function measured({ measured: value, unit }: ThresholdReport): string {
  if (value === null) return 'nothing to measure';
  if (unit === 'ms') return responseTime(value);
  if (unit === 'count') return count(value);
  return unit === '%' ? `${Math.floor(value * 1000) / 1000} %` : `${rate(value)} per second`;
}

/** Errors by code, extension and reason. */
export function errorsPart({ report, figures }: RunData): Markup {
  const errors = report?.errors ?? figures?.errors ?? [];
  const all = errors.reduce((sum, group) => sum + group.count, 0);
  const columns: Column<ErrorGroup>[] = [
    { head: 'Count', cell: (group) => html`<strong>${count(group.count)}</strong>`, isNumber: true },
    { head: 'Share', cell: (group) => share(group.count, all), isNumber: true },
    { head: 'Code', cell: ({ code }) => (code === 0 ? '–' : code), isNumber: true },
    { head: 'Extension', cell: ({ extension }) => extension, isCode: true },
    { head: 'Reason', cell: ({ reason }) => reason },
  ];
  const shown = table('Errors', columns, errors.slice(0, ROWS_MAX));
  const none =
    errors.length === 0 ? remark('No request was rejected, and none stayed without an answer.') : html``;
  return section('errors', 'Errors', shown, none, more(errors.length));
}

const more = (rows: number) =>
  rows > ROWS_MAX ? remark(`and ${counted(rows - ROWS_MAX, 'more kind')} that occurred less often`) : html``;

/** What clients did without effect, as the platform tells it. */
export function refusalsPart({ refusals }: RunFigures): Markup {
  const columns: Column<RunFigures['refusals'][number]>[] = [
    { head: 'Count', cell: (one) => html`<strong>${count(one.count)}</strong>`, isNumber: true },
    { head: 'What', cell: ({ what }) => what },
    { head: 'Why', cell: ({ reason }) => reason },
    { head: 'For example', cell: ({ topic }) => topic || '–', isCode: true },
  ];
  const rows = table('What the platform ignored or refused', columns, refusals.slice(0, ROWS_MAX));
  return section('refusals', 'Ignored or refused by the platform', rows, more(refusals.length));
}

/** Faults that were meant to strike. @param time an instant in the words of the plots */
export function faultsPart({ report, figures }: RunData, time: (at: number) => string): Markup {
  const faults = figures?.faults ?? [];
  const columns: Column<RunFigures['faults'][number]>[] = [
    { head: 'Fault', cell: ({ kind }) => kind, isCode: true },
    { head: 'Of', cell: ({ of }) => (of === 'fleet' ? 'the fleet' : 'the platform') },
    { head: 'Struck', cell: ({ struck }) => count(struck), isNumber: true },
    { head: 'Endpoints', cell: ({ endpoints }) => count(endpoints), isNumber: true },
    { head: 'First', cell: ({ first }) => time(first), isNumber: true },
    { head: 'Last', cell: ({ last }) => time(last), isNumber: true },
  ];
  if (figures !== undefined && (faults.length > 0 || report?.faults === undefined))
    return section('faults', 'Faults', table('Faults', columns, faults));
  const struck = Object.entries(report?.faults ?? {});
  const plain: Column<readonly [string, number]>[] = [
    { head: 'Fault', cell: ([kind]) => kind, isCode: true },
    { head: 'Struck', cell: ([, times]) => count(times), isNumber: true },
  ];
  const none = report?.faults !== undefined && struck.length === 0 ? remark('None has struck.') : html``;
  return section('faults', 'Faults', table('Faults', plain, struck), none);
}

/** Commands by type. */
export function commandsPart({ report, figures }: RunData): Markup {
  const columns: Column<RunFigures['commands'][number]>[] = [
    { head: 'Command type', cell: ({ commandType }) => commandType, isCode: true },
    { head: 'Sent', cell: ({ sent }) => count(sent), isNumber: true },
    { head: 'Delivered', cell: ({ delivered }) => count(delivered), isNumber: true },
    { head: 'Answered', cell: ({ answered }) => count(answered), isNumber: true },
    { head: 'With an error', cell: ({ refused }) => failing(refused), isNumber: true },
    { head: 'Timed out', cell: ({ expired }) => failing(expired), isNumber: true },
    { head: 'Mean time', cell: ({ meanMs }) => responseTime(meanMs), isNumber: true },
    { head: 'Longest', cell: ({ maxMs }) => responseTime(maxMs), isNumber: true },
  ];
  const platform = report?.commands.platform;
  const times =
    platform === undefined || platform.executionMs.p50 === null
      ? html``
      : remark(
          `From sending a command to its result: median ${responseTime(platform.executionMs.p50)}, p95 ${responseTime(platform.executionMs.p95)}, max ${responseTime(platform.executionMs.max)}.` +
            ` Results that came too late: ${count(platform.late)}; for commands that had one already: ${count(platform.duplicate)}.`,
        );
  return section('commands', 'Commands', table('Commands', columns, figures?.commands ?? []), times);
}

const failing = (value: number): Markup =>
  value > 0 ? html`<span class="fail">${count(value)}</span>` : html`<span class="soft">0</span>`;

/** Each fleet, where there are several. */
export function fleetsPart({ fleets, side }: RunFigures): Markup {
  if (fleets.length < 2) return html``;
  const columns: Column<RunFigures['fleets'][number]>[] = [
    { head: side === 'platform' ? 'Application version' : 'Fleet', cell: ({ fleet }) => fleet, isCode: true },
    { head: 'Endpoints', cell: ({ endpoints }) => count(endpoints), isNumber: true },
    { head: 'Data samples', cell: ({ sent }) => count(sent), isNumber: true },
    { head: 'Confirmed', cell: ({ confirmed, sent }) => share(confirmed, sent), isNumber: true },
    { head: 'Failed', cell: ({ failed }) => failing(failed), isNumber: true },
    { head: 'p50', cell: ({ p50 }) => responseTime(p50), isNumber: true },
    { head: 'p95', cell: ({ p95 }) => responseTime(p95), isNumber: true },
    { head: 'p99', cell: ({ p99 }) => responseTime(p99), isNumber: true },
    { head: 'Max', cell: ({ max }) => responseTime(max), isNumber: true },
  ];
  return section('fleets', 'Fleets', table('Fleets', columns, fleets));
}

/** Who is slow, and whose data samples fail. */
export function endpointsPart({ endpoints }: RunFigures): Markup {
  const { slowest, failing: bad, count: all, isCut } = endpoints;
  const slowestOf = remark(
    `The ${slowest.length} with the longest mean response time, of ${counted(all, 'endpoint')}${isCut ? ' and more that were not kept' : ''}.`,
  );
  const isTold = all > 1 && slowest.some(({ meanMs }) => (meanMs ?? 0) > 0);
  return html`${isTold ? section('slowest', 'Slowest endpoints', slowestOf, endpointTable('Slowest endpoints', slowest, bar)) : ''}${section('failing', 'Endpoints with the most failures', endpointTable('Endpoints with the most failures', bad))}`;
}

/** @param before what stands before the mean: a bar in a table that is sorted by it */
function endpointTable(
  label: string,
  rows: readonly EndpointFigures[],
  before: typeof bar = () => html``,
): Markup {
  const longest = Math.max(...rows.map(({ meanMs }) => meanMs ?? 0));
  const columns: Column<EndpointFigures>[] = [
    { head: 'Endpoint', cell: ({ token }) => token, isCode: true },
    { head: 'Fleet', cell: ({ fleet }) => fleet },
    {
      head: 'Mean',
      cell: ({ meanMs }) => html`${before(meanMs, longest)}${responseTime(meanMs)}`,
      isNumber: true,
    },
    { head: 'Longest', cell: ({ maxMs }) => responseTime(maxMs), isNumber: true },
    { head: 'Sent', cell: ({ sent }) => count(sent), isNumber: true },
    { head: 'Confirmed', cell: ({ confirmed }) => count(confirmed), isNumber: true },
    { head: 'Failed', cell: ({ failed }) => failing(failed), isNumber: true },
  ];
  return table(label, columns, rows);
}

/** As long as its part of the longest. */
function bar(value: number | null, longest: number): Markup {
  const percent = value === null || longest <= 0 ? 0 : Math.round((value * 100) / longest);
  return html`<i class="bar" aria-hidden="true" style="--part:${percent}%"></i>`;
}

/** States of endpoints, as often as they were entered. */
export function statesPart({ report }: RunData): Markup {
  const rows = Object.entries(report?.states ?? {}).flatMap(([fleet, states]) =>
    Object.entries(states).map(([state, entered]) => ({ fleet, state, entered })),
  );
  const columns: Column<(typeof rows)[number]>[] = [
    { head: 'Fleet', cell: ({ fleet }) => fleet },
    { head: 'State', cell: ({ state }) => state, isCode: true },
    { head: 'Entered', cell: ({ entered }) => count(entered), isNumber: true },
  ];
  return section('states', 'States', table('States', columns, rows));
}

/** What is worth knowing besides the figures. */
export function notesPart({ report, figures }: RunData): Markup {
  const notes = report?.notes ?? figures?.notes ?? [];
  const bottleneck =
    report?.generator.isBottleneck === true
      ? [
          'This machine was the bottleneck rather than the target: the figures say more of it than of the platform.',
        ]
      : [];
  const items = [...bottleneck, ...notes].map((note) => html`<li>${note}</li>`);
  return section('notes', 'Notes', items.length === 0 ? html`` : html`<ul>${items}</ul>`);
}
