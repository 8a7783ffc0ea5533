/**
 * Text in aligned columns. Measures what is seen: colour codes have no width.
 *
 * Every character counts as one column wide, which holds for the names of 1/KP (ASCII) and for our own texts.
 */
import { stripVTControlCharacters } from 'node:util';

export interface ColumnOptions {
  /** Spaces before each line. */
  readonly indent?: number;
  /** Spaces between columns. */
  readonly gap?: number;
  /** Columns to align at the right, by index: numbers. */
  readonly right?: readonly number[];
}

/** The columns that a text takes on the screen. */
export function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** The rows as lines without trailing spaces, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[], options: ColumnOptions = {}): string[] {
  const { indent = 2, gap = 2, right = [] } = options;
  const widths = columnWidths(rows);
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const padding = ' '.repeat((widths[column] as number) - width(cell));
      return right.includes(column) ? padding + cell : cell + padding;
    });
    return (' '.repeat(indent) + cells.join(' '.repeat(gap))).trimEnd();
  });
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, width(cell));
    }
  }
  return widths;
}
