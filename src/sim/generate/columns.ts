/**
 * Which columns a table of data samples has, and what is in each: known only when all data samples have been seen.
 *
 * Since a data set comes the same way every time, it is gone through twice for formats that need to know: once for this,
 * once for the rows.
 */
import { eachValue } from './row.js';

/** What all values of a column are; `json`: they are not all of one kind, or arrays. */
export type ColumnType = 'boolean' | 'int32' | 'int64' | 'double' | 'text' | 'json';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

const BOOLEAN = 1;
const INT32 = 2;
const INT64 = 4;
const DOUBLE = 8;
const TEXT = 16;
const JSON_TEXT = 32;

const NUMBERS = INT32 | INT64 | DOUBLE;

export class Columns {
  /** Kinds of values that were seen, by name, in the order in which the names came. */
  readonly #seen = new Map<string, number>();

  /** Looks at a data sample. @returns how many values it has */
  see(sample: unknown): number {
    let count = 0;
    eachValue(sample, (column, value, isJson) => {
      count++;
      const before = this.#seen.get(column);
      const after = (before ?? 0) | (isJson ? JSON_TEXT : kindOf(value));
      if (after !== before) this.#seen.set(column, after);
    });
    return count;
  }

  list(): Column[] {
    return [...this.#seen].map(([name, kinds]) => ({ name, type: typeOf(kinds) }));
  }
}

function kindOf(value: number | string | boolean | null): number {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return DOUBLE;
    return value === (value | 0) && !Object.is(value, -0) ? INT32 : INT64;
  }
  if (value === null) return 0;
  return typeof value === 'string' ? TEXT : BOOLEAN;
}

function typeOf(kinds: number): ColumnType {
  if (kinds === BOOLEAN) return 'boolean';
  if (kinds === TEXT || kinds === 0) return 'text';
  if ((kinds & ~NUMBERS) !== 0) return 'json';
  if ((kinds & DOUBLE) !== 0) return 'double';
  return (kinds & INT64) !== 0 ? 'int64' : 'int32';
}
