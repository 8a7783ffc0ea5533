/**
 * The language of expressions: reading, printing and reading again, and values against the same written in JavaScript.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../../src/blueprint/expression/parse.js';
import type { BinaryOperator, Tree } from '../../../../src/blueprint/expression/tree.js';
import { createValue } from '../../../../src/sim/generators/registry.js';
import { momentAt, originOf } from '../../helpers/fleets.js';

type Sample = Record<string, unknown>;

const worth = (text: string, sample: Sample = {}) =>
  createValue({ expression: text }, originOf()).next(momentAt(0, sample));

describe('values of expressions', () => {
  const sample = {
    voltage: 230,
    current: 2.5,
    mode: 'on',
    door: true,
    place: { speed: 72, 'wind-chill': -3 },
    odd: null,
  };

  test.each<[string, unknown]>([
    ['voltage * current', 575],
    ['round(voltage * current / 7, 2)', 82.14],
    ['round(-2.5) + round(1234, -2)', 1198],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['10 - 2 - 3', 5],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['--2', 2],
    ['7 % 4 * 2', 6],
    ['(1 + 2) * 3', 9],
    ['.5 + 1e3', 1000.5],
    ['1 < 2 && 2 >= 2 && 1 != 2', true],
    ['0 || !1', false],
    ['door + 1', 2],
    ["mode == 'on' ? 1 : 0", 1],
    ['mode == "off" ? 1 : mode > "off" ? 2 : 3', 2],
    ['if(door, voltage, 0)', 230],
    ['place.speed / 3.6', 20],
    ['place.`wind-chill` * 2', -6],
    ['`voltage`', 230],
    ['place', sample.place],
    ['mode', 'on'],
    ['null', null],
    ['odd == null', true],
    ['min(3, 1, 2) + max(3) + abs(-1)', 5],
    ['floor(-1.5) + ceil(1.2)', 0],
    ['clamp(12, 0, 10) + clamp(-1, 0, 10)', 10],
    ['sqrt(16) + pow(2, 3) + exp(0) + log(1) + sin(0) + cos(0)', 14],
  ])('%s', (text, value) => {
    expect(worth(text, sample)).toEqual(value);
  });

  test.each([
    '1 / 0',
    'sqrt(-1)',
    'log(0)',
    'missing * 2',
    'mode * 2',
    'odd + 1',
    'place.missing',
    'toString',
    'mode.length',
  ])('%s leaves the member out', (text) => {
    expect(worth(text, sample)).toBeUndefined();
  });

  test('a comparison with what is not there is false, either way', () => {
    expect([worth('missing < 1'), worth('missing >= 1'), worth('!missing')]).toEqual([false, false, true]);
  });

  test('fields of one data sample stay together', () => {
    const fields = {
      voltage: { normal: { mean: 230, deviation: 5 } },
      current: { random: { min: 0, max: 16 } },
      power: { expression: 'voltage * current' },
    };
    const generators = Object.entries(fields).map(
      ([name, spec]) => [name, createValue(spec, originOf('room-001', name))] as const,
    );
    for (let count = 0; count < 20; count++) {
      const taken: Record<string, number> = {};
      for (const [name, generator] of generators) taken[name] = generator.next(momentAt(0, taken)) as number;
      expect(taken.power).toBe((taken.voltage as number) * (taken.current as number));
    }
  });
});

describe('faults of expressions', () => {
  test.each([
    ['', 1, 'expected a value, found the end'],
    ['voltage *', 10, 'expected a value after "*", found the end'],
    ['voltage * * 2', 11, 'expected a value after "*", found "*"'],
    ['2 x', 3, 'expected an operator after "2", found "x"'],
    ['(1 + 2', 7, 'expected ")" after "2", found the end'],
    ['a ? 1', 6, 'expected ":" after "1", found the end'],
    ['a = 1', 3, 'to compare, write "=="'],
    ['a === 1', 3, 'write "==", without a further "="'],
    ['a & b', 3, 'for "and", write "&&"'],
    ['a | b', 3, 'for "or", write "||"'],
    ['2 ^ 3', 3, 'for a power, write "**"'],
    ['a < b < c', 7, '"<" does not chain; write a < b && b < c, or parentheses'],
    ["a == 'on", 6, 'the text that begins here does not end'],
    ['`a', 1, 'the name that begins here does not end'],
    ['a; b', 2, '";" means nothing here'],
    ['a + 😀', 5, '"😀" means nothing here'],
    ['a.5', 2, 'expected an operator after "a", found ".5"'],
    ['a. + 1', 4, 'expected the name of a member after ".", found "+"'],
    ['sqr(2)', 1, 'there is no function sqr(); did you mean sqrt()?'],
    [
      '1 + constructor(2)',
      5,
      'there is no function constructor(); there are: abs, ceil, clamp, cos, exp, floor, if, log, max, min, pow, round, sin, sqrt',
    ],
    ['sqrt(1, 2)', 1, 'sqrt() takes 1 argument, not 2'],
    ['round()', 1, 'round() takes 1 to 2 arguments, not 0'],
    ['max()', 1, 'max() takes at least 1 argument, not 0'],
    ['if(1, 2)', 1, 'if() takes 3 arguments, not 2'],
    ['max(1,)', 7, 'expected a value after ",", found ")"'],
  ])('%s', (text, column, message) => {
    expect(parseExpression(text).fault).toEqual({ column, message });
  });

  test.each(['(', '-', '!', '2**', '1?', 'abs(', '1?2:'])('%s again and again has an end', (part) => {
    expect(parseExpression(part.repeat(1000)).fault?.message).toMatch(/more than 100 levels|found the end/);
  });

  test('no text makes the reader throw', () => {
    const words = fc.constantFrom(
      'a',
      '1',
      '(',
      ')',
      '+',
      '**',
      '?',
      ':',
      ',',
      '.',
      'if',
      '`',
      "'",
      '!',
      '-',
      '=',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(words).map((some) => some.join('')),
        (text) => {
          const { fault } = parseExpression(text);
          if (fault !== undefined) {
            expect(fault.column).toBeGreaterThanOrEqual(1);
            expect(fault.column).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
    );
  });
});

describe('random expressions', () => {
  /** A tree, and what it is worth by JavaScript itself. */
  interface Sum {
    readonly tree: Tree;
    readonly value: (sample: Sample) => unknown;
  }
  const field = (name: string): Sum => ({
    tree: { kind: 'field', path: [name], column: 0 },
    value: (sample) => sample[name],
  });
  const binary =
    (operator: BinaryOperator, calculate: (a: number, b: number) => unknown) => (left: Sum, right: Sum) => ({
      tree: { kind: 'binary' as const, operator, left: left.tree, right: right.tree },
      value: (sample: Sample) => calculate(left.value(sample) as number, right.value(sample) as number),
    });
  const two = [
    binary('+', (a, b) => a + b),
    binary('-', (a, b) => a - b),
    binary('*', (a, b) => a * b),
    binary('/', (a, b) => a / b),
    binary('%', (a, b) => a % b),
    binary('**', (a, b) => a ** b),
    binary('<', (a, b) => a < b),
    binary('>=', (a, b) => a >= b),
    binary('==', (a, b) => a === b),
    binary('&&', (a, b) => Boolean(a) && Boolean(b)),
    binary('||', (a, b) => Boolean(a) || Boolean(b)),
  ];
  const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
    sum: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.oneof(
        fc.constantFrom(field('a'), field('b')),
        fc.double({ min: 0, max: 1e6, noNaN: true }).map(
          (value): Sum => ({
            tree: { kind: 'literal', value },
            value: () => value,
          }),
        ),
      ),
      fc
        .tuple(fc.constantFrom(...two), tie('sum'), tie('sum'))
        .map(([make, left, right]) => make(left, right)),
      tie('sum').map(
        (inner): Sum => ({
          tree: { kind: 'unary', operator: '-', operand: inner.tree },
          value: (sample) => -(inner.value(sample) as number),
        }),
      ),
      tie('sum').map(
        (inner): Sum => ({
          tree: { kind: 'unary', operator: '!', operand: inner.tree },
          value: (sample) => !inner.value(sample),
        }),
      ),
      fc.tuple(tie('sum'), tie('sum'), tie('sum')).map(
        ([condition, yes, no]): Sum => ({
          tree: { kind: 'choice', condition: condition.tree, yes: yes.tree, no: no.tree },
          value: (sample) => (condition.value(sample) ? yes.value(sample) : no.value(sample)),
        }),
      ),
      fc.tuple(tie('sum'), tie('sum')).map(
        ([one, other]): Sum => ({
          tree: { kind: 'call', name: 'max', args: [one.tree, other.tree] },
          value: (sample) => Math.max(Number(one.value(sample)), Number(other.value(sample))),
        }),
      ),
    ),
  }));

  test('what was printed is read as it was', () => {
    fc.assert(
      fc.property(sum, ({ tree }) => {
        const { tree: read, fault } = parseExpression(printed(tree));
        expect(fault).toBeUndefined();
        expect(withoutColumns(read as Tree)).toEqual(withoutColumns(tree));
      }),
      { numRuns: 20000 },
    );
  });

  test('their values are those of JavaScript', () => {
    fc.assert(
      fc.property(
        sum,
        fc.integer(),
        fc.double({ min: -10, max: 10, noNaN: true }),
        ({ tree, value }, a, b) => {
          const got = worth(`0 + (${printed(tree)})`, { a, b });
          const wanted = 0 + Number(value({ a, b }));
          expect(got).toEqual(Number.isFinite(wanted) ? wanted : undefined);
        },
      ),
      { numRuns: 20000 },
    );
  });
});

