/**
 * A file to replay, as rows: CSV with a header, or NDJSON with an object in each line.
 *
 * It reads texts, not files, and says where a text is wrong: a fault has the line. What the cells mean (numbers, times)
 * is for `series.ts`.
 */
import { type Fields, isFields, isNestedTooDeep, NESTING_MAX } from '../data.js';
import { jsonErrorAt } from '../json-error.js';
import { type CsvRow, csvRows } from './csv.js';

/** Why a file cannot be replayed. */
export interface RecordingFault {
  /** From 1; absent: it is about the whole file. */
  readonly line?: number;
  readonly message: string;
}

export interface RecordingRow {
  /** From 1. */
  readonly line: number;
  /** A text for a cell of CSV, any JSON value for NDJSON; undefined when it is empty or not there. */
  get(column: string): unknown;
}

export interface RecordingTable {
  readonly file: string;
  readonly format: 'csv' | 'ndjson';
  /** Names of the columns; for NDJSON the members of the first row. */
  readonly columns: readonly string[];
  readonly rows: readonly RecordingRow[];
  /** What makes the file unreadable; then there are no rows. */
  readonly fault?: RecordingFault;
}

/** @param file its ending says what is in it */
export function parseTable(file: string, text: string): RecordingTable {
  const plain = text.replace(/^\uFEFF/, '');
  const format = file.endsWith('.csv') ? 'csv' : 'ndjson';
  const { columns, rows, fault } = format === 'csv' ? csvTable(plain) : ndjsonTable(plain);
  const empty = rows.length === 0 ? { message: 'has no rows' } : undefined;
  const wrong = fault ?? empty;
  return { file, format, columns, ...(wrong === undefined ? { rows } : { rows: [], fault: wrong }) };
}

type Content = Pick<RecordingTable, 'columns' | 'rows' | 'fault'>;

function csvTable(text: string): Content {
  const { rows: all, fault } = csvRows(text);
  const [header, ...rows] = all;
  const none = { columns: [], rows: [] };
  if (fault !== undefined) return { ...none, fault };
  if (header === undefined) return none;
  const columns = header.cells.map((cell) => cell ?? '');
  const twice = columns.find((name, place) => columns.indexOf(name) !== place);
  if (twice !== undefined)
    return { ...none, fault: { line: header.line, message: `has the column "${twice}" twice` } };
  const uneven = rows.find(({ cells }) => cells.length !== columns.length);
  if (uneven !== undefined) return { ...none, fault: unevenFault(uneven, columns.length) };
  const places = new Map(columns.map((name, place) => [name, place]));
  const rowOf = ({ line, cells }: CsvRow): RecordingRow => ({
    line,
    get: (column) => cells[places.get(column) ?? -1],
  });
  return { columns, rows: rows.map(rowOf) };
}

const unevenFault = ({ line, cells }: CsvRow, wanted: number): RecordingFault => ({
  line,
  message: `has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, and the header has ${wanted}`,
});

function ndjsonTable(text: string): Content {
  const rows: RecordingRow[] = [];
  let columns: readonly string[] | undefined;
  for (const [place, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const line = place + 1;
    const fault = jsonErrorAt(content);
    if (fault !== undefined) return notARow(line, `is not JSON: ${fault.message}`);
    const value: unknown = JSON.parse(content);
    if (!isFields(value)) return notARow(line, 'is no object');
    if (isNestedTooDeep(value)) return notARow(line, `is nested more than ${NESTING_MAX} levels deep`);
    columns ??= Object.keys(value);
    rows.push({ line, get: (column) => memberAt(value, column) });
  }
  return { columns: columns ?? [], rows };
}

const notARow = (line: number, message: string): Content => ({
  columns: [],
  rows: [],
  fault: { line, message },
});

/** The member of that name, or else the one that the dotted path leads to. */
function memberAt(row: Fields, path: string): unknown {
  if (Object.hasOwn(row, path)) return row[path];
  let value: unknown = row;
  for (const name of path.split('.')) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
