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
  /** When each begins, in milliseconds after the first of the recording; never going back. Absent: one for each data sample. */
  readonly times?: Float64Array;
  /** Whose it is; all of them end with the last row of the recording. Absent: everybody's. */
  readonly token?: string;
  readonly endMs?: number;
}

export interface SeriesFault {
  /** The option that it is about. */
  readonly option: 'file' | 'column' | 'time' | 'token';
  /** Names the file, and the line when it is about one. */
  readonly message: string;
  readonly suggestion?: string | undefined;
}

export type ReadSeries =
  /** One for everybody, or with the option `token` one for each token. */
  | { readonly series: readonly Series[]; readonly fault?: undefined }
  | { readonly series?: undefined; readonly fault: SeriesFault };

/** The column that the options name; the first thing that is wrong with it otherwise. */
export function seriesOf(table: RecordingTable, options: ReplayOptions): ReadSeries {
  if (table.fault !== undefined) {
    const { line, message } = table.fault;
    return { fault: { option: 'file', message: `${placeIn(table, line)} ${message}` } };
  }
  const lost =
    missing(table, options.column, 'column') ??
    missing(table, options.time, 'time') ??
    missing(table, options.token, 'token');
  if (lost !== undefined) return { fault: lost };
  const values = valuesOf(table, options);
  if (!Array.isArray(values)) return { fault: values as SeriesFault };
  const groups = options.token === undefined ? undefined : byToken(table, options.token);
  if (options.time === undefined) return { series: groups?.map(partsOf(values)) ?? [{ values }] };
  const times = timesOf(table, options.time, { unitMs: options.unit === 's' ? 1000 : 1, groups });
  if (!(times instanceof Float64Array)) return { fault: times };
  return { series: groups?.map(partsOf(values, times)) ?? [{ values, times }] };
}

/** The rows of a token. */
interface Group {
  readonly token: string;
  /** Places of the rows, in order. */
  readonly places: readonly number[];
}

function byToken(table: RecordingTable, column: string): Group[] {
  const groups = new Map<string, number[]>();
  for (const [place, row] of table.rows.entries()) {
    const token = String(row.get(column));
    const places = groups.get(token);
    if (places === undefined) groups.set(token, [place]);
    else places.push(place);
  }
  return [...groups].map(([token, places]) => ({ token, places }));
}

const partsOf =
  (values: readonly unknown[], times?: Float64Array) =>
  ({ token, places }: Group): Series => ({
    token,
    values: places.map((place) => values[place]),
    ...(times !== undefined && {
      times: Float64Array.from(places, (place) => times[place] as number),
      endMs: times.reduce((latest, time) => Math.max(latest, time), 0),
    }),
  });

const placeIn = (table: RecordingTable, line?: number) =>
  line === undefined ? table.file : `${table.file}:${line}`;

function missing(
  table: RecordingTable,
  column: string | undefined,
  option: 'column' | 'time' | 'token',
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

interface TimeOptions {
  readonly unitMs: number;
  /** Times go forward in each; absent: in the whole recording. */
  readonly groups: readonly Group[] | undefined;
}

function timesOf(
  table: RecordingTable,
  column: string,
  { unitMs, groups }: TimeOptions,
): Float64Array | SeriesFault {
  const times = new Float64Array(table.rows.length);
  for (const [place, row] of table.rows.entries()) {
    const found = row.get(column);
    const time = timeOf(found, unitMs);
    if (time === undefined)
      return {
        option: 'time',
        message: `${placeIn(table, row.line)} has ${sayValue(found)} in "${column}", which is no time: neither a number nor ISO 8601`,
      };
    times[place] = time;
  }
  const all = groups ?? [{ places: table.rows.map((_, place) => place) }];
  for (const { places } of all) {
    const back = places.find(
      (place, n) => n > 0 && (times[place] as number) < (times[places[n - 1] as number] as number),
    );
    const row = back === undefined ? undefined : table.rows[back];
    if (row !== undefined)
      return {
        option: 'time',
        message: `${placeIn(table, row.line)} goes back in time: ${sayValue(row.get(column))} in "${column}"`,
      };
  }
  const start = times.reduce((earliest, time) => Math.min(earliest, time), Infinity);
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
