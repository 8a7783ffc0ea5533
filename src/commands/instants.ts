/**
 * Instants as people type them: ISO 8601, or relative to now as newer Kaa takes them (`now-7d`). [7/6.5]
 */
import { kaaError } from '../errors.js';
import { checkedStart } from '../facade/fleet-time.js';
import { parseDuration } from '../kernel/duration.js';

/**
 * The instant as REST wants it, in ISO 8601 with Z.
 * @param now milliseconds since the epoch
 * @throws KaaError FLAG_INVALID
 */
export function instantFrom(flag: string, text: string, now: number): string {
  const at = relative(text, now) ?? absolute(text);
  if (at !== undefined && Math.abs(at) <= MS_MAX) return new Date(at).toISOString();
  const reason = 'not an instant: write ISO 8601 such as 2024-05-01T12:00:00Z, or now, now-15m, now-7d';
  throw kaaError('FLAG_INVALID', { flag, value: text, reason });
}

/**
 * The beginning of virtual time as `--start` says it, in milliseconds since the epoch.
 * @throws KaaError FLAG_INVALID
 */
export function startFrom(text: string, now: number): number {
  return checkedStart(Date.parse(instantFrom('start', text, now)), text);
}

/** The last instant that a date can be. */
const MS_MAX = 8.64e15;

function relative(text: string, now: number): number | undefined {
  if (text === 'now') return Math.floor(now);
  const match = /^now([+-])(.+)$/.exec(text);
  const ms = match === null ? undefined : parseDuration(match[2] as string);
  return ms === undefined ? undefined : Math.floor(now + (match?.[1] === '-' ? -ms : ms));
}

function absolute(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || !isDay(text.slice(0, 10)) ? undefined : at;
}

/** Whether the calendar has the day: to `Date` February 30 is March 2. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
