/**
 * The keys of each screen: moving through its list, and what else it offers. Keys that work everywhere are not here.
 */

import { textOfLines } from '../../lines.js';
import { bodyRows, detailRows, tableRows } from '../layout.js';
import type { Key } from '../store/event.js';
import { pairOf, shownMessages } from '../store/messages.js';
import { type MonitorState, rowAtCursor, SORTS } from '../store/state.js';
import { traceText } from '../trace-lines.js';
import { matchingDiagnostics } from '../views/diagnostics.js';
import { moved, movedInTail } from './moving.js';
import type { Pressed } from './press.js';

/** What a key does on the screen that is open. */
export function screenPressed(state: MonitorState, key: Key): Pressed {
  switch (state.screen) {
    case 'endpoints':
      return { state: onEndpoints(state, key) };
    case 'endpoint':
      return { state: onEndpoint(state, key) };
    case 'messages':
      return { state: onMessages(state, key) };
    case 'trace':
      return onTrace(state, key);
    case 'diagnostics':
      return { state: onDiagnostics(state, key) };
    case 'contracts':
      return { state: onContracts(state, key) };
    case 'overview':
      return { state };
  }
}

function onEndpoints(state: MonitorState, key: Key): MonitorState {
  const { endpoints } = state;
  const cursor = moved(endpoints.cursor, key, tableRows(state), endpoints.total ?? 0);
  if (cursor !== undefined) return { ...state, endpoints: { ...endpoints, cursor } };
  const again = { cursor: 0, offset: 0, rows: [] };
  switch (key) {
    case 'o': {
      const sort = SORTS[(SORTS.indexOf(endpoints.sort) + 1) % SORTS.length] as (typeof SORTS)[number];
      // Of quantities the largest are wanted, of names the first.
      const isDescending = ['lastSeenAt', 'perMinute', 'errors', 'connected'].includes(sort);
      return { ...state, endpoints: { ...endpoints, ...again, sort, isDescending } };
    }
    case 'O':
      return { ...state, endpoints: { ...endpoints, ...again, isDescending: !endpoints.isDescending } };
    case 'enter': {
      const row = rowAtCursor(endpoints);
      return row === undefined ? state : { ...state, screen: 'endpoint', opened: { row, scroll: 0 } };
    }
    case 't':
      return traced(state, rowAtCursor(endpoints)?.token);
    case 'escape':
      return endpoints.filter === ''
        ? state
        : { ...state, endpoints: { ...endpoints, ...again, filter: '', total: undefined } };
    default:
      return state;
  }
}

function onEndpoint(state: MonitorState, key: Key): MonitorState {
  const { opened } = state;
  if (key === 'escape' || opened === undefined) return { ...state, screen: 'endpoints' };
  if (key === 't') return traced(state, opened.row.token);
  const scroll = moved(opened.scroll, key, bodyRows(state), 200);
  return scroll === undefined ? state : { ...state, opened: { ...opened, scroll } };
}

/** The trace of an endpoint, from its beginning. */
function traced(state: MonitorState, token: string | undefined): MonitorState {
  if (token === undefined)
    return { ...state, notice: { tone: 'bad', text: 'this endpoint has no token to trace it by' } };
  return { ...state, screen: 'trace', tracing: { ...state.tracing, token } };
}

function onMessages(state: MonitorState, key: Key): MonitorState {
  const { messages } = state;
  const shown = shownMessages(messages);
  const page = bodyRows(state) - detailRows(state);
  const pause = (cursor: number): MonitorState => ({
    ...state,
    messages: { ...messages, paused: shown, cursor },
  });
  const goOn: MonitorState = { ...state, messages: { ...messages, paused: undefined, cursor: undefined } };
  if (key === 'space') return messages.paused === undefined ? pause(shown.length - 1) : goOn;
  if (key === 'escape' && messages.paused !== undefined) return goOn;
  const place = messages.cursor ?? shown.length - 1;
  if (key === 'p') {
    const pair = pairOf(shown, place);
    return pair >= 0
      ? pause(pair)
      : { ...state, notice: { tone: 'plain', text: 'its pair is not in the list' } };
  }
  if (key === 't') return traced(state, shown[place]?.address?.token);
  const cursor = moved(place, key, page, shown.length);
  return cursor === undefined || shown.length === 0 ? state : pause(cursor);
}

function onTrace(state: MonitorState, key: Key): Pressed {
  const { tracing } = state;
  const { entries } = tracing.trace;
  const text = () => textOfLines(traceText(tracing.trace, 100));
  if (key === 'y' && entries.length > 0)
    return { state, intent: { type: 'copy', text: text(), what: `the trace of ${tracing.token}` } };
  if (key === 'w' && entries.length > 0)
    return { state, intent: { type: 'save', text: text(), name: `trace-${tracing.token}` } };
  const to = movedInTail(tracing.cursor, key, bodyRows(state) - detailRows(state), entries.length);
  return {
    state: to === undefined ? state : { ...state, tracing: { ...tracing, cursor: to ?? undefined } },
  };
}

function onDiagnostics(state: MonitorState, key: Key): MonitorState {
  const { diagnostics } = state;
  if (key === 'escape') return { ...state, diagnostics: { ...diagnostics, filter: '', cursor: 0 } };
  const cursor = moved(diagnostics.cursor, key, 5, matchingDiagnostics(diagnostics).length);
  return cursor === undefined ? state : { ...state, diagnostics: { ...diagnostics, cursor } };
}

function onContracts(state: MonitorState, key: Key): MonitorState {
  const { contracts } = state;
  const to = movedInTail(contracts.cursor, key, bodyRows(state) - 2, contracts.steps.length);
  return to === undefined ? state : { ...state, contracts: { ...contracts, cursor: to ?? undefined } };
}
