/**
 * Reading data points out of a time series: in the order of time, within bounds, one point for each timestamp.
 */
import type { DataPoint } from '../../esp/events.js';
import type { PointSeries } from './series.js';
import type { EptsSettings } from './settings.js';

export interface TimeRange {
  /** Milliseconds since the epoch; undefined: no bound on that side. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Which of the bounds belong to the range; both when absent. */
  readonly includeTime?: 'from' | 'to' | 'both' | 'none' | undefined;
}

type Same = EptsSettings['sameTimestamp'];

/** The points within the range, oldest first; frozen. */
export function pointsWithin(series: PointSeries, range: TimeRange, same: Same): readonly DataPoint[] {
  const isWithin = rangeTest(range);
  const found: { readonly timestamp: number; readonly index: number }[] = [];
  series.forEachTimestamp((timestamp, index) => {
    if (isWithin(timestamp)) found.push({ timestamp, index });
  });
  found.sort((a, b) => a.timestamp - b.timestamp || a.index - b.index);
  const points: DataPoint[] = [];
  for (const { timestamp, index } of found) {
    const before = points.at(-1);
    const isSame = same === 'last-wins' && before?.timestamp === timestamp;
    // What came later wins value by value, as in the database beneath Kaa's EPTS.
    const values = isSame ? { ...before.values, ...series.valuesAt(index) } : series.valuesAt(index);
    if (isSame) points.pop();
    points.push(Object.freeze({ timestamp, values: Object.freeze(values) }));
  }
  return points;
}

/** The last point at or before `before`; undefined when there is none. */
export function lastPoint(series: PointSeries, before: number, same: Same): DataPoint | undefined {
  let last = Number.NEGATIVE_INFINITY;
  series.forEachTimestamp((timestamp) => {
    if (timestamp <= before && timestamp > last) last = timestamp;
  });
  return last === Number.NEGATIVE_INFINITY
    ? undefined
    : pointsWithin(series, { from: last, to: last }, same).at(-1);
}

function rangeTest({ from, to, includeTime = 'both' }: TimeRange): (timestamp: number) => boolean {
  const low = from ?? Number.NEGATIVE_INFINITY;
  const high = to ?? Number.POSITIVE_INFINITY;
  const withLow = includeTime === 'both' || includeTime === 'from';
  const withHigh = includeTime === 'both' || includeTime === 'to';
  return (timestamp) =>
    (withLow ? timestamp >= low : timestamp > low) && (withHigh ? timestamp <= high : timestamp < high);
}
