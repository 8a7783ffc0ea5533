/**
 * YAML with positions: where values and keys stand, whatever the layout of the file.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type Path, parseSource } from '../../src/blueprint/source.js';

const TEXT = `# a comment
a:
  b: [10, { c: 20 }]
  "quoted key": |
    block
empty:
anchor: &x
  deep: 1
alias: *x
merged:
  <<: *x
  own: 2
`;

const at = (path: Path, what?: 'key' | 'value') => {
  const { line, column } = parseSource('f.yaml', TEXT).locate(path, what);
  return `${line}:${column}`;
};

/** Each no deeper than is allowed, but holding the one before. */
const chainOfAliases = (length: number) =>
  Array.from({ length }, (_, n) => {
    const inner = n === 0 ? '1' : `*a${n - 1}`;
    return `a${n}: &a${n} ${'['.repeat(150)}${inner}${']'.repeat(150)}`;
  }).join('\n');

describe('places', () => {
  it.each([
    ['a value', ['a', 'b'], 'value', '3:6'],
    ['a key', ['a', 'b'], 'key', '3:3'],
    ['an item of a list', ['a', 'b', 0], 'value', '3:7'],
    ['an item of a list by its text', ['a', 'b', '0'], 'value', '3:7'],
    ['inside braces', ['a', 'b', 1, 'c'], 'value', '3:16'],
    ['a key inside braces', ['a', 'b', 1, 'c'], 'key', '3:13'],
    ['a key in quotes', ['a', 'quoted key'], 'key', '4:3'],
    ['an empty value: its key', ['empty'], 'value', '6:1'],
    ['through an alias: where it is written', ['alias', 'deep'], 'value', '8:9'],
    ['the whole file: its first key', [], 'value', '2:1'],
    ['what is not there: the nearest around it', ['a', 'x', 'y'], 'value', '3:3'],
    ['beyond a list', ['a', 'b', 7], 'value', '3:6'],
  ] as const)('%s', (_title, path, what, expected) => {
    expect(at(path, what)).toBe(expected);
  });

  it.each([
    ['a list', 'a: 1\n? [x, y]\n: 2\n', '2:3'],
    ['an object', '? {x: 1}\n: 2\n', '1:3'],
    ['an alias of an object', 'a: &x {b: 1}\n*x : 2\n', '2:1'],
  ])(
    'a key that is %s is refused with its place, and nothing is written to the process',
    async (_what, text, place) => {
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const { problems } = parseSource('f.yaml', text);
      expect(warned).not.toHaveBeenCalled();
      warned.mockRestore();
      expect(problems.map(({ message }) => message)).toContain(
        'a key is a text or a number, not a list or an object',
      );
      expect(`${problems[0]?.line}:${problems[0]?.column}`).toBe(place);
    },
  );

  it('an empty file has a first place', () => {
    expect(parseSource('f.yaml', '').locate(['a'])).toEqual({ line: 1, column: 1 });
  });

  it('every value of any data is found where its text stands', () => {
    const leaf = fc.integer({ min: 1000, max: 9999 });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('tree'), { minKeys: 1, maxKeys: 3 }),
      ),
    }));
    const leaves = (value: unknown, path: Path = []): (readonly [Path, number])[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]))
        : [[path, value as number]];
    fc.assert(
      fc.property(tree, fc.boolean(), (data, isFlow) => {
        const text = isFlow ? JSON.stringify(data, null, 1) : stringify(data);
        const source = parseSource('f.yaml', text);
        for (const [path, value] of leaves(data)) {
          const { line, column } = source.locate(path);
          expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${value}`));
        }
      }),
      { seed: 11 },
    );
  });
});

describe('data', () => {
  it('anchors and merges are resolved', () => {
    const { data, problems } = parseSource('f.yaml', TEXT);
    expect(problems).toEqual([]);
    expect(data).toMatchObject({ alias: { deep: 1 }, merged: { deep: 1, own: 2 } });
  });

  it('an anchor may be used a thousand times, and an alias means the last of its name above it', () => {
    const text = `a: &x {n: 1}\nb: [${'*x, '.repeat(999)}*x]\nc: &x 2\nd: *x\n`;
    const { data, problems } = parseSource('f.yaml', text);
    expect(problems).toEqual([]);
    expect(data).toMatchObject({ b: { 999: { n: 1 }, length: 1000 }, d: 2 });
  });

  it.each([
    ['a: [1, .inf]', 8, '.inf'],
    ['a:  -1e400', 5, '-1e400'],
    ['{ "a": .nan }', 8, '.nan'],
  ])('a number that JSON has not is refused: %s', (text, column, number) => {
    const message = `${number} is no number of JSON, which has none beyond ±1.8e308`;
    expect(parseSource('f.yaml', text).problems).toEqual([
      { file: 'f.yaml', line: 1, column, path: '', message },
    ]);
  });

  it('an alias that multiplies itself is refused', () => {
    const lines = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`);
    const { problems } = parseSource('f.yaml', `a0: &a0 [x]\n${lines.join('\n')}\n`);
    expect(problems).toEqual([
      {
        file: 'f.yaml',
        line: 10,
        column: 50,
        path: '',
        message:
          'an anchor is used more than 10000 times, or aliases of aliases multiply to that; write some of them out',
      },
    ]);
  });

  it.each([
    ['lists', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['lists that do not end', '['.repeat(20_000)],
    ['objects', `${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['items', `${'- '.repeat(20_000)}x`],
    ['members', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['lists by way of aliases', chainOfAliases(2)],
    ['lists by way of more aliases', chainOfAliases(4)],
  ])('values that nobody could walk through are refused, once: %s', (_what, text) => {
    const { data, problems, locate } = parseSource('f.yaml', text);
    expect(problems).toMatchObject([
      { message: expect.stringContaining('nested more than 200 levels deep') },
    ]);
    expect(data).toBeUndefined();
    expect(locate(['a', 0]).line).toBeGreaterThan(0);
  });

  it('values as deep as anybody needs are read', () => {
    const { data, problems } = parseSource('f.yaml', `${'['.repeat(150)}1${']'.repeat(150)}`);
    expect(problems).toEqual([]);
    expect(JSON.stringify(data)).toBe(`${'['.repeat(150)}1${']'.repeat(150)}`);
  });

  it.each([
    ['a list in itself', 'a: &a [*a]', 1, 8],
    ['deep inside', 'a: &a\n  b:\n    - c: *a', 3, 10],
    ['merged into itself', 'a: &a\n  <<: *a', 2, 7],
    ['by way of another', 'a: &a\n  b: &b [*a]\n  c: *b', 2, 10],
  ])('an alias that contains itself is refused: %s', (_title, text, line, column) => {
    const { data, problems } = parseSource('f.yaml', text);
    const message = '"*a" is an alias that contains itself';
    expect(problems).toEqual([{ file: 'f.yaml', line, column, path: '', message }]);
    expect(data).toBeUndefined();
  });

  it('an anchor of the same name above is another one', () => {
    const { data, problems } = parseSource('f.yaml', 'a: &a [1]\nb: &b [*a, &a 2, *a]');
    expect(problems).toEqual([]);
    expect(data).toEqual({ a: [1], b: [[1], 2, 2] });
  });
});
