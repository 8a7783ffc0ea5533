/**
 * Times as data samples write them: milliseconds or seconds since the epoch, or ISO 8601.
 *
 * Arithmetic only; it does not know what time it is.
 */
import type { TimestampFormat } from './settings.js';

/** Milliseconds since the epoch, or undefined when the value is no time in that format. */
export function readTimestamp(value: unknown, format: TimestampFormat): number | undefined {
  if (format === 'iso8601') return typeof value === 'string' ? readIso8601(value) : undefined;
  if (typeof value !== 'number') return undefined;
  const ms = Math.floor(format === 'seconds-unix-epoch' ? value * 1000 : value);
  return Number.isFinite(ms) ? ms : undefined;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Without an offset it is UTC. Kaa's own samples write offsets without a colon. */
function readIso8601(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const fraction = match[7] === undefined ? 0 : Math.floor(Number(`0.${match[7]}`) * 1000);
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  return seconds * 1000 + fraction - offsetMs(match[8]);
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z' || offset === 'z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return (offset[0] === '-' ? -minutes : minutes) * 60_000;
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [0, 31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] ?? 0;
}

/** Years begin in March here, so that the leap day is the last of its year. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leapDays + dayOfYear - 719_468;
}
