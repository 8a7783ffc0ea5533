/**
 * Does a figure grow? A straight line through the second half of what was measured, and how sure it is.
 *
 *     trendOf([{ minute: 0, value: 100 }, ..], 0.05) -> { start, half, end, slope, doubt, growth, verdict }
 *
 * `slope` is in units a minute, `doubt` twice its standard error; `growth` what the line rises by in the second half, as a share of
 * its level. The first half is for what fills up until its bound is reached, and for the compiler.
 */

/** Below so many measurements in the second half a line says nothing. */
const POINTS_MIN = 5;

/**
 * @param growthMax the growth up to which it is flat
 * @returns as above; the verdict is `flat` or `growing` where even the doubt does not change it, else `unclear`
 */
export function trendOf(points, growthMax) {
  const last = points.at(-1);
  const middle = (points[0].minute + last.minute) / 2;
  const half = points.filter(({ minute }) => minute >= middle);
  const { slope, doubt, level } = lineThrough(half);
  const growthOf = (perMinute) => (perMinute * (last.minute - middle)) / level;
  const [least, most] = [growthOf(slope - doubt), growthOf(slope + doubt)];
  return {
    start: points[0].value,
    half: half[0].value,
    end: last.value,
    slope,
    doubt,
    growth: growthOf(slope),
    verdict: half.length < POINTS_MIN ? 'unclear' : verdictOf(least, most, growthMax),
  };
}

function verdictOf(least, most, growthMax) {
  if (most <= growthMax) return 'flat';
  return least > growthMax ? 'growing' : 'unclear';
}

/** Least squares. */
function lineThrough(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const minute = mean((point) => point.minute);
  const level = mean((point) => point.value);
  const spread = points.reduce((sum, point) => sum + (point.minute - minute) ** 2, 0);
  if (spread === 0) return { slope: 0, doubt: Number.POSITIVE_INFINITY, level };
  const slope =
    points.reduce((sum, point) => sum + (point.minute - minute) * (point.value - level), 0) / spread;
  const rest = points.reduce(
    (sum, point) => sum + (point.value - level - slope * (point.minute - minute)) ** 2,
    0,
  );
  const doubt = 2 * Math.sqrt(rest / Math.max(1, points.length - 2) / spread);
  return { slope, doubt, level };
}
