/**
 * The tables of a page. Wide ones scroll by themselves, so that the page fits a phone; without rows there is no table.
 */
import { html, type Markup, type Part } from '../../html/markup.js';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Part;
  /** Numbers stand right. */
  readonly isNumber?: boolean;
  readonly isCode?: boolean;
}

/** @param label what it is a table of, for those who cannot see it */
export function table<Row>(label: string, columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  if (rows.length === 0) return html``;
  const classOf = ({ isNumber, isCode }: Column<Row>) => (isNumber ? 'number' : isCode ? 'mono' : 'text');
  const heads = columns.map(
    (column) => html`<th scope="col" class="${column.isNumber ? 'number' : 'text'}">${column.head}</th>`,
  );
  const body = rows.map(
    (
      row,
    ) => html`<tr>${columns.map((column) => html`<td class="${classOf(column)}">${column.cell(row)}</td>`)}</tr>
`,
  );
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

/** A part of the page under its heading; nothing when there is nothing in it. */
export function section(id: string, heading: string, ...parts: readonly Markup[]): Markup {
  if (parts.every(({ markup }) => markup.trim() === '')) return html``;
  return html`<section id="${id}" aria-labelledby="${id}-head"><h2 id="${id}-head">${heading}</h2>${parts}</section>
`;
}

/** A quiet line of text. */
export const remark = (text: string): Markup => html`<p class="soft">${text}</p>`;

/** `12 endpoints`, `1 endpoint` */
export const counted = (n: number, noun: string): string =>
  `${String(n).replace(/\B(?=(\d{3})+$)/g, ',')} ${noun}${n === 1 ? '' : 's'}`;
