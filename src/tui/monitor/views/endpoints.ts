/**
 * The table of endpoints: one row each, however many there are; only the rows on the screen are loaded.
 */
import type { EndpointRow } from '../../../operator/monitor/figures.js';
import { ago, count } from '../../format.js';
import { bold, dim, EMPTY_LINE, type Line, plain } from '../../lines.js';
import { type Column, tableLines } from '../../table.js';
import { tableRows, topOf } from '../layout.js';
import type { MonitorState, SortName } from '../store/state.js';

const SORT_TITLES: Readonly<Record<SortName, string>> = {
  token: 'token',
  fleet: 'fleet',
  appVersion: 'application version',
  connected: 'state',
  lastSeenAt: 'last seen',
  perMinute: 'messages a minute',
  errors: 'errors',
};

/** Title, head, rows. */
export function endpointsBody(state: MonitorState): Line[] {
  const { endpoints, figures, columns } = state;
  const { total, cursor, offset, rows, filter } = endpoints;
  if (total === undefined) return [[dim(' loading the endpoints …')]];
  if (total === 0) return nothing(filter);
  const height = tableRows(state);
  const top = topOf(cursor, height, total);
  const shown = Array.from({ length: Math.min(height, total - top) }, (_, i) => rows[top + i - offset]);
  const table = tableLines(columnsAt(figures?.at ?? 0), shown, {
    width: columns,
    selected: cursor - top,
  });
  return [titleLine(state, total), EMPTY_LINE, ...table];
}

function nothing(filter: string): Line[] {
  if (filter !== '')
    return [[plain(` No endpoint matches “${filter}”.`)], [dim(' esc takes the filter away')]];
  return [
    [plain(' This platform has no endpoints yet.')],
    [dim(' Register one: kaa endpoint create, or declare some in blueprint.yaml')],
  ];
}

function titleLine({ endpoints: { filter, sort, isDescending, cursor } }: MonitorState, total: number): Line {
  return [
    bold(` ${count(total)} ${total === 1 ? 'endpoint' : 'endpoints'}`),
    dim(filter === '' ? '' : `  that match “${filter}”`),
    dim(`  by ${SORT_TITLES[sort]} ${isDescending ? '↓' : '↑'}`),
    dim(`  ${count(cursor + 1)} of ${count(total)}`),
  ];
}

function columnsAt(now: number): Column<EndpointRow>[] {
  return [
    { title: 'token', width: 'rest', cell: ({ token, endpointId }) => token ?? endpointId },
    { title: 'fleet', width: 16, from: 96, cell: ({ fleet }) => fleet ?? '–' },
    { title: 'application version', width: 22, from: 76, cell: ({ appVersion }) => appVersion },
    { title: 'state', width: 10, cell: stateCell },
    { title: 'last seen', width: 9, align: 'right', cell: ({ lastSeenAt }) => seen(lastSeenAt, now) },
    { title: '/min', width: 6, align: 'right', cell: ({ perMinute }) => perMinuteText(perMinute) },
    { title: 'sent', width: 9, align: 'right', from: 110, cell: ({ received }) => count(received) },
    { title: 'got', width: 9, align: 'right', from: 110, cell: ({ sent }) => count(sent) },
    {
      title: 'errors',
      width: 6,
      align: 'right',
      cell: ({ errors }) => (errors > 0 ? { text: count(errors), colour: 'red' } : { text: '0', dim: true }),
    },
    {
      title: 'endpoint ID',
      width: 36,
      from: 170,
      cell: ({ endpointId }) => ({ text: endpointId, dim: true }),
    },
  ];
}

function stateCell({ connected, tokenState }: EndpointRow) {
  if (tokenState === 'Suspended' || tokenState === 'Revoked')
    return { text: tokenState.toLowerCase(), colour: 'red' } as const;
  return connected ? ({ text: 'connected', colour: 'green' } as const) : { text: 'away', dim: true };
}

const seen = (at: number | null, now: number) => (at === null ? 'never' : ago(Math.max(0, now - at)));

const perMinuteText = (value: number) => (value > 0 && value < 10 ? value.toFixed(1) : count(value));
