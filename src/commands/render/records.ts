/**
 * Lists and single things for people: a table with a head, or a line for each member. Pure.
 */
import { printable } from '../../kernel/printable.js';
import { type ColumnOptions, columns } from './columns.js';
import type { Style } from './style.js';

/** A value on one line: texts as they are, a dash for nothing, JSON for everything else. */
export function cell(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Rows under a head; `none` in its place when there are no rows. */
export function table(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  style: Style,
  options: ColumnOptions & { readonly none: string },
): string {
  if (rows.length === 0) return `  ${style.dim(options.none)}`;
  const shown = rows.map((row) => row.map(cell));
  return columns([head.map(style.dim), ...shown], { gap: 3, ...options }).join('\n');
}

/** A line for each member: label, value. Members without a value are left out. */
export function record(members: Readonly<Record<string, unknown>>, style: Style): string {
  const rows = Object.entries(members)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([label, value]) => [style.dim(label), cell(value)]);
  return columns(rows, { gap: 3 }).join('\n');
}

/** Says that a listing shows a part of what there is; an empty text when it shows all, or has said that it shows nothing. */
export function rest(shown: number, total: number, style: Style): string {
  return shown > 0 && total > shown
    ? `\n  ${style.dim(`${shown} of ${total}; see more with --limit or --offset`)}`
    : '';
}
