/**
 * One endpoint, opened: what it is, what was assigned to it and whether it arrived, what it owes, and its latest values with a
 * plot for each that is a number.
 */
import type { EndpointDetail } from '../../../operator/monitor/endpoint-detail.js';
import { prettyPayload } from '../../../operator/trace/payload.js';
import { ago, count } from '../../format.js';
import { bold, coloured, dim, EMPTY_LINE, type Line, plain, type Span } from '../../lines.js';
import { plotParts, type Sample } from '../../plot.js';
import { bodyRows } from '../layout.js';
import { nameOf } from '../pokes/poke.js';
import type { MonitorState, Opened } from '../store/state.js';

const LABEL_COLUMNS = 16;
const COMMANDS_SHOWN = 5;
const PLOT_ROWS = 4;
const PLOT_WIDTH_MAX = 110;

/** The whole page; it is scrolled through. */
export function endpointBody(state: MonitorState): Line[] {
  const { opened } = state;
  if (opened === undefined) return [[dim(' no endpoint is open: choose one on screen 2')]];
  const now = state.figures?.at ?? 0;
  const lines = [...headLines(opened, now), ...detailLines(opened, state.columns, now)];
  const height = bodyRows(state);
  const top = Math.max(0, Math.min(opened.scroll, lines.length - height));
  const left = lines.length - top - height;
  const page = lines.slice(top, top + height);
  return left > 0 ? [...page.slice(0, -1), [dim(` ↓ ${count(left + 1)} more lines`)]] : page;
}

const field = (label: string, ...spans: readonly Span[]): Line => [
  dim(` ${label.padEnd(LABEL_COLUMNS)}`),
  ...spans,
];

function headLines({ row }: Opened, now: number): Line[] {
  const state = row.connected ? coloured('connected', 'green') : dim('away');
  const seen = row.lastSeenAt === null ? 'never seen' : `seen ${ago(now - row.lastSeenAt)} ago`;
  const errors = row.errors > 0 ? [coloured(`  ${count(row.errors)} errors`, 'red')] : [];
  return [
    [bold(` ${nameOf(row)}`), plain('  '), state, dim(`  ${seen.replace('now ago', 'just now')}`), ...errors],
    EMPTY_LINE,
    field('Endpoint ID', plain(row.endpointId)),
    field(
      'Version',
      plain(row.appVersion),
      dim(` of ${row.application}${row.fleet === undefined ? '' : `, fleet ${row.fleet}`}`),
    ),
  ];
}

function detailLines({ detail, problem }: Opened, width: number, now: number): Line[] {
  if (problem !== undefined) return [EMPTY_LINE, [coloured(` ${problem}`, 'red')]];
  if (detail === undefined) return [EMPTY_LINE, [dim(' loading …')]];
  return [
    ...tokenLines(detail),
    ...jsonLines('Metadata', detail.endpoint.metadata ?? {}, width),
    ...configurationLines(detail, width),
    ...commandLines(detail, width),
    EMPTY_LINE,
    ...valueLines(detail, width, now),
  ];
}

function tokenLines({ tokens }: EndpointDetail): Line[] {
  const states = tokens.map(({ status }) => status.toLowerCase());
  return [field('Tokens', plain(`${tokens.length}: ${states.join(', ') || 'none'}`))];
}

function jsonLines(label: string, value: unknown, width: number): Line[] {
  const [first = '', ...others] = prettyPayload(JSON.stringify(value), width - LABEL_COLUMNS - 3);
  return [field(label, plain(first)), ...others.map((line) => field('', plain(line)))];
}

function configurationLines({ configuration, configurationStatus }: EndpointDetail, width: number): Line[] {
  if (configuration === undefined) return [field('Configuration', dim('none assigned'))];
  const origin = configuration.from === 'endpoint' ? 'its own' : "its version's default";
  return [
    ...jsonLines('Configuration', configuration.config, width),
    field(
      '',
      dim(`${origin}, `),
      ...appliedSpans(configurationStatus),
      dim(`  ID ${configuration.configId}`),
    ),
  ];
}

function appliedSpans(status: EndpointDetail['configurationStatus']): Span[] {
  const code = status?.confirmationStatusCode;
  if (status === undefined || status.lastDispatchedDate === undefined || status.lastDispatchedDate === null)
    return [coloured('not handed over yet', 'yellow')];
  if (code === undefined || code === null) return [coloured('handed over, not confirmed', 'yellow')];
  return Math.floor(code / 100) === 2
    ? [coloured('applied', 'green')]
    : [coloured(`not applied: ${code} ${status.confirmationReasonPhrase ?? ''}`.trimEnd(), 'red')];
}

function commandLines({ commands }: EndpointDetail, width: number): Line[] {
  if (commands.length === 0) return [field('Commands', dim('none'))];
  const pending = commands.filter(({ status }) => status === 'PENDING').length;
  const shown = [...commands].sort((a, b) => Number(b.status === 'PENDING') - Number(a.status === 'PENDING'));
  return [
    field(
      'Commands',
      plain(`${count(commands.length)}`),
      dim(`, ${pending === 0 ? 'none' : count(pending)} outstanding`),
    ),
    ...shown
      .slice(0, COMMANDS_SHOWN)
      .map((command) =>
        field(
          '',
          dim(`${String(command.commandId).padStart(5)}  `),
          plain(`${command.commandType.padEnd(18)} `),
          commandSpan(command),
          dim(`  ${JSON.stringify(command.requestPayload ?? {})}`.slice(0, Math.max(0, width - 60))),
        ),
      ),
  ];
}

function commandSpan({ status, statusCode }: EndpointDetail['commands'][number]): Span {
  if (status === 'PENDING') return coloured('outstanding  ', 'yellow');
  if (status === 'EXPIRED') return coloured('expired      ', 'red');
  const isFine = statusCode === undefined || statusCode === null || Math.floor(statusCode / 100) === 2;
  return coloured(`executed ${statusCode ?? ''}`.padEnd(13), isFine ? 'green' : 'red');
}

/** The latest value of each series, and the last ten minutes of those that are numbers. */
function valueLines({ points }: EndpointDetail, width: number, now: number): Line[] {
  const latest = new Map<string, { readonly at: number; readonly value: unknown }>();
  const numeric = new Map<string, Sample[]>();
  for (const { timeSeries, timestamp, values } of points) {
    const at = Date.parse(timestamp);
    for (const [name, value] of Object.entries(values)) {
      const title = name === 'value' ? timeSeries : `${timeSeries} ${name}`;
      latest.set(title, { at, value });
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      const samples = numeric.get(title) ?? [];
      samples.push({ at, value });
      numeric.set(title, samples);
    }
  }
  if (latest.size === 0) return [[dim(' No data points yet.')]];
  const [plotted, others] = [[...numeric], [...latest].filter(([title]) => !numeric.has(title))];
  return [
    ...others.map(([title, { at, value }]) =>
      field(title, bold(JSON.stringify(value)), dim(`  ${ago(now - at)}`)),
    ),
    ...plotted.flatMap(([title, samples]) => plotLines(title, samples, width)),
  ];
}

function plotLines(title: string, samples: readonly Sample[], width: number): Line[] {
  const { counts, rows, timeAxis } = plotParts(samples, {
    width: Math.min(PLOT_WIDTH_MAX, width - 2),
    height: PLOT_ROWS,
  });
  return [
    [plain(' '), bold(title), dim(`  ${counts}`)],
    ...rows.map(({ label, dots }): Line => [dim(label), coloured(dots, 'cyan')]),
    [dim(timeAxis)],
    EMPTY_LINE,
  ];
}
