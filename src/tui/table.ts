/**
 * Rows as the lines of a table: a quiet head, columns of fixed width and one that takes what is left, numbers at the right.
 */
import { bold, type Colour, dim, fitted, type Line, plain, type Span } from './lines.js';

export interface Column<Row> {
  readonly title: string;
  /** Columns of the terminal; `rest` takes what the others leave. */
  readonly width: number | 'rest';
  readonly align?: 'left' | 'right';
  /** Shown only where the table is at least so wide. */
  readonly from?: number;
  cell(row: Row): Cell;
}

/** A text, or one with looks. */
export type Cell = string | { readonly text: string; readonly colour?: Colour; readonly dim?: boolean };

const GAP = '  ';
const MARK = '▸ ';
const REST_MIN = 6;

/** The head of a table, and a line for each row; undefined rows are still to come. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly (Row | undefined)[],
  { width, selected }: { readonly width: number; readonly selected?: number | undefined },
): Line[] {
  const shown = columns.filter(({ from = 0 }) => width >= from);
  const widths = widthsOf(shown, width);
  const head = shown.map(({ title, align }, i) => dim(fitted(title, widths[i] as number, align)));
  return [
    [plain(' '.repeat(MARK.length)), ...joined(head)],
    ...rows.map((row, index) => rowLine(shown, widths, row, index === selected)),
  ];
}

function rowLine<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  row: Row | undefined,
  isSelected: boolean,
): Line {
  const mark = isSelected ? bold(MARK) : plain(' '.repeat(MARK.length));
  if (row === undefined) return [mark, dim('…')];
  const cells = columns.map(({ cell, align }, i) => {
    const given = cell(row);
    const { text, ...looks } = typeof given === 'string' ? { text: given } : given;
    return { ...looks, text: fitted(text, widths[i] as number, align), bold: isSelected };
  });
  return [mark, ...joined(cells)];
}

function joined(cells: readonly Span[]): Span[] {
  return cells.flatMap((cell, i) => (i === 0 ? [cell] : [plain(GAP), cell]));
}

function widthsOf(columns: readonly { readonly width: number | 'rest' }[], width: number): number[] {
  const gaps = GAP.length * (columns.length - 1) + MARK.length;
  const fixed = columns.reduce((sum, column) => sum + (column.width === 'rest' ? 0 : column.width), 0);
  const rest = Math.max(REST_MIN, width - fixed - gaps);
  return columns.map((column) => (column.width === 'rest' ? rest : column.width));
}
