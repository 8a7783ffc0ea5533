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

const ENDS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Reads as far as the text is JSON; a thrown offset is where it is not. */
class Scanner {
  #at = 0;

  constructor(readonly text: string) {}

  run(): number {
    try {
      this.#document();
    } catch (offset) {
      if (typeof offset !== 'number') throw offset;
      return offset;
    }
    return this.#at;
  }

  /** One value after the other; not by recursion, as nobody knows how deep they are nested. */
  #document(): void {
    /** What ends the lists and objects around this place. */
    const around: string[] = [];
    do {
      if (around.at(-1) === '}') this.#name();
      this.#skip(SPACE);
      const end = ENDS[this.text[this.#at] ?? ''];
      if (end === undefined) {
        if (!this.#skip(TEXT)) this.#expect(SCALAR);
        this.#end(around);
      } else {
        this.#at++;
        around.push(end);
        this.#skip(SPACE);
        if (this.text[this.#at] === end) this.#end(around);
      }
    } while (around.length > 0);
    this.#skip(SPACE);
  }

  #name(): void {
    this.#skip(SPACE);
    this.#expect(TEXT);
    this.#skip(SPACE);
    this.#expect(/:/y);
  }

  /** Behind a value: everything that ends here, up to the comma before the next one. */
  #end(around: string[]): void {
    while (around.length > 0) {
      this.#skip(SPACE);
      const next = this.text[this.#at];
      if (next !== ',' && next !== around.at(-1)) throw this.#at;
      this.#at++;
      if (next === ',') return;
      around.pop();
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
