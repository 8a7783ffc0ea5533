/**
 * How much of the terminal each part of the monitor gets. A frame is one line lower than the terminal, always: one as tall
 * would make it scroll.
 */

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Title, tabs, an empty line. */
const HEAD_ROWS = 3;
/** What is going on, key hints. */
const FOOT_ROWS = 2;
/** The terminal's own last line. */
const FREE_ROWS = 1;

/** Smaller terminals are told that they are. */
export const SIZE_MIN: Size = { columns: 40, rows: 12 };

/** Whether there is room for a screen at all. */
export const isTooSmall = ({ columns, rows }: Size): boolean =>
  columns < SIZE_MIN.columns || rows < SIZE_MIN.rows;

/** Lines between head and foot. */
export const bodyRows = ({ rows }: Size): number => Math.max(1, rows - HEAD_ROWS - FOOT_ROWS - FREE_ROWS);

/** Lines of a list that shares the body with the details of what is selected: a third of it, within reason. */
export function detailRows(size: Size): number {
  return Math.max(5, Math.min(14, Math.floor(bodyRows(size) / 3)));
}

/** Rows of the table of endpoints: the body without its title and head. */
export const tableRows = (size: Size): number => Math.max(1, bodyRows(size) - 3);

/** The first of `height` rows that are shown of a list, so that the cursor is among them, in the middle where it can be. */
export function topOf(cursor: number, height: number, total: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(height / 2), total - height));
}
