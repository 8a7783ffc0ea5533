/**
 * The one way of texts to the terminal: whatever a command says, on stdout or stderr, passes here.
 *
 * Messages quote what others wrote, and that could hold anything. What a terminal would obey is made visible, but for line ends
 * and, where there is colour, the colours of our own styles. What programs read passes as it is, unless a terminal reads it.
 */
import { printableLines } from '../kernel/printable.js';
import { OWN_COLOURS, wantsColour } from './render/style.js';

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

/** A text for people as a terminal may get it; the same when nothing in it is amiss. */
export function forPeople(text: string, { colour }: { readonly colour: boolean }): string {
  if (!colour) return printableLines(text);
  return text
    .split(OWN_COLOURS)
    .map((part, index) => (index % 2 === 0 ? printableLines(part) : part))
    .join('');
}

/** As {@link forPeople}, for a stream of this process. */
export const shownOn = (stream: Stream, text: string): string =>
  forPeople(text, { colour: wantsColour(stream, process.env) });

/** Writes a text for people, which brings its own line ends. */
export function say(text: string, stream: Stream = process.stderr): void {
  stream.write(shownOn(stream, text));
}

/** Writes what programs read, such as CSV: to the byte, unless it goes to a terminal. */
export function writeData(text: string, stream: Stream = process.stdout): void {
  stream.write(stream.isTTY === true ? printableLines(text) : text);
}
