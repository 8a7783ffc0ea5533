/**
 * CSV as spreadsheets write it: cells between commas, semicolons or tabs (as the header has them), quoted where they hold
 * one of those, a quote or a line break. Empty lines are skipped.
 */

export interface CsvRow {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Without the white space around them; undefined for an empty one. */
  readonly cells: readonly (string | undefined)[];
}

export interface CsvRows {
  readonly rows: readonly CsvRow[];
  readonly fault?: { readonly line: number; readonly message: string };
}

/** A quoted cell with what is around it, or a plain one; then the end of the cell. */
const cellPattern = (separator: string) =>
  new RegExp(
    `[^\\S\\n\\r${separator}]*"([^"]*(?:""[^"]*)*)"[^\\S\\n\\r${separator}]*(${separator}|\\r?\\n|$)|([^${separator}\\r\\n]*)(${separator}|\\r?\\n|\\r|$)`,
    'y',
  );

/** All rows, the header among them. Never throws. */
export function csvRows(text: string): CsvRows {
  const pattern = cellPattern(separatorOf(text));
  const rows: CsvRow[] = [];
  let cells: (string | undefined)[] = [];
  let line = 1;
  let begun = 1;
  for (let place = 0; place < text.length; ) {
    pattern.lastIndex = place;
    const match = pattern.exec(text) as RegExpExecArray;
    const [whole, quoted, quotedEnd, plain = '', plainEnd] = match;
    if (quoted === undefined && plain.trimStart().startsWith('"'))
      return {
        rows: [],
        fault: { line, message: 'has a quote that does not end, or not before a separator' },
      };
    cells.push(quoted === undefined ? plain.trim() || undefined : quoted.replaceAll('""', '"'));
    place += whole.length;
    line += newlinesIn(whole);
    const end = quotedEnd ?? plainEnd ?? '';
    const isLast = place >= text.length;
    if (!/[\r\n]/.test(end) && !isLast) continue;
    // A separator at the very end has an empty cell after it.
    if (isLast && end !== '' && !/[\r\n]/.test(end)) cells.push(undefined);
    if (cells.some((cell) => cell !== undefined)) rows.push({ line: begun, cells });
    cells = [];
    begun = line;
  }
  return { rows };
}

function separatorOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  return [',', ';', '\t'].find((separator) => header.includes(separator)) ?? ',';
}

const newlinesIn = (text: string) => text.split('\n').length - 1;
