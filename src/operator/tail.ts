/**
 * New points of time series, as they come: the journal of the local platform says where something is new, and EPTS what.
 *
 * Points come in the order of their timestamps, per endpoint and time series; one whose timestamp is older than the last
 * point shown is not shown.
 */
import { dataPoints, type LastQuery, lastPoints, type Point } from './epts.js';
import { journalEvents } from './events.js';
import type { Rest } from './rest.js';

/** With more endpoints than this the query would be too long a URL: all are asked for. */
const ENDPOINTS_PER_QUERY = 50;
const NEWS = 'epts.data-points-received';
const LATEST = '9999-12-31T23:59:59.999Z';
const EARLIEST = '1970-01-01T00:00:00.000Z';

type Key = Pick<Point, 'endpointId' | 'timeSeries'>;

const keyOf = ({ endpointId, timeSeries }: Key) => `${endpointId} ${timeSeries}`;

/**
 * Points from now on, in groups, until the signal aborts it or the platform stops.
 * @throws KaaError REST_REFUSED with status 404 on a Kaa that has no `/kaa/events`
 */
export async function* tailPoints(
  rest: Rest,
  query: LastQuery,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  const shown = new Map<string, string>();
  for (const point of await lastPoints(rest, query)) shown.set(keyOf(point), point.timestamp);
  for await (const keys of newsOf(rest, query, signal)) {
    const points = await pointsSince(rest, query, keys, shown);
    for (const point of points) shown.set(keyOf(point), point.timestamp);
    if (points.length > 0) yield points;
  }
}

async function pointsSince(
  rest: Rest,
  { applicationName }: LastQuery,
  keys: readonly Key[],
  shown: ReadonlyMap<string, string>,
): Promise<Point[]> {
  const endpointIds = [...new Set(keys.map((key) => key.endpointId))];
  const [from] = keys.map((key) => shown.get(keyOf(key)) ?? EARLIEST).sort();
  const points = await dataPoints(rest, {
    applicationName,
    timeSeries: [...new Set(keys.map((key) => key.timeSeries))],
    endpointIds: endpointIds.length > ENDPOINTS_PER_QUERY ? [] : endpointIds,
    from: from ?? EARLIEST,
    to: LATEST,
  });
  const wanted = new Set(keys.map(keyOf));
  const isNew = (point: Point) => Date.parse(point.timestamp) > Date.parse(shown.get(keyOf(point)) ?? '0');
  return points
    .filter((point) => wanted.has(keyOf(point)) && isNew(point))
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}

/** Where something is new; what comes in while the last group is being dealt with makes the next one. */
async function* newsOf(rest: Rest, query: LastQuery, signal: AbortSignal): AsyncGenerator<Key[]> {
  const waiting = new Map<string, Key>();
  let wake = () => {};
  let hasEnded = false;
  const reading = (async () => {
    const [only, ...others] = query.endpointIds;
    const filter = { type: NEWS, endpoint: others.length === 0 ? only : undefined };
    for await (const event of journalEvents(rest, filter, signal)) {
      for (const timeSeries of event.timeSeries as readonly string[]) {
        const key = { endpointId: String(event.endpointId), timeSeries };
        if (isWanted(key, query)) waiting.set(keyOf(key), key);
      }
      wake();
    }
  })().finally(() => {
    hasEnded = true;
    wake();
  });
  // Its failure is thrown below, when what came before it has been dealt with.
  reading.catch(() => {});
  while (!hasEnded || waiting.size > 0) {
    if (waiting.size === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const keys = [...waiting.values()];
    waiting.clear();
    if (keys.length > 0) yield keys;
  }
  await reading;
}

function isWanted({ endpointId, timeSeries }: Key, query: LastQuery): boolean {
  const { endpointIds, timeSeries: names } = query;
  return (
    (endpointIds.length === 0 || endpointIds.includes(endpointId)) &&
    (names.length === 0 || names.includes(timeSeries))
  );
}
