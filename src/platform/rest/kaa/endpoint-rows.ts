/**
 * The endpoints of a platform as the rows of a table: who each is, whether it is there, how much it sends; filtered and
 * sorted here, so that a screen asks for the rows it shows and no more.
 */
import { badRequest } from '../http-error.js';
import { compare } from '../paging.js';
import type { RestPlatform } from '../server.js';
import type { EndpointActivity } from './endpoint-figures.js';
import type { Figures } from './figures.js';

export type EndpointRow = {
  readonly endpointId: string;
  /** The first of its tokens; undefined when it has none. */
  readonly token: string | undefined;
  readonly tokenState: string | undefined;
  readonly application: string;
  readonly appVersion: string;
  /** Undefined when no fleet declares it. */
  readonly fleet: string | undefined;
  readonly connected: boolean;
} & EndpointActivity;

export interface RowQuery {
  /** Words that must all be in a row. */
  readonly filter: string;
  /** A member; with `-` before it from high to low. */
  readonly sort: string;
}

const SORTABLE: readonly string[] = [
  'token',
  'endpointId',
  'tokenState',
  'fleet',
  'appVersion',
  'connected',
  'lastSeenAt',
  'perMinute',
  'received',
  'sent',
  'errors',
] satisfies (keyof EndpointRow)[];

type Ports = Pick<RestPlatform, 'clock' | 'services' | 'fleetOf'> & {
  isConnected(endpointId: string): boolean;
};

/** All rows that match, in order. @throws HttpError 400 when there is no such member to sort by */
export function endpointRows(platform: Ports, figures: Figures, { filter, sort }: RowQuery): EndpointRow[] {
  const order = orderOf(sort);
  const isWanted = matches(filter);
  const now = platform.clock.now();
  const rows: EndpointRow[] = [];
  for (const { endpointId, applicationName, appVersionName } of platform.services.epr.endpoints()) {
    const [token] = platform.services.cm.tokensOf(endpointId);
    const row = {
      endpointId,
      token: token?.token,
      tokenState: token?.state,
      application: applicationName,
      appVersion: appVersionName,
      fleet: platform.fleetOf(endpointId),
      connected: platform.isConnected(endpointId),
      ...figures.endpoints.of(endpointId, now),
    };
    if (isWanted(row)) rows.push(row);
  }
  return rows.sort(order);
}

function matches(filter: string): (row: EndpointRow) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (row) => {
    const state = row.connected ? 'connected' : 'away';
    const errors = row.errors > 0 ? 'errors' : '';
    const { token = '', endpointId, fleet = '', appVersion, tokenState = '' } = row;
    const text =
      `${token} ${endpointId} ${fleet} ${appVersion} ${tokenState} ${state} ${errors}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function orderOf(sort: string): (a: EndpointRow, b: EndpointRow) => number {
  const isDescending = sort.startsWith('-');
  const name = isDescending ? sort.slice(1) : sort;
  if (!SORTABLE.includes(name))
    throw badRequest(`cannot sort by "${name}"; there are: ${SORTABLE.join(', ')}`);
  const key = name as keyof EndpointRow;
  const sign = isDescending ? -1 : 1;
  // Equal rows keep one order, or a table that is drawn anew every second would dance.
  return (a, b) => compare(a[key], b[key]) * sign || compare(a.token, b.token);
}
