/**
 * How times in milliseconds are spread, in a fixed number of bins that each are 8 % wider than the one before: percentiles within
 * 4 %, from a hundredth of a millisecond to two hours. A slice of an array of counts, so that many fit into one.
 */

const LEAST_MS = 0.01;
const GROWTH = Math.log(1.08);
export const BINS = 266;

/** The bin of a time. */
export function binOf(ms: number): number {
  if (!(ms > LEAST_MS)) return 0;
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(ms / LEAST_MS) / GROWTH));
}

/** The middle of a bin, in milliseconds. */
const middleOf = (bin: number) => (bin === 0 ? LEAST_MS : LEAST_MS * Math.exp((bin - 0.5) * GROWTH));

/**
 * The time below which so many percent lie; null when there are none.
 * @param counts those of the bins, from `offset` on
 * @param greatest the greatest of the times: none is said to be greater
 */
export function percentileOf(
  counts: ArrayLike<number>,
  percent: number,
  greatest: number,
  offset = 0,
): number | null {
  let total = 0;
  for (let bin = 0; bin < BINS; bin++) total += counts[offset + bin] as number;
  if (total === 0) return null;
  const wanted = (total * percent) / 100;
  let seen = 0;
  for (let bin = 0; bin < BINS; bin++) {
    seen += counts[offset + bin] as number;
    if (seen >= wanted) return Math.min(greatest, middleOf(bin));
  }
  return greatest;
}
