/**
 * How the state follows from what happens: one pure step for each event. Keys are in `../keys/`.
 */
import type { StreamedEvent, StreamItem } from '../../../operator/events.js';
import { EMPTY_TRACE, traceWith } from '../../../operator/trace/exchange.js';
import { contractsWith, EMPTY_CONTRACTS } from './contracts.js';
import type { MonitorEvent, StreamName } from './event.js';
import { historyWith } from './history.js';
import { EMPTY_MESSAGES, messagesWith } from './messages.js';
import type { MonitorState } from './state.js';

export type NewsEvent = Exclude<MonitorEvent, { readonly type: 'key' }>;

/** The state after the news. */
export function reduce(state: MonitorState, event: NewsEvent): MonitorState {
  switch (event.type) {
    case 'resized':
      return { ...state, columns: event.columns, rows: event.rows };
    case 'connected':
      return { ...state, connection: { state: 'live', url: event.url } };
    case 'lost':
      return lost(state, event);
    case 'figures':
      return withFigures(state, event);
    case 'rows':
      return withRows(state, event);
    case 'endpoint':
      return withDetail(state, event);
    case 'stream-began':
      return streamBegan(state, event.stream);
    case 'stream':
      return withItems(state, event.stream, event.items);
    case 'diagnostics':
      return { ...state, diagnostics: { ...state.diagnostics, items: event.items } };
    case 'run':
      return { ...state, run: event.progress };
    case 'poked':
      return { ...state, poke: undefined, notice: event.notice };
    case 'notice':
      return { ...state, notice: event.notice };
  }
}

function lost(state: MonitorState, event: NewsEvent & { readonly type: 'lost' }): MonitorState {
  const { reason, attempt, retryInMs } = event;
  const { connection } = state;
  const url = connection.state === 'connecting' ? undefined : connection.url;
  return { ...state, connection: { state: 'lost', url, reason, attempt, retryInMs } };
}

/** A report that comes late, or from a platform that is gone, changes nothing. */
function withFigures(
  state: MonitorState,
  { figures }: NewsEvent & { readonly type: 'figures' },
): MonitorState {
  const history = historyWith(state.history, figures);
  return { ...state, history, figures: history.last };
}

/** The cursor stays within what there is. */
function withRows(
  state: MonitorState,
  { offset, page: { content, totalElements } }: NewsEvent & { readonly type: 'rows' },
): MonitorState {
  const cursor = Math.max(0, Math.min(state.endpoints.cursor, totalElements - 1));
  const endpoints = { ...state.endpoints, cursor, offset, rows: content, total: totalElements };
  const { opened } = state;
  const row = content.find(({ endpointId }) => endpointId === opened?.row.endpointId);
  return { ...state, endpoints, opened: opened && row ? { ...opened, row } : opened };
}

function withDetail(state: MonitorState, event: NewsEvent & { readonly type: 'endpoint' }): MonitorState {
  const { opened } = state;
  if (opened?.row.endpointId !== event.endpointId) return state;
  const { detail = opened.detail, problem } = event;
  return { ...state, opened: { ...opened, detail, problem } };
}

/** Whoever begins to listen anew has the whole of it sent again. */
function streamBegan(state: MonitorState, stream: StreamName): MonitorState {
  switch (stream) {
    case 'messages':
      return { ...state, messages: { ...EMPTY_MESSAGES, filter: state.messages.filter } };
    case 'trace':
      return { ...state, tracing: { ...state.tracing, trace: EMPTY_TRACE, cursor: undefined } };
    case 'contracts':
      return { ...state, contracts: EMPTY_CONTRACTS };
  }
}

function withItems(state: MonitorState, stream: StreamName, items: readonly StreamItem[]): MonitorState {
  switch (stream) {
    case 'messages':
      return { ...state, messages: messagesWith(state.messages, items) };
    case 'trace': {
      const { tracing } = state;
      const missed = items.reduce((sum, item) => sum + ('dropped' in item ? item.dropped : 0), 0);
      const trace = traceWith({ ...tracing.trace, missed: tracing.trace.missed + missed }, eventsOf(items));
      const gone = trace.gone - tracing.trace.gone;
      const cursor = tracing.cursor === undefined ? undefined : Math.max(0, tracing.cursor - gone);
      return { ...state, tracing: { ...tracing, trace, cursor } };
    }
    case 'contracts':
      return { ...state, contracts: contractsWith(state.contracts, eventsOf(items)) };
  }
}

const eventsOf = (items: readonly StreamItem[]): StreamedEvent[] =>
  items.flatMap((item) => ('event' in item ? [item.event] : []));
