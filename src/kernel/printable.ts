/**
 * Texts from outside, made safe to look at: names in files, what devices send, what people type.
 *
 * A character that nobody sees can move a cursor, colour a terminal, turn the order of a line round, or make one name look like
 * another. Each is shown as JSON shows it (`\u001b`), so what it says stays readable and exact. For eyes only: files and wires
 * keep what they were given.
 */

/** Control and formatting characters (directions and zero widths too), separators of lines, halves of pairs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** The same but for those that lay out a text of several lines. */
const HIDDEN_IN_LINES = /[^\P{Cc}\t\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A name or a value on one line. */
export const printable = (text: string): string => text.replaceAll(HIDDEN, shown);

/** A text whose lines and tabs are meant. */
export const printableLines = (text: string): string => text.replaceAll(HIDDEN_IN_LINES, shown);

/** A value as one line of JSON that a terminal can be shown; programs read the same from it. */
export const printableJson = (value: unknown): string => printable(JSON.stringify(value));

/** Beyond the first 65,536 characters it takes two escapes, as in JSON. */
function shown(character: string): string {
  return (
    SHORT[character] ??
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join('')
  );
}
