/**
 * Lines of styled spans as text with the colours of plain output. Pure.
 */
import { printable } from '../../kernel/printable.js';
import type { Colour, Line, Span } from '../../tui/lines.js';
import type { Style } from './style.js';

/** The lines joined, each with its line end. */
export function linesAsText(lines: readonly Line[], style: Style): string {
  return lines
    .map(
      (line) =>
        `${line
          .map((span) => painted(span, style))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Plain output has no magenta. */
const PAINTS: Readonly<Record<Colour, keyof Style>> = {
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  cyan: 'cyan',
  magenta: 'cyan',
};

function painted({ text, colour, bold, dim }: Span, style: Style): string {
  const shown = printable(text);
  const inColour = colour === undefined ? shown : style[PAINTS[colour]](shown);
  const weighted = bold === true ? style.bold(inColour) : inColour;
  return dim === true ? style.dim(weighted) : weighted;
}
