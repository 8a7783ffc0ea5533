/**
 * The bytes of a file as text: UTF-8 and nothing else, since a byte that is no text would silently become another character.
 *
 * A byte order mark, which some editors write, is no part of the text. It does not read files: see `files.ts`.
 */
import { isUtf8 } from 'node:buffer';

export interface TextFile {
  /** Where bytes are no text, U+FFFD stands for them. */
  readonly text: string;
  /** The first place that is no text; both numbers from 1. */
  readonly fault?: { readonly line: number; readonly column: number; readonly message: string };
}

const REMEDY = 'save the file as UTF-8';
const FEW_BYTES = 64;

export function textFile(bytes: Uint8Array): TextFile {
  const text = new TextDecoder().decode(bytes);
  if (isUtf8(bytes)) return { text };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { text, fault: { line: 1, column: 1, message: `this is UTF-16; ${REMEDY}` } };
  const { line, start, end } = brokenLine(bytes);
  const before = soundPrefix(bytes.subarray(start, end));
  const byte = (bytes[start + before] as number).toString(16).toUpperCase().padStart(2, '0');
  const column = new TextDecoder().decode(bytes.subarray(start, start + before)).length + 1;
  return { text, fault: { line, column, message: `not UTF-8: the byte ${byte} is no text here; ${REMEDY}` } };
}

/** The first line that is no UTF-8, in bytes: a line end is no part of another character there. */
function brokenLine(bytes: Uint8Array): { line: number; start: number; end: number } {
  let start = 0;
  for (let line = 1; ; line++) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    if (found < 0 || !isUtf8(bytes.subarray(start, end))) return { line, start, end };
    start = end + 1;
  }
}

/** How many bytes at the beginning are whole characters: by halves at first, since a line may be a whole file. */
function soundPrefix(bytes: Uint8Array): number {
  let at = 0;
  for (let end = bytes.length; end - at > FEW_BYTES; ) {
    const middle = characterAt(bytes, at + Math.floor((end - at) / 2));
    if (isUtf8(bytes.subarray(at, middle))) at = middle;
    else end = middle;
  }
  while (at < bytes.length) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

/** Where the character begins that a byte belongs to; of bytes that are none, somewhere close. */
function characterAt(bytes: Uint8Array, place: number): number {
  let at = place;
  while (place - at < 3 && ((bytes[at] as number) & 0xc0) === 0x80) at--;
  return at;
}
