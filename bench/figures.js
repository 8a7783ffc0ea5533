/**
 * Numbers of measurements: medians, and the table that people read.
 */

/** The middle of the numbers; the mean of the two middle ones when their count is even. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One line for each figure. */
export function table(figures) {
  const lines = figures.map(
    ({ what, unit, kaa, peer, theirs, ratio, betterIs }) =>
      `${what.padEnd(52)} ${short(kaa).padStart(8)} ${unit.padEnd(6)} ${ratio.toFixed(2).padStart(6)}x of ${peer} (${short(theirs)}), ${betterIs} is better`,
  );
  return lines.join('\n');
}

const short = (value) => (value >= 1000 ? `${(value / 1000).toFixed(1)}k` : value.toFixed(1));
