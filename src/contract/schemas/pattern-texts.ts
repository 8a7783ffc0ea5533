/**
 * Texts that fit a regular expression: for the expressions that people write into JSON Schemas (letters, classes, groups,
 * repetitions), not for all. What cannot be read gives no text; whoever uses one checks it.
 */
import type { RandomStream } from '../../kernel/random.js';

/** Makes a text; `more` is how far repetitions go beyond what they must. */
type Maker = (random: RandomStream, more: number) => string;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const CLASSES: Readonly<Record<string, string>> = {
  d: DIGITS,
  w: `${LOWER}${UPPER}${DIGITS}_`,
  s: ' ',
  D: LOWER,
  W: '-. ',
  S: LOWER + DIGITS,
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' };
const ANY = LOWER + DIGITS;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** A maker of texts for an expression; undefined when it has parts that are not understood. */
export function patternTexts(pattern: string): Maker | undefined {
  const reader = new Reader(pattern);
  try {
    const maker = reader.alternatives();
    return reader.isAtEnd() ? maker : undefined;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class NotUnderstood extends Error {}

class Reader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  alternatives(): Maker {
    const makers = [this.#sequence()];
    while (this.#takes('|')) makers.push(this.#sequence());
    return (random, more) => random.pick(makers)(random, more);
  }

  #sequence(): Maker {
    const makers: Maker[] = [];
    while (!this.isAtEnd() && !['|', ')'].includes(this.#peek())) makers.push(this.#repeated());
    return (random, more) => makers.map((maker) => maker(random, more)).join('');
  }

  #repeated(): Maker {
    const maker = this.#atom();
    const [least, most] = this.#repetition();
    this.#takes('?');
    return (random, more) => {
      const count = random.integer(least, Math.max(least, Math.min(most, least + more)));
      return Array.from({ length: count }, () => maker(random, more)).join('');
    };
  }

  #repetition(): readonly [number, number] {
    if (this.#takes('*')) return [0, Infinity];
    if (this.#takes('+')) return [1, Infinity];
    if (this.#takes('?')) return [0, 1];
    if (this.#peek() !== '{') return [1, 1];
    const end = this.#characters.indexOf('}', this.#at);
    const [, least, comma, most] =
      /^\{(\d+)(,?)(\d*)\}$/.exec(this.#characters.slice(this.#at, end + 1).join('')) ?? [];
    if (least === undefined) throw new NotUnderstood();
    this.#at = end + 1;
    if (comma === '') return [Number(least), Number(least)];
    return [Number(least), most === '' ? Infinity : Number(most)];
  }

  #atom(): Maker {
    const character = this.#next();
    if (character === '^' || character === '$') return () => '';
    if (character === '.') return (random) => random.text(1, ANY);
    if (character === '(') return this.#group();
    if (character === '[') return ofSet(this.#set());
    if (character === '\\') {
      if (/^[bB]$/.test(this.#peek())) throw new NotUnderstood();
      return ofSet(this.#escaped());
    }
    if ('*+?{'.includes(character)) throw new NotUnderstood();
    return () => character;
  }

  #group(): Maker {
    if (this.#takes('?')) {
      if (this.#takes('<')) {
        if (['=', '!'].includes(this.#peek())) throw new NotUnderstood();
        while (!this.#takes('>')) this.#next();
      } else if (!this.#takes(':')) throw new NotUnderstood();
    }
    const maker = this.alternatives();
    if (!this.#takes(')')) throw new NotUnderstood();
    return maker;
  }

  #set(): string {
    const isNegated = this.#takes('^');
    let set = '';
    while (!this.#takes(']')) {
      const from = this.#takes('\\') ? this.#escaped() : this.#next();
      if (this.#peek() === '-' && this.#characters[this.#at + 1] !== ']' && [...from].length === 1) {
        this.#next();
        set += spanOf(from, this.#takes('\\') ? this.#escaped() : this.#next());
      } else set += from;
    }
    return isNegated ? [...PRINTABLE].filter((character) => !set.includes(character)).join('') : set;
  }

  #escaped(): string {
    const character = this.#next();
    if (character === 'u' || character === 'x') {
      const [code] = /^[0-9a-fA-F]+/.exec(
        this.#characters.slice(this.#at, this.#at + (character === 'u' ? 4 : 2)).join(''),
      ) ?? [''];
      this.#at += code.length;
      if (code === '') throw new NotUnderstood();
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    if (/^[pPkc1-9]$/.test(character)) throw new NotUnderstood();
    return CLASSES[character] ?? CONTROLS[character] ?? character;
  }

  #peek = () => this.#characters[this.#at] ?? '';

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new NotUnderstood();
    return character;
  }
}

function ofSet(set: string): Maker {
  const characters = [...set];
  if (characters.length === 0) throw new NotUnderstood();
  return (random) => random.pick(characters);
}

const SPAN_MAX = 200;

function spanOf(from: string, to: string): string {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  if (last < first || to === '') throw new NotUnderstood();
  return Array.from({ length: Math.min(SPAN_MAX, last - first + 1) }, (_, index) =>
    String.fromCodePoint(first + index),
  ).join('');
}
