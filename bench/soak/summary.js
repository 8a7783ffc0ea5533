/** What a soak came to, as people read it: the four figures with their trends, what was done meanwhile, the verdict and why. */

export function summary({ trends, verdict, isFull, looks, report, visitors }) {
  const { samples, commands, configurations, reconnects, moves = 0, faults = {} } = report;
  const last = looks.at(-1);
  const seconds = last.minute * 60;
  const struck = Object.entries(faults).map(([kind, count]) => `${count} ${kind}`);
  return [
    '',
    `${'after garbage collection'.padEnd(24)}${['start', 'half', 'end'].map((head) => head.padStart(10)).join('')}  slope, KB/min    in 2nd half  verdict`,
    ...Object.entries(trends).map(trendLine),
    '',
    `${samples.sent} data samples sent, ${samples.confirmed} confirmed (${(samples.confirmed / seconds).toFixed(0)}/s), ${samples.rejected} rejected, ${samples.unanswered} unanswered, ${samples.late} late`,
    `${last.platform.events} events of the journal (${(last.platform.events / seconds).toFixed(0)}/s), ${last.platform.points} data points kept, ${last.platform.pointsDropped} forgotten`,
    `${commands.answered} commands answered, ${configurations.applied} configurations applied, ${reconnects} reconnections, ${moves} moves; faults: ${struck.join(', ') || 'none'}`,
    `besides: ${visitors.strangers} strangers, ${visitors.pages} pages, ${visitors.streams} streams, ${visitors.failed} failed`,
    '',
    `${verdict}: ${reasonFor(verdict, isFull)}`,
  ].join('\n');
}

function trendLine([name, { start, half, end, slope, doubt, growth, verdict }]) {
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`.padStart(10);
  const kb = (bytes) => (bytes / 1e3).toFixed(1);
  return [
    `${name.padEnd(24)}${mb(start)}${mb(half)}${mb(end)}`,
    `${kb(slope)} ± ${kb(doubt)}`.padStart(14),
    `${(growth * 100).toFixed(1)} %`.padStart(13),
    verdict,
  ].join('  ');
}

function reasonFor(verdict, isFull) {
  if (!isFull)
    return 'the journal or the time series were not full by half of the time; run it for longer, or at a higher rate';
  if (verdict === 'flat') return 'nothing grows in the second half by more than it may, beyond doubt';
  if (verdict === 'growing') return 'something grows in the second half by more than it may, beyond doubt';
  return 'the second half is too short or too restless to say whether something grows';
}