const LEVELS: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '**': 8,
};
const UNARY = 7;

function levelOf(tree: Tree): number {
  if (tree.kind === 'choice') return 0;
  if (tree.kind === 'unary') return UNARY;
  return tree.kind === 'binary' ? (LEVELS[tree.operator] as number) : 9;
}

/** With as few parentheses as the grammar needs. */
function printed(tree: Tree): string {
  const part = (inner: Tree, least: number) =>
    levelOf(inner) < least ? `(${printed(inner)})` : printed(inner);
  switch (tree.kind) {
    case 'literal':
      return typeof tree.value === 'string' ? `'${tree.value}'` : String(tree.value);
    case 'field':
      return tree.path.join('.');
    case 'unary':
      return `${tree.operator}${part(tree.operand, UNARY)}`;
    case 'choice':
      return `${part(tree.condition, 1)} ? ${printed(tree.yes)} : ${printed(tree.no)}`;
    case 'call':
      return `${tree.name}(${tree.args.map(printed).join(', ')})`;
    case 'binary': {
      const level = levelOf(tree);
      if (tree.operator === '**') return `${part(tree.left, 9)} ** ${part(tree.right, UNARY)}`;
      const chains = level !== 3 && level !== 4;
      return `${part(tree.left, chains ? level : level + 1)} ${tree.operator} ${part(tree.right, level + 1)}`;
    }
  }
}

const withoutColumns = (tree: Tree) =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === 'column' ? undefined : value)));
