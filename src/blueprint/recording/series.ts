/**
 * One column of a recording, as a generator replays it: its values, and when each of them begins.
 *
 * The checks and the simulator read columns through this, so that what was checked is what is sent.
 */
import { listNames, nearest } from '../nearest.js';
import { sayValue } from '../schema-errors.js';
import type { OptionsOf } from '../value-model.js';
import type { RecordingTable } from './table.js';

export type ReplayOptions = OptionsOf<'replay'>;

export interface Series {
  /** At least one; undefined where the file has none. */
  readonly values: readonly unknown[];
  /** When each begins, in milliseconds after the first; never going back. Absent: one for each data sample. */
  readonly times?: Float64Array;
}

export interface SeriesFault {
  /** The option that it is about. */
  readonly option: 'file' | 'column' | 'time';
  /** Names the file, and the line when it is about one. */
  readonly message: string;
  readonly suggestion?: string | undefined;
}

export type ReadSeries =
  | { readonly series: Series; readonly fault?: undefined }
  | { readonly series?: undefined; readonly fault: SeriesFault };

/** The column that the options name; the first thing that is wrong with it otherwise. */
export function seriesOf(table: RecordingTable, options: ReplayOptions): ReadSeries {
  if (table.fault !== undefined) {
    const { line, message } = table.fault;
    return { fault: { option: 'file', message: `${placeIn(table, line)} ${message}` } };
  }
  const lost = missing(table, options.column, 'column') ?? missing(table, options.time, 'time');
  if (lost !== undefined) return { fault: lost };
  const values = valuesOf(table, options);
  if (!Array.isArray(values)) return { fault: values as SeriesFault };
  if (options.time === undefined) return { series: { values } };
  const times = timesOf(table, options.time, options.unit === 's' ? 1000 : 1);
  return times instanceof Float64Array ? { series: { values, times } } : { fault: times };
}

const placeIn = (table: RecordingTable, line?: number) =>
  line === undefined ? table.file : `${table.file}:${line}`;

function missing(
  table: RecordingTable,
  column: string | undefined,
  option: 'column' | 'time',
): SeriesFault | undefined {
  if (column === undefined || table.rows.some((row) => row.get(column) !== undefined)) return undefined;
  if (table.format === 'csv' && table.columns.includes(column))
    return { option, message: `the column "${column}" of ${table.file} is empty` };
  const [what, where] = table.format === 'csv' ? ['column', placeIn(table, 1)] : ['member', table.file];
  return {
    option,
    message: `${where} has no ${what} "${column}"; there are: ${listNames(table.columns)}`,
    suggestion: nearest(column, table.columns),
  };
}

type Kind = NonNullable<ReplayOptions['as']>;

function valuesOf(table: RecordingTable, options: ReplayOptions): unknown[] | SeriesFault {
  const { column } = options;
  const first = table.rows.map((row) => row.get(column)).find((value) => value !== undefined);
  const guess = table.format === 'csv' ? kindOf(String(first)) : undefined;
  const kind = options.interpolate === true ? 'number' : (options.as ?? guess);
  const values: unknown[] = [];
  for (const row of table.rows) {
    const found = row.get(column);
    const value = kind === undefined || found === undefined ? found : READ[kind](found);
    if (value === undefined && found !== undefined) {
      const why = options.as === undefined && kind === guess ? `, as the first, ${sayValue(first)}, is` : '';
      return {
        option: 'column',
        message: `${placeIn(table, row.line)} has ${sayValue(found)} in "${column}", which is not ${NAMES[kind as Kind]}${why}`,
      };
    }
    values.push(value);
  }
  return values;
}

const NAMES: Readonly<Record<Kind, string>> = {
  number: 'a number',
  boolean: 'true or false',
  text: 'a text',
};
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** A value of that kind, from a cell of CSV or from JSON; undefined when it is none. */
const READ: Readonly<Record<Kind, (value: unknown) => unknown>> = {
  number: (value) => {
    const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  },
  boolean: (value) => (typeof value === 'boolean' ? value : BOOLEANS.get(String(value).toLowerCase())),
  text: (value) => (typeof value === 'object' ? undefined : String(value)),
};

function kindOf(cell: string): Kind {
  if (READ.number(cell) !== undefined) return 'number';
  return READ.boolean(cell) === undefined ? 'text' : 'boolean';
}

function timesOf(table: RecordingTable, column: string, unitMs: number): Float64Array | SeriesFault {
  const times = new Float64Array(table.rows.length);
  for (const [place, row] of table.rows.entries()) {
    const found = row.get(column);
    const time = timeOf(found, unitMs);
    const at = placeIn(table, row.line);
    if (time === undefined)
      return {
        option: 'time',
        message: `${at} has ${sayValue(found)} in "${column}", which is no time: neither a number nor ISO 8601`,
      };
    if (place > 0 && time < (times[place - 1] as number))
      return { option: 'time', message: `${at} goes back in time: ${sayValue(found)} in "${column}"` };
    times[place] = time;
  }
  const start = times[0] as number;
  return times.map((time) => time - start);
}

const ISO =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?<clock>[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?$/;

/** Milliseconds since the epoch. A text without a zone is UTC, or a run would depend on where it runs. */
function timeOf(value: unknown, unitMs: number): number | undefined {
  const number = READ.number(value) as number | undefined;
  if (number !== undefined) return number * unitMs;
  const match = ISO.exec(String(value));
  if (match === null) return undefined;
  const { clock, zone } = match.groups ?? {};
  const text = match[0].replace(' ', 'T') + (clock !== undefined && zone === undefined ? 'Z' : '');
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
