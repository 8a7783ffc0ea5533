/**
 * Figures of measurements: medians, ratios to a peer, targets, and the table that people read.
 *
 *     { what, unit, betterIs: 'more' | 'less', ours: [..], peer, theirs: [..] | undefined, target: 2.5, note? }
 *
 * `theirs` undefined: the peer is absent, and the row says so. The ratio of two medians is worth something on a shared machine;
 * the medians alone are not.
 */

/** The middle of the numbers; the mean of the two middle ones when their count is even. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** An empty list for each name of an object: what is measured in turns is gathered by name. */
export const listsFor = (object) => Object.fromEntries(Object.keys(object).map((name) => [name, []]));

/** A measurement as a row: what is printed, and what `--json` gives. */
export function rowOf({ what, unit, betterIs, ours, peer, theirs, target, note, count }) {
  const kaa = median(ours);
  const row = { what, unit, betterIs, kaa, peer, target, count };
  const noted = note === undefined ? {} : { note };
  if (theirs === undefined) return { ...row, ...noted, peerAbsent: true };
  const of = typeof theirs === 'number' ? theirs : median(theirs);
  const ratio = kaa / of;
  const isMet = target === undefined ? undefined : betterIs === 'more' ? ratio >= target : ratio <= target;
  return { ...row, theirs: of, ratio, isMet, ...noted };
}

/** One line for each row. */
export function table(rows) {
  const lines = rows.map((row) =>
    [
      row.what.padEnd(58),
      `${short(row.kaa)} ${row.unit}`.padStart(17),
      ratioOf(row).padStart(8),
      targetOf(row).padEnd(15),
      `${row.peer}: ${row.peerAbsent ? 'peer absent' : `${short(row.theirs)} ${row.unit}`}`,
      row.note === undefined ? '' : `(${row.note})`,
    ]
      .join('  ')
      .trimEnd(),
  );
  const head = ['what', 'kaa', 'ratio', 'target', 'against'];
  const [what, kaa, ratio, target, against] = head;
  return [
    `${what.padEnd(58)}  ${kaa.padStart(17)}  ${ratio.padStart(8)}  ${target.padEnd(15)}  ${against}`,
    ...lines,
  ].join('\n');
}

const ratioOf = ({ peerAbsent, ratio }) => (peerAbsent ? '-' : `${ratio.toPrecision(3)}x`);

function targetOf({ target, betterIs, isMet }) {
  if (target === undefined) return '';
  const wanted = `${betterIs === 'more' ? '>=' : '<='} ${target}x`;
  return isMet === undefined ? wanted : `${wanted} ${isMet ? 'met' : 'MISSED'}`;
}

export function short(value) {
  if (!Number.isFinite(value)) return '-';
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  if (value >= 10_000) return `${(value / 1000).toFixed(1)}k`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
