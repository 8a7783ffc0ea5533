/**
 * The words of an expression, each with its column. What is no word is a fault with advice, since people bring habits
 * from other languages.
 */

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'quoted-name' | 'symbol' | 'end';
  /** The number, the text without its quotes, the name or the symbol; empty at the end. */
  readonly text: string;
  /** From 1, in characters as editors count them. */
  readonly column: number;
}

/** Why a text is no expression. It never leaves this folder: `parseExpression` returns it. */
export class ExpressionFault extends Error {
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

const SPACE = /\s*/y;
const WORDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['quoted-name', /`([^`]+)`/y],
  ['text', /"([^"]*)"|'([^']*)'/y],
  ['symbol', /\*\*|[<>]=|==|!=|&&|\|\||[-+*/%<>!?:(),.]/y],
];

const ADVICE: readonly (readonly [string, string])[] = [
  ['=', 'to compare, write "=="'],
  ['&', 'for "and", write "&&"'],
  ['|', 'for "or", write "||"'],
  ['^', 'for a power, write "**"'],
  ['"', 'the text that begins here does not end'],
  ["'", 'the text that begins here does not end'],
  ['`', 'the name that begins here does not end'],
];

/** The words of a text, the last one of the kind `end`. @throws ExpressionFault */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let place = skip(text, 0); ; place = skip(text, place)) {
    const column = place + 1;
    if (place >= text.length) return [...tokens, { kind: 'end', text: '', column }];
    const [kind, match] = wordAt(text, place);
    tokens.push({ kind, text: match[1] ?? match[2] ?? match[0], column });
    place += match[0].length;
  }
}

function skip(text: string, place: number): number {
  SPACE.lastIndex = place;
  return place + (SPACE.exec(text)?.[0].length ?? 0);
}

function wordAt(text: string, place: number): readonly [Token['kind'], RegExpExecArray] {
  for (const [kind, pattern] of WORDS) {
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match === null) continue;
    // "===" would be read as "==" and a stray "=".
    if (match[0].endsWith('=') && text[place + match[0].length] === '=')
      throw new ExpressionFault(place + 1, `write "${match[0]}", without a further "="`);
    return [kind, match];
  }
  const found = String.fromCodePoint(text.codePointAt(place) as number);
  const advice = ADVICE.find(([symbol]) => symbol === found)?.[1] ?? `"${found}" means nothing here`;
  throw new ExpressionFault(place + 1, advice);
}
