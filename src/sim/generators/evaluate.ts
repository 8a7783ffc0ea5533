/**
 * Evaluating expressions: a text becomes functions within functions, once; nothing is ever evaluated as JavaScript.
 *
 * Names are fields of the data sample; besides there are `device`, and where they mean something `command` and
 * `configuration`. Arithmetic takes true as 1 and false as 0; what is no number, as a field that was left out, makes
 * the result none. Logic takes false, 0, empty texts, null and what is not there as false.
 */
import { FUNCTIONS } from '../../blueprint/expression/functions.js';
import { parseExpression } from '../../blueprint/expression/parse.js';
import {
  type BinaryOperator,
  devicePath,
  ROOTS,
  type Root,
  type Tree,
} from '../../blueprint/expression/tree.js';
import type { Moment } from './generator.js';

/** What the names of an expression stand for. */
export type Scope = Pick<Moment, 'sample' | Root>;
export type Evaluate = (scope: Scope) => unknown;

/** The text has been checked before. */
export function compileExpression(text: string): Evaluate {
  const { tree, fault } = parseExpression(text);
  if (tree === undefined) throw new Error(`an expression that was not checked: ${fault.message}`);
  const evaluate = compiled(tree);
  return (scope) => sendable(evaluate(scope));
}

/** A number, or an expression that gives one; undefined when it gives none. */
export function compileNumber(value: number | string): (scope: Scope) => number | undefined {
  if (typeof value === 'number') return () => value;
  const evaluate = compileExpression(value);
  return (scope) => {
    const result = evaluate(scope);
    return typeof result === 'number' ? result : undefined;
  };
}

/** What `by` names: a field of any name, or a dotted path that begins with `device`. */
export function compileField(name: string): Evaluate {
  const path = devicePath(name);
  const device = path && fieldAt(path);
  if (device === undefined) return ({ sample }) => sample[name];
  return (scope) => (Object.hasOwn(scope.sample, name) ? scope.sample[name] : device(scope));
}

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
        ? (scope) => -numberOf(operand(scope))
        : (scope) => !isTrue(operand(scope));
    }
    case 'binary':
      return binary(tree.operator, compiled(tree.left), compiled(tree.right));
    case 'choice': {
      const [condition, yes, no] = [compiled(tree.condition), compiled(tree.yes), compiled(tree.no)];
      return (scope) => (isTrue(condition(scope)) ? yes(scope) : no(scope));
    }
    case 'call': {
      const args = tree.args.map(compiled);
      const { call } = FUNCTIONS[tree.name] as (typeof FUNCTIONS)[string];
      return (scope) => call(...args.map((arg) => numberOf(arg(scope))));
    }
  }
}

/** A field of the data sample hides what else has its name. */
function fieldAt([root = '', ...members]: readonly string[]): Evaluate {
  if (!isRoot(root)) return ({ sample }) => memberAt(own(sample, root), members);
  return (scope) => memberAt(Object.hasOwn(scope.sample, root) ? scope.sample[root] : scope[root], members);
}

const isRoot = (name: string): name is Root => (ROOTS as readonly string[]).includes(name);

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function memberAt(value: unknown, members: readonly string[]): unknown {
  let node = value;
  for (const name of members) node = own(node, name);
  return node;
}

function binary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === '&&') return (scope) => isTrue(left(scope)) && isTrue(right(scope));
  if (operator === '||') return (scope) => isTrue(left(scope)) || isTrue(right(scope));
  if (operator === '==') return (scope) => left(scope) === right(scope);
  if (operator === '!=') return (scope) => left(scope) !== right(scope);
  if (isComparison(operator)) {
    const compare = COMPARE[operator];
    return (scope) => ordered(left(scope), right(scope), compare);
  }
  const calculate = CALCULATE[operator];
  return (scope) => calculate(numberOf(left(scope)), numberOf(right(scope)));
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

/** What logic takes for true. */
export const isTrue = (value: unknown) => Boolean(value);
