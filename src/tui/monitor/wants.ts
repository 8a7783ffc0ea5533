/**
 * What the screens need of the platform, as it follows from the state.
 */
import type { EventFilter } from '../../operator/events.js';
import type { RowQuery } from '../../operator/monitor/figures.js';
import { tableRows, topOf } from './layout.js';
import { filterOf } from './store/messages.js';
import type { MonitorState } from './store/state.js';

/** Rows loaded above and below those on the screen, so that scrolling does not wait. */
const SPARE_ROWS = 100;
/** Events before now that the tail begins with. */
const TAIL_BACK = 500;

export interface Wants {
  readonly messages?: EventFilter | undefined;
  readonly trace?: EventFilter | undefined;
  readonly contracts?: EventFilter | undefined;
  readonly rows?: RowQuery | undefined;
  readonly endpointId?: string | undefined;
  /** How many times something went wrong by now: the list is asked for when that changes. */
  readonly diagnostics?: number | undefined;
}

/** What is needed now. A trace goes on once it has begun: what is not watched is missed. */
export function wantsOf(state: MonitorState): Wants {
  const { screen, tracing, opened, figures, messages } = state;
  const back = Math.max(-1, (figures?.journal.length ?? 0) - TAIL_BACK);
  return {
    messages: screen === 'messages' ? { ...filterOf(messages.filter), since: back } : undefined,
    trace: tracing.token === undefined ? undefined : { endpoint: tracing.token, since: -1 },
    contracts: screen === 'contracts' ? { type: 'contract.', since: -1 } : undefined,
    rows: screen === 'endpoints' || screen === 'endpoint' ? rowQuery(state) : undefined,
    endpointId: screen === 'endpoint' ? opened?.row.endpointId : undefined,
    diagnostics: screen === 'diagnostics' ? figures?.diagnostics.total : undefined,
  };
}

/** Are there rows on the screen that are not loaded? */
export function rowsWanted(state: MonitorState): boolean {
  const { cursor, total, offset, rows } = state.endpoints;
  if (total === undefined) return true;
  const height = Math.min(tableRows(state), total);
  const top = topOf(cursor, height, total);
  return top < offset || top + height > offset + rows.length;
}

function rowQuery(state: MonitorState): RowQuery {
  const { filter, sort, isDescending, cursor, total = 0 } = state.endpoints;
  const height = tableRows(state);
  return {
    filter,
    sort: `${isDescending ? '-' : ''}${sort}`,
    offset: Math.max(0, topOf(cursor, height, total) - SPARE_ROWS),
    limit: height + 2 * SPARE_ROWS,
  };
}
