/**
 * A data sample as a row of a table: its members by name, those of objects in it under dotted names (`position.latitude`),
 * arrays as the JSON text that they are.
 *
 *     { "temperature": 21.5, "position": { "latitude": 50.45 } }   →   temperature, position.latitude
 */
import { millisecondOf } from '../../kernel/instant.js';

/** When and whose a row is; the first columns of every table. */
export const ROW_COLUMNS = ['at', 'fleet', 'token'] as const;

/** What a data sample that is no object becomes a column of. */
const WHOLE = 'sample';

/** Told of each value; `value` is a number, a text, a boolean or null. @param isJson an array, as JSON text */
export type OnValue = (column: string, value: number | string | boolean | null, isJson: boolean) => void;

/** Names every value of a data sample. */
export function eachValue(sample: unknown, onValue: OnValue): void {
  if (typeof sample === 'object' && sample !== null && !Array.isArray(sample))
    eachMember('', sample as Readonly<Record<string, unknown>>, onValue);
  else tellValue(WHOLE, sample, onValue);
}

function eachMember(prefix: string, members: Readonly<Record<string, unknown>>, onValue: OnValue): void {
  for (const name in members) {
    const value = members[name];
    if (value === undefined) continue;
    const column = prefix === '' ? columnOf(name) : prefix + name;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      eachMember(`${column}.`, value as Readonly<Record<string, unknown>>, onValue);
    else tellValue(column, value, onValue);
  }
}

function tellValue(column: string, value: unknown, onValue: OnValue): void {
  if (Array.isArray(value)) onValue(column, JSON.stringify(value), true);
  // JSON has no other numbers, so neither has a data sample that is sent.
  else if (typeof value === 'number') onValue(column, Number.isFinite(value) ? value : null, false);
  else if (typeof value === 'string' || typeof value === 'boolean') onValue(column, value, false);
  else if (value === null) onValue(column, null, false);
}

/** A member that is called like one of the first columns must not be taken for it. */
const columnOf = (name: string) =>
  (ROW_COLUMNS as readonly string[]).includes(name) ? `${WHOLE}.${name}` : name;

/** How many values a data sample has. */
export function countValues(sample: unknown): number {
  let count = 0;
  eachValue(sample, () => {
    count++;
  });
  return count;
}

/** ISO 8601 of milliseconds since the epoch; the last one is kept, since many rows are of one moment. */
export function isoTexts(): (at: number) => string {
  let last = Number.NaN;
  let text = '';
  return (at) => {
    const ms = millisecondOf(at);
    if (ms === last) return text;
    last = ms;
    text = new Date(ms).toISOString();
    return text;
  };
}
