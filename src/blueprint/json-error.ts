/**
 * Where a text stops being JSON.
 *
 * `JSON.parse` knows, but tells it in words that differ from one version of Node to the next, and often without the
 * place. So a text that it refuses is read once more here, only to find that place.
 */

export interface JsonFault {
  /** Characters from the start of the text. */
  readonly offset: number;
  readonly message: string;
}

/** The first fault, or undefined when the text is JSON. */
export function jsonErrorAt(text: string): JsonFault | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return faultAt(text, new Scanner(text).run());
  }
}

function faultAt(text: string, offset: number): JsonFault {
  if (offset >= text.length) return { offset: text.length, message: 'the text ends too early' };
  const word = /^[\w.+-]+|^./su.exec(text.slice(offset))?.[0] ?? '';
  return { offset, message: `unexpected ${word === '"' ? 'text, or one that does not end' : `"${word}"`}` };
}

const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])/y;

/** Reads as far as the text is JSON; thrown offsets are how it leaves the recursion. */
class Scanner {
  #at = 0;

  constructor(readonly text: string) {}

  run(): number {
    try {
      this.#value();
      this.#skip(SPACE);
    } catch (offset) {
      if (typeof offset !== 'number') throw offset;
      return offset;
    }
    return this.#at;
  }

  #value(): void {
    this.#skip(SPACE);
    if (this.text[this.#at] === '{') this.#list('}', () => this.#member());
    else if (this.text[this.#at] === '[') this.#list(']', () => this.#value());
    else if (!this.#skip(TEXT)) this.#expect(SCALAR);
  }

  #member(): void {
    this.#skip(SPACE);
    this.#expect(TEXT);
    this.#skip(SPACE);
    this.#expect(/:/y);
    this.#value();
  }

  #list(end: string, item: () => void): void {
    this.#at++;
    this.#skip(SPACE);
    if (this.text[this.#at] === end) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      this.#skip(SPACE);
      const next = this.text[this.#at];
      if (next !== ',' && next !== end) throw this.#at;
      this.#at++;
      if (next === end) return;
    }
  }

  #skip(form: RegExp): boolean {
    form.lastIndex = this.#at;
    const match = form.exec(this.text);
    if (match === null) return false;
    this.#at += match[0].length;
    return true;
  }

  #expect(form: RegExp): void {
    if (!this.#skip(form)) throw this.#at;
  }
}
