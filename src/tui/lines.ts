/**
 * What a screen is made of: lines of styled spans, as plain values. Screens are functions that make them; ink draws them,
 * and the same lines go to a file, the clipboard or a plain stream.
 *
 *     [{ text: '12', bold: true }, { text: ' of 20', dim: true }]
 *
 * Every character counts as one column wide, which holds for the names of 1/KP (ASCII) and for our own texts. Whatever comes
 * from outside may hold control characters: who draws lines makes them visible (`kernel/printable.ts`), or a payload could move
 * the cursor.
 */

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

export interface Span {
  readonly text: string;
  readonly colour?: Colour | undefined;
  readonly bold?: boolean | undefined;
  readonly dim?: boolean | undefined;
  readonly inverse?: boolean | undefined;
}

export type Line = readonly Span[];

export const EMPTY_LINE: Line = [];

/** A span as it is; `styled` with looks. */
export const plain = (text: string): Span => ({ text });
/** Less important than what is around it. */
export const dim = (text: string): Span => ({ text, dim: true });
/** What the eye should find. */
export const bold = (text: string): Span => ({ text, bold: true });
/** A span in a colour. */
export const coloured = (text: string, colour: Colour, isBold = false): Span => ({
  text,
  colour,
  bold: isBold,
});

/** Columns that a text takes. */
export const widthOf = (text: string): number => [...text].length;

/** Columns that a line takes. */
export const lineWidth = (line: Line): number => line.reduce((sum, { text }) => sum + widthOf(text), 0);

/** A text of exactly `width` columns: cut with an ellipsis, or filled up at the right, or at the left for numbers. */
export function fitted(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = shortened(text, width);
  const padding = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return align === 'left' ? cut + padding : padding + cut;
}

/** A text of at most `width` columns. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width <= 0 ? '' : `${[...text].slice(0, width - 1).join('')}…`;
}

/** The line cut to a width. */
export function cutLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const cut: Span[] = [];
  let left = width;
  for (const span of line) {
    const length = widthOf(span.text);
    if (length >= left) {
      cut.push({ ...span, text: shortened(`${span.text} `, left) });
      return cut;
    }
    cut.push(span);
    left -= length;
  }
  return cut;
}

/** The line filled up with spaces to a width. */
export function padLine(line: Line, width: number): Line {
  const missing = width - lineWidth(line);
  return missing > 0 ? [...line, plain(' '.repeat(missing))] : line;
}

/** Groups of spans one after the other, on a new line where the width ends. */
export function flowed(
  groups: readonly (readonly Span[])[],
  { width, indent, between }: { readonly width: number; readonly indent: string; readonly between: string },
): Line[] {
  const lines: Span[][] = [];
  for (const group of groups) {
    const line = lines.at(-1);
    const fits = line !== undefined && lineWidth(line) + between.length + lineWidth(group) <= width;
    if (fits) line.push(plain(between), ...group);
    else lines.push([plain(indent), ...group]);
  }
  return lines;
}

/** Two blocks side by side, the left one `leftWidth` columns wide. */
export function beside(left: readonly Line[], right: readonly Line[], leftWidth: number): Line[] {
  const height = Math.max(left.length, right.length);
  return Array.from({ length: height }, (_, row) => [
    ...padLine(cutLine(left[row] ?? EMPTY_LINE, leftWidth), leftWidth),
    ...(right[row] ?? EMPTY_LINE),
  ]);
}

/** The text of a line, without its looks. */
export const textOf = (line: Line): string =>
  line
    .map(({ text }) => text)
    .join('')
    .trimEnd();

/** Lines as the text of a file. */
export const textOfLines = (lines: readonly Line[]): string =>
  lines.map((line) => `${textOf(line)}\n`).join('');
