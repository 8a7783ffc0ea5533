/**
 * The overview: who is there, how much goes through, how fast it is answered, what fails, what has changed of late.
 */
import type { Figures, GroupCount, Percentiles } from '../../../operator/monitor/figures.js';
import { ago, bar, bytes, count, rate, responseTime, span, sparkline } from '../../format.js';
import { beside, bold, coloured, dim, EMPTY_LINE, fitted, type Line, plain, type Span } from '../../lines.js';
import { plotParts } from '../../plot.js';
import { type Column, tableLines } from '../../table.js';
import { bodyRows } from '../layout.js';
import type { RatePoint } from '../store/history.js';
import type { MonitorState } from '../store/state.js';
import { changesLines } from './changes.js';

const LABEL_COLUMNS = 17;
const NUMBER_COLUMNS = 9;
/** Wide enough for two blocks side by side. */
const WIDE = 140;
const ERRORS_SHOWN = 5;
const GROUPS_SHOWN = 6;
const SPARKLINE_MAX = 120;
const PLOT_ROWS_MAX = 14;

/** The lines of the overview. */
export function overviewBody(state: MonitorState): Line[] {
  const { figures, columns } = state;
  if (figures === undefined) return waiting(state);
  const isWide = columns >= WIDE;
  const width = isWide ? Math.floor(columns / 2) : columns;
  const left = [
    ...[...runLines(state), ...presence(figures), ...flow(state, figures, width)],
    ...changesLines(state.history, width),
  ];
  const right = [...errorLines(figures, width), ...extensionLines(figures, width), ...groups(figures, width)];
  const height = bodyRows(state);
  if (isWide) return beside([...left, ...plots(state, width, height - left.length)], right, width);
  return squeezed([...left, ...right], height);
}

/** Gives up empty lines, the lowest first, until the lines fit. */
function squeezed(lines: readonly Line[], height: number): Line[] {
  let over = lines.length - height;
  return lines
    .toReversed()
    .filter((line) => line.length > 0 || over-- <= 0)
    .toReversed();
}

function waiting({ connection }: MonitorState): Line[] {
  return connection.state === 'lost'
    ? [[plain(' The platform does not answer.')], [dim(' Start one: kaa platform start')]]
    : [[dim(' waiting for the first figures …')]];
}

const field = (label: string, ...spans: readonly Span[]): Line => [
  dim(` ${label.padEnd(LABEL_COLUMNS)}`),
  ...spans,
];

function runLines({ run }: MonitorState): Line[] {
  if (run === undefined) return [];
  const { elapsedMs, durationMs, phase, samples } = run;
  const done =
    durationMs === undefined
      ? [plain(`${span(elapsedMs)}, until stopped`)]
      : [
          coloured(bar(elapsedMs / durationMs, 24), 'green'),
          plain(` ${span(elapsedMs)} of ${span(durationMs)}`),
        ];
  const failed = samples.rejected + samples.late;
  return [
    field('Fleet run', ...done, dim(`  ${phase}`)),
    field(
      'Data samples',
      ...[bold(count(samples.sent)), dim(' sent  '), bold(count(samples.confirmed)), dim(' confirmed  ')],
      ...(failed > 0 ? [coloured(`${count(failed)} rejected or late`, 'red')] : []),
    ),
    EMPTY_LINE,
  ];
}

function presence({ endpoints, clients, memory, journal, at }: Figures): Line[] {
  const away = endpoints.total - endpoints.connected;
  return [
    field(
      'Endpoints',
      ...[bold(count(endpoints.connected)), plain(` of ${count(endpoints.total)} connected`)],
      dim(away > 0 ? `  ${count(away)} away` : ''),
      dim(`  through ${count(clients)} ${clients === 1 ? 'client' : 'clients'}`),
    ),
    field(
      'Memory',
      plain(bytes(memory.heapUsedBytes)),
      dim(
        ` of ${bytes(memory.heapLimitBytes)}   journal: ${count(journal.length - journal.dropped)} events, `,
      ),
      dim(`back ${ago(at - journal.oldestAt)}`),
    ),
    EMPTY_LINE,
  ];
}

/** How much goes through: the rate now, the total, the last minutes as a line. */
function flow({ history: { points } }: MonitorState, figures: Figures, width: number): Line[] {
  const { messages, samples, responseTimeMs } = figures;
  const row = (label: string, total: number, of: (point: RatePoint) => number, isBad = false): Line => {
    const values = points.map(of);
    const now = values.at(-1);
    const room = Math.max(0, Math.min(SPARKLINE_MAX, width - LABEL_COLUMNS - 2 * NUMBER_COLUMNS - 9));
    const colour = isBad ? 'red' : 'cyan';
    return field(
      label,
      bold(fitted(now === undefined ? '–' : rate(now), NUMBER_COLUMNS, 'right')),
      dim('/s'),
      plain(fitted(count(total), NUMBER_COLUMNS + 3, 'right')),
      plain('  '),
      coloured(sparkline(values, room), isBad && (now ?? 0) === 0 ? 'cyan' : colour),
    );
  };
  const failed = messages.ignored + messages.refused;
  return [
    field(
      '',
      dim(`${fitted('now', NUMBER_COLUMNS, 'right')}  ${fitted('total', NUMBER_COLUMNS + 3, 'right')}`),
    ),
    row('Data samples', samples, (point) => point.samples),
    row('Messages in', messages.received, (point) => point.received),
    row('Messages out', messages.sent, (point) => point.sent),
    row('Errors', failed, (point) => point.errors, true),
    EMPTY_LINE,
    responseLine(responseTimeMs),
    EMPTY_LINE,
  ];
}

