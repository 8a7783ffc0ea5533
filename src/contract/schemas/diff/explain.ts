/**
 * What changed, in plain words: one sentence for each difference, about the NEW schema.
 */
import { sayValue } from '../../../blueprint/schema-errors.js';
import type { Family } from '../inclusion/difference.js';
import type { ShownDifference } from '../witness.js';
import type { Turn } from './rules.js';

export interface Said {
  readonly keyword: string;
  readonly one: unknown;
  readonly other: unknown;
  /** What was, and what is, in the terms of the keyword. */
  readonly before: unknown;
  readonly after: unknown;
}

type Explain = (said: Said) => string;

const none = (value: unknown) => (value === undefined ? 'none' : short(value));

/** A value in a few characters. */
export function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text (string)',
  number: 'a number',
  integer: 'a whole number (integer)',
  boolean: 'true or false (boolean)',
  object: 'an object',
  array: 'a list (array)',
  null: 'null',
};

function types(value: unknown): string {
  const all = [value].flat();
  if (value === undefined || all.length >= Object.keys(TYPES).length - 1) return 'anything';
  const words = all.map((type) => TYPES[String(type)] ?? String(type));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const list = (value: unknown) => [value].flat().slice(0, 8).map(sayJson).join(', ');
const sayJson = (value: unknown) =>
  value === null ? 'null' : typeof value === 'object' ? short(value) : sayValue(value);

const changed =
  (what: string): Explain =>
  ({ before, after }) =>
    `${what}: ${none(before)} before, ${none(after)} now`;

const keyworded: Explain = ({ keyword, before, after }) =>
  `${keyword}: ${none(before)} before, ${none(after)} now`;

/** By family: how what was tightened, and what was loosened, is said. */
const EXPLAIN: Readonly<Record<Family, readonly [Explain, Explain]>> = {
  type: [
    ({ before, after }) => `must be ${types(after)} now, was ${types(before)}`,
    ({ before, after }) => `may be ${types(after)} now, was ${types(before)}`,
  ],
  values: [
    ({ one, other }) =>
      one === undefined ? `must be one of ${list(other)} now` : `no longer allowed: ${list(one)}`,
    ({ one, other }) =>
      one === undefined
        ? `may be other values now, was one of ${list(other)}`
        : `newly allowed: ${list(one)}`,
  ],
  bound: [keyworded, keyworded],
  'multiple-of': [keyworded, keyworded],
  length: [keyworded, keyworded],
  pattern: [changed('pattern'), changed('pattern')],
  format: [changed('format'), changed('format')],
  required: [() => 'must be there now (required)', () => 'need not be there any more (was required)'],
  property: [() => 'is not allowed any more', () => 'is new, and was not allowed before'],
  'other-properties': [
    () => 'members that the schema does not name are refused now',
    () => 'members that the schema does not name are allowed now',
  ],
  'property-count': [keyworded, keyworded],
  'property-name': [
    ({ one }) =>
      typeof one === 'string' ? `the name "${one}" is refused now` : 'names of members are restricted now',
    ({ one }) =>
      typeof one === 'string' ? `the name "${one}" is allowed now` : 'names of members are freer now',
  ],
  dependency: [() => 'brings other members with it now', () => 'no longer brings other members with it'],
  item: [() => 'there may be no item at this place any more', () => 'there may be an item at this place now'],
  'item-count': [keyworded, keyworded],
  'unique-items': [() => 'no item may be there twice now', () => 'items may be there twice now'],
  contains: [
    () => 'other items must be among them now',
    () => 'the items that had to be among them need not any more',
  ],
  alternatives: [
    () => 'values that fitted one of the alternatives fit none now, or more than may be',
    () => 'values fit an alternative that was not there before',
  ],
  exclusion: [
    () => 'some values are excluded now (not)',
    () => 'values that were excluded are allowed now (not)',
  ],
  condition: [() => 'a condition asks for more now (if)', () => 'a condition asks for less now (if)'],
  nothing: [() => 'nothing is allowed any more', () => 'something is allowed where nothing was'],
  'not-comparable': [
    ({ keyword }) => `cannot be compared: ${keyword} is not looked into`,
    ({ keyword }) => `cannot be compared: ${keyword} is not looked into`,
  ],
};

/** @param types what the schemas say of the type there; where they say it */
export function explanationOf(
  { family, keyword, one, other }: ShownDifference,
  turn: Turn,
  said: { readonly one?: unknown; readonly other?: unknown },
): string {
  const [left, right] = family === 'type' ? [said.one ?? one, said.other ?? other] : [one, other];
  const [before, after] = turn === 'tightened' ? [left, right] : [right, left];
  return EXPLAIN[family][turn === 'tightened' ? 0 : 1]({ keyword, one, other, before, after });
}
