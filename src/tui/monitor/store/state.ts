/**
 * Everything that the monitor shows, as one plain value: what is known of the platform, and where the person is.
 *
 * Nobody changes it: reducers make the next one. Every list in it has a bound.
 */
import type { EndpointDetail } from '../../../operator/monitor/endpoint-detail.js';
import type { EndpointRow, Figures, FoundDiagnostic } from '../../../operator/monitor/figures.js';
import { EMPTY_TRACE, type Trace } from '../../../operator/trace/exchange.js';
import type { FleetProgress } from '../../../sim/report/report.js';
import type { PokeState } from '../pokes/poke.js';
import { type ContractLog, EMPTY_CONTRACTS } from './contracts.js';
import { EMPTY_HISTORY, type History } from './history.js';
import { EMPTY_MESSAGES, type Messages } from './messages.js';

export const SCREENS = ['overview', 'endpoints', 'trace', 'messages', 'diagnostics', 'contracts'] as const;
/** `endpoint` is one of the endpoints, opened. */
export type ScreenName = (typeof SCREENS)[number] | 'endpoint';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live'; readonly url: string }
  /** `attempt` counts from 1; the next try is `retryInMs` after the last. */
  | {
      readonly state: 'lost';
      readonly url: string | undefined;
      readonly reason: string;
      readonly attempt: number;
      readonly retryInMs: number;
    };

export const SORTS = [
  'token',
  'fleet',
  'appVersion',
  'connected',
  'lastSeenAt',
  'perMinute',
  'errors',
] as const;
export type SortName = (typeof SORTS)[number];

export interface Endpoints {
  readonly filter: string;
  readonly sort: SortName;
  readonly isDescending: boolean;
  /** Index in the whole list, which is longer than what is loaded. */
  readonly cursor: number;
  readonly offset: number;
  readonly rows: readonly EndpointRow[];
  /** Undefined until the first rows are there. */
  readonly total: number | undefined;
}

/** An endpoint that was opened. */
export interface Opened {
  readonly row: EndpointRow;
  readonly detail?: EndpointDetail | undefined;
  /** Why there is none. */
  readonly problem?: string | undefined;
  /** Lines scrolled down. */
  readonly scroll: number;
}

export interface Tracing {
  /** Undefined until somebody chooses an endpoint. */
  readonly token: string | undefined;
  readonly trace: Trace;
  /** Index into the entries; undefined: the newest is followed. */
  readonly cursor: number | undefined;
}

export type Prompt =
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'goto'; readonly text: string; readonly problem?: string | undefined };

export interface Notice {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface MonitorState {
  readonly columns: number;
  readonly rows: number;
  readonly isReadOnly: boolean;
  /** Without it, what is only told by looks is told by signs. */
  readonly hasColour: boolean;
  readonly connection: Connection;
  readonly figures: Figures | undefined;
  readonly history: History;
  /** Of the fleet run in this process. */
  readonly run: FleetProgress | undefined;
  readonly screen: ScreenName;
  readonly isHelpOpen: boolean;
  readonly endpoints: Endpoints;
  readonly opened: Opened | undefined;
  readonly tracing: Tracing;
  readonly messages: Messages;
  readonly diagnostics: {
    readonly items: readonly FoundDiagnostic[];
    readonly cursor: number;
    readonly filter: string;
  };
  readonly contracts: ContractLog;
  readonly prompt: Prompt | undefined;
  readonly poke: PokeState | undefined;
  readonly notice: Notice | undefined;
}

/** What there is before anything is known. */
export function initialState(options: {
  readonly columns: number;
  readonly rows: number;
  readonly isReadOnly: boolean;
  readonly hasColour: boolean;
  readonly screen?: ScreenName | undefined;
  readonly token?: string | undefined;
}): MonitorState {
  const { columns, rows, isReadOnly, hasColour, screen = 'overview', token } = options;
  return {
    ...{ columns, rows, isReadOnly, hasColour, screen },
    connection: { state: 'connecting' },
    figures: undefined,
    history: EMPTY_HISTORY,
    run: undefined,
    isHelpOpen: false,
    endpoints: {
      filter: '',
      sort: 'token',
      isDescending: false,
      cursor: 0,
      offset: 0,
      rows: [],
      total: undefined,
    },
    opened: undefined,
    tracing: { token, trace: EMPTY_TRACE, cursor: undefined },
    messages: EMPTY_MESSAGES,
    diagnostics: { items: [], cursor: 0, filter: '' },
    contracts: EMPTY_CONTRACTS,
    prompt: undefined,
    poke: undefined,
    notice: undefined,
  };
}

/** The row under the cursor of the endpoints; undefined while it is not loaded. */
export function rowAtCursor({ cursor, offset, rows }: Endpoints): EndpointRow | undefined {
  return rows[cursor - offset];
}

/** The endpoint that a poke would be for: the one opened, or the one under the cursor. */
export function targetOf({ screen, opened, endpoints }: MonitorState): EndpointRow | undefined {
  if (screen === 'endpoint') return opened?.row;
  return screen === 'endpoints' ? rowAtCursor(endpoints) : undefined;
}
