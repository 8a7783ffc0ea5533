/**
 * Dates as REST reads and writes them: ISO 8601 in UTC, and in queries also milliseconds or `now-7d`. (reference §6.5)
 */
import { parseDuration } from '../../kernel/duration.js';
import { readTimestamp } from '../services/epts/timestamp.js';
import { badRequest } from './http-error.js';

const LAST_DATE_MS = 8.64e15;

/** `2026-01-01T12:00:00.000Z` */
export function isoDate(ms: number): string {
  return new Date(Math.max(-LAST_DATE_MS, Math.min(LAST_DATE_MS, ms))).toISOString();
}

const RELATIVE = /^now(?:([+-])([0-9]+(?:ms|[smhdw])))?$/;
const MILLIS = /^-?[0-9]{1,16}$/;
/** An offset whose plus the query string has turned into a blank. */
const LOST_PLUS = / (\d{2}:?\d{2})$/;

/**
 * Milliseconds since the epoch of a date in a query.
 * @throws HttpError 400 when it is no date
 */
export function readDate(name: string, text: string, now: number): number {
  const relative = RELATIVE.exec(text);
  if (relative !== null) return now + lengthOf(relative[2]) * (relative[1] === '-' ? -1 : 1);
  if (MILLIS.test(text)) return Number(text);
  const date = readTimestamp(text.replace(LOST_PLUS, '+$1'), 'iso8601');
  if (date !== undefined) return date;
  throw badRequest(`${name} is no date: "${text}"; write 2026-01-31T12:00:00Z, milliseconds, now or now-7d`);
}

function lengthOf(text = '0ms'): number {
  const weeks = /^([0-9]+)w$/.exec(text);
  return weeks === null ? (parseDuration(text) ?? 0) : (parseDuration(`${Number(weeks[1]) * 7}d`) ?? 0);
}
