/**
 * Quantities as short text: counts, response times, spans, bytes. The same words on the terminal and on pages.
 *
 * Pure, without colour, and independent of the machine's locale. Times come in milliseconds.
 */

/** `30,010` */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1.0`, `1,000`: a rate, with one decimal below a hundred. */
export function rate(perSecond: number): string {
  return perSecond < 100 ? perSecond.toFixed(1) : count(perSecond);
}

/** A response time with about three digits: `0.42 ms`, `3.7 ms`, `128 ms`, `12.8 s`; a dash for none. */
export function responseTime(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 9_999.5) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 99.95) return `${count(ms)} ms`;
  return `${ms.toFixed(ms < 0.995 ? 2 : 1)} ms`;
}

/** How long something took: `0.8 s`, `15.0 s`, `2m 05s`, `1h 02m`. */
export function span(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${twoDigits(seconds % 60)}s`;
  return `${count(Math.floor(minutes / 60))}h ${twoDigits(minutes % 60)}m`;
}

/** How many times as fast as real time a run goes: ` (1,520x)`; nothing for a run in real time. */
export function pace(progress: {
  readonly elapsedMs: number;
  readonly realElapsedMs?: number | undefined;
}): string {
  const { elapsedMs, realElapsedMs } = progress;
  return realElapsedMs === undefined ? '' : ` (${rate(elapsedMs / Math.max(1, realElapsedMs))}x)`;
}

/** How long ago something was: `now`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function ago(ms: number): string {
  if (ms < 1500) return 'now';
  if (ms < 99_500) return `${Math.round(ms / 1000)} s`;
  if (ms < 5_970_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

/** Bytes in the unit that suits: `512 B`, `54.2 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  const [unit, size] = value < 1e6 ? ['kB', 1e3] : value < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  const amount = value / (size as number);
  return `${amount < 100 ? amount.toFixed(1) : count(amount)} ${unit}`;
}

/** The time of day of an instant, UTC: `12:00:00.123`. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

const twoDigits = (value: number) => String(value).padStart(2, '0');