function responseLine({ p50, p95, p99, max, count: answers }: Percentiles): Line {
  if (answers === 0) return field('Response time', dim('nothing was answered in the last 10 s'));
  const values = { p50, p95, p99, max };
  return field(
    'Response time',
    ...Object.entries(values).flatMap(([name, ms]) => [
      dim(`${name} `),
      bold(responseTime(ms)),
      plain('   '),
    ]),
  );
}

function groups({ fleets, versions }: Figures, width: number): Line[] {
  const columns = (title: string): Column<GroupCount>[] => [
    { title, width: 'rest', cell: ({ name }) => name },
    { title: 'connected', width: 9, align: 'right', cell: ({ connected }) => count(connected) },
    { title: 'endpoints', width: 9, align: 'right', cell: ({ total }) => count(total) },
    {
      title: '',
      width: 16,
      from: 60,
      cell: ({ connected, total }) => ({ text: bar(connected / Math.max(1, total), 16), colour: 'green' }),
    },
  ];
  const shown = fleets.length > 0 ? fleets : versions;
  if (shown.length === 0) return [];
  const title = fleets.length > 0 ? 'fleet' : 'application version';
  const lines = tableLines(columns(title), shown.slice(0, GROUPS_SHOWN), { width: width - 2 });
  return [...lines.map(moreLeft), ...more(shown.length - GROUPS_SHOWN), EMPTY_LINE];
}

/** Tables of the overview have no cursor: they begin where the labels do. */
const moreLeft = (line: Line): Line => [plain(' '), ...line.slice(1)];

const more = (left: number): Line[] => (left > 0 ? [[dim(` and ${count(left)} more`)]] : []);

type Extension = Figures['extensions'][number];

function extensionLines({ extensions }: Figures, width: number): Line[] {
  if (extensions.length === 0) return [[dim(' No extension was spoken to yet.')], EMPTY_LINE];
  const number = (title: string, of: (extension: Extension) => number, isBad = false): Column<Extension> => ({
    title,
    width: 9,
    align: 'right',
    cell: (extension) => {
      const value = of(extension);
      if (value === 0) return { text: '0', dim: true };
      return isBad ? { text: count(value), colour: 'red' } : count(value);
    },
  });
  const columns: Column<Extension>[] = [
    { title: 'extension', width: 'rest', cell: ({ name }) => name },
    number('received', ({ received }) => received),
    number('answered', ({ answered }) => answered),
    number('pushed', ({ pushed }) => pushed),
    number('refused', ({ refused }) => refused, true),
    number('crashed', ({ failures }) => failures, true),
  ];
  const shown = extensions.slice(0, GROUPS_SHOWN);
  const lines = tableLines(columns, shown, { width: width - 2 });
  return [...lines.map(moreLeft), ...more(extensions.length - shown.length), EMPTY_LINE];
}

function errorLines({ errors, diagnostics }: Figures, width: number): Line[] {
  if (errors.length === 0) {
    return diagnostics.kinds > 0
      ? []
      : [[coloured(' ✓ ', 'green'), plain('nothing was ignored or refused')], EMPTY_LINE];
  }
  const columns: Column<Figures['errors'][number]>[] = [
    {
      title: 'errors',
      width: 6,
      align: 'right',
      cell: ({ count: often }) => ({ text: count(often), colour: 'red' }),
    },
    {
      title: 'code',
      width: 4,
      align: 'right',
      cell: ({ statusCode }) => (statusCode ? String(statusCode) : '–'),
    },
    { title: 'ext', width: 6, cell: ({ extension = '–' }) => extension },
    { title: 'why', width: 'rest', cell: ({ reason }) => reason },
  ];
  const lines = tableLines(columns, errors.slice(0, ERRORS_SHOWN), { width: width - 2 });
  return [...lines.map(moreLeft), ...more(errors.length - ERRORS_SHOWN), EMPTY_LINE];
}

/** Where there is room, the rate of the last minutes as a plot. */
function plots({ history: { points } }: MonitorState, width: number, room: number): Line[] {
  const height = Math.min(PLOT_ROWS_MAX, room - 3);
  if (height < 4 || points.length < 2) return [];
  const samples = points.map(({ at, received }) => ({ at, value: Math.round(received) }));
  const parts = plotParts(samples, { width: width - 6, height });
  return [
    [dim(' Messages in per second')],
    ...parts.rows.map(({ label, dots }): Line => [dim(label), coloured(dots, 'cyan')]),
    [dim(parts.timeAxis)],
  ];
}
