/**
 * `expression`: a value made from earlier fields of the same data sample, so that what belongs together stays together.
 *
 * The text is read once for the fleet and becomes functions within functions; nothing is ever evaluated as JavaScript.
 * Arithmetic takes true as 1 and false as 0; what is no number, as a field that was left out, makes the result none, and
 * then the member is left out. Logic takes false, 0, empty texts, null and what is not there as false.
 */
import { FUNCTIONS } from '../../blueprint/expression/functions.js';
import { parseExpression } from '../../blueprint/expression/parse.js';
import type { BinaryOperator, Tree } from '../../blueprint/expression/tree.js';
import type { GeneratorKind } from './generator.js';

type Sample = Readonly<Record<string, unknown>>;
type Evaluate = (sample: Sample) => unknown;

export const expression: GeneratorKind<'expression'> = (text) => {
  const { tree, fault } = parseExpression(text);
  if (tree === undefined) throw new Error(`an expression that was not checked: ${fault.message}`);
  const evaluate = compiled(tree);
  const generator = { next: ({ sample }: { readonly sample: Sample }) => sendable(evaluate(sample)) };
  return () => generator;
};

/** JSON has neither NaN nor infinity. */
function sendable(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

function compiled(tree: Tree): Evaluate {
  switch (tree.kind) {
    case 'literal':
      return () => tree.value;
    case 'field':
      return fieldAt(tree.path);
    case 'unary': {
      const operand = compiled(tree.operand);
      return tree.operator === '-'
        ? (sample) => -numberOf(operand(sample))
        : (sample) => !isTrue(operand(sample));
    }
    case 'binary':
      return binary(tree.operator, compiled(tree.left), compiled(tree.right));
    case 'choice': {
      const [condition, yes, no] = [compiled(tree.condition), compiled(tree.yes), compiled(tree.no)];
      return (sample) => (isTrue(condition(sample)) ? yes(sample) : no(sample));
    }
    case 'call': {
      const args = tree.args.map(compiled);
      const { call } = FUNCTIONS[tree.name] as (typeof FUNCTIONS)[string];
      return (sample) => call(...args.map((arg) => numberOf(arg(sample))));
    }
  }
}

function fieldAt(path: readonly string[]): Evaluate {
  return (sample) => {
    let value: unknown = sample;
    for (const name of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Sample)[name];
    }
    return value;
  };
}

function binary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === '&&') return (sample) => isTrue(left(sample)) && isTrue(right(sample));
  if (operator === '||') return (sample) => isTrue(left(sample)) || isTrue(right(sample));
  if (operator === '==') return (sample) => left(sample) === right(sample);
  if (operator === '!=') return (sample) => left(sample) !== right(sample);
  if (isComparison(operator)) {
    const compare = COMPARE[operator];
    return (sample) => ordered(left(sample), right(sample), compare);
  }
  const calculate = CALCULATE[operator];
  return (sample) => calculate(numberOf(left(sample)), numberOf(right(sample)));
}

type Compare = (a: number | string, b: number | string) => boolean;

const COMPARE = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
} as const satisfies Record<string, Compare>;

const CALCULATE = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
} as const satisfies Record<string, (a: number, b: number) => number>;

const isComparison = (operator: string): operator is keyof typeof COMPARE => Object.hasOwn(COMPARE, operator);

/** Two texts by their characters; anything else as numbers, and never true for what is none. */
function ordered(left: unknown, right: unknown, compare: Compare): boolean {
  if (typeof left === 'string' && typeof right === 'string') return compare(left, right);
  return compare(numberOf(left), numberOf(right));
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : Number.NaN;
}

const isTrue = (value: unknown) => Boolean(value);
