/**
 * Reading expressions.
 *
 *     choice     = or [ "?" choice ":" choice ]
 *     or         = and { "||" and }
 *     and        = equality { "&&" equality }
 *     equality   = comparison [ ("==" | "!=") comparison ]
 *     comparison = sum [ ("<" | "<=" | ">" | ">=") sum ]
 *     sum        = product { ("+" | "-") product }
 *     product    = unary { ("*" | "/" | "%") unary }
 *     unary      = ("-" | "!") unary | power
 *     power      = primary [ "**" unary ]
 *     primary    = number | text | "true" | "false" | "null" | field | call | "(" choice ")"
 *     field      = name { "." name }                     a name in backquotes may have any character
 *     call       = name "(" [ choice { "," choice } ] ")"
 *
 * So `-2 ** 2` is -4, and comparisons do not chain.
 */
import { listNames, nearest } from '../nearest.js';
import { FUNCTIONS } from './functions.js';
import { ExpressionFault, type Token, tokensOf } from './tokens.js';
import type { BinaryOperator, Tree } from './tree.js';

export type ParsedExpression =
  | { readonly tree: Tree; readonly fault?: undefined }
  | { readonly tree?: undefined; readonly fault: { readonly column: number; readonly message: string } };

/** The tree of a text, or why and where it is none. Never throws. */
export function parseExpression(text: string): ParsedExpression {
  try {
    const parser = new Parser(tokensOf(text));
    return { tree: parser.whole() };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return { fault: { column: error.column, message: error.message } };
  }
}

/** Operators of two sides, from the loosest. */
const LEVELS: readonly { readonly symbols: readonly string[]; readonly chains: boolean }[] = [
  { symbols: ['||'], chains: true },
  { symbols: ['&&'], chains: true },
  { symbols: ['==', '!='], chains: false },
  { symbols: ['<', '<=', '>', '>='], chains: false },
  { symbols: ['+', '-'], chains: true },
  { symbols: ['*', '/', '%'], chains: true },
];

/** Nobody writes more parentheses within each other; the machine's stack would end somewhere. */
const DEPTH_MAX = 100;
const LITERALS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const CONDITION = { least: 3, most: 3 };

class Parser {
  readonly #tokens: readonly Token[];
  #place = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Tree {
    const tree = this.#choice();
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator');
    return tree;
  }

  #choice(): Tree {
    this.#enter();
    const condition = this.#binary(0);
    let tree = condition;
    if (this.#takes('?')) {
      const yes = this.#choice();
      this.#demand(':');
      tree = { kind: 'choice', condition, yes, no: this.#choice() };
    }
    this.#depth--;
    return tree;
  }

  #binary(depth: number): Tree {
    const level = LEVELS[depth];
    if (level === undefined) return this.#unary();
    let left = this.#binary(depth + 1);
    for (let count = 0; this.#isSymbol(level.symbols); count++) {
      const { text, column } = this.#next();
      if (count > 0 && !level.chains)
        throw new ExpressionFault(column, `"${text}" does not chain; write a < b && b < c, or parentheses`);
      const right = this.#binary(depth + 1);
      left = { kind: 'binary', operator: text as BinaryOperator, left, right };
    }
    return left;
  }

  #unary(): Tree {
    if (!this.#isSymbol(['-', '!'])) return this.#power();
    this.#enter();
    const operator = this.#next().text as '-' | '!';
    const operand = this.#unary();
    this.#depth--;
    return { kind: 'unary', operator, operand };
  }

  #power(): Tree {
    const left = this.#primary();
    if (!this.#takes('**')) return left;
    this.#enter();
    const right = this.#unary();
    this.#depth--;
    return { kind: 'binary', operator: '**', left, right };
  }

  #primary(): Tree {
    const { kind, text } = this.#token;
    if (kind === 'symbol' && text === '(') {
      this.#next();
      const inner = this.#choice();
      this.#demand(')');
      return inner;
    }
    if (kind === 'symbol' || kind === 'end') throw this.#unexpected('a value');
    const token = this.#next();
    if (kind === 'number') return { kind: 'literal', value: Number(text) };
    if (kind === 'text') return { kind: 'literal', value: text };
    if (kind === 'name' && this.#isSymbol(['('])) return this.#call(token);
    if (kind === 'name' && Object.hasOwn(LITERALS, text))
      return { kind: 'literal', value: LITERALS[text] as boolean | null };
    return this.#field(token);
  }

  #field({ text, column }: Token): Tree {
    const path = [text];
    while (this.#takes('.')) {
      if (this.#token.kind !== 'name' && this.#token.kind !== 'quoted-name')
        throw this.#unexpected('the name of a member');
      path.push(this.#next().text);
    }
    return { kind: 'field', path, column };
  }

  #call({ text: name, column }: Token): Tree {
    const known = name === 'if' ? CONDITION : Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (known === undefined) throw new ExpressionFault(column, unknownFunction(name));
    const args = this.#arguments();
    if (args.length < known.least || args.length > known.most)
      throw new ExpressionFault(column, `${name}() takes ${sayCount(known)}, not ${args.length}`);
    if (name !== 'if') return { kind: 'call', name, args };
    const [condition, yes, no] = args as [Tree, Tree, Tree];
    return { kind: 'choice', condition, yes, no };
  }

  #arguments(): Tree[] {
    this.#demand('(');
    if (this.#takes(')')) return [];
    const args = [this.#choice()];
    while (this.#takes(',')) args.push(this.#choice());
    this.#demand(')');
    return args;
  }

  get #token(): Token {
    return this.#tokens[this.#place] as Token;
  }

  #next(): Token {
    return this.#tokens[this.#place++] as Token;
  }

  #isSymbol(symbols: readonly string[]): boolean {
    return this.#token.kind === 'symbol' && symbols.includes(this.#token.text);
  }

  #takes(symbol: string): boolean {
    if (!this.#isSymbol([symbol])) return false;
    this.#place++;
    return true;
  }

  #demand(symbol: string): void {
    if (!this.#takes(symbol)) throw this.#unexpected(`"${symbol}"`);
  }

  #enter(): void {
    if (++this.#depth > DEPTH_MAX)
      throw new ExpressionFault(this.#token.column, `more than ${DEPTH_MAX} levels within each other`);
  }

  #unexpected(wanted: string): ExpressionFault {
    const { kind, text, column } = this.#token;
    const before = this.#tokens[this.#place - 1]?.text;
    const where = before === undefined ? '' : ` after "${before}"`;
    const found = kind === 'end' ? 'the end' : `"${text}"`;
    return new ExpressionFault(column, `expected ${wanted}${where}, found ${found}`);
  }
}

function unknownFunction(name: string): string {
  const names = [...Object.keys(FUNCTIONS), 'if'].sort();
  const meant = nearest(name, names);
  const help = meant === undefined ? `there are: ${listNames(names, 20)}` : `did you mean ${meant}()?`;
  return `there is no function ${name}(); ${help}`;
}

function sayCount({ least, most }: { readonly least: number; readonly most: number }): string {
  if (most === Infinity) return `at least ${least === 1 ? '1 argument' : `${least} arguments`}`;
  if (least === most) return least === 1 ? '1 argument' : `${least} arguments`;
  return `${least} to ${most} arguments`;
}
