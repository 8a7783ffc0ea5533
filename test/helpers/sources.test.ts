/**
 * The reader of sources behind the house rules: a rule that reads code wrongly finds nothing.
 */
import { expect, it } from 'vitest';
import { blank, sources, tokens } from './sources.js';

const code = (text: string) => blank(text, { strings: false }).replace(/ +$/gm, '');
const bare = (text: string) => blank(text, { strings: true });

it('blanks comments and keeps what only looks like one', () => {
  expect(code('a(); // Date.now()')).toBe('a();');
  expect(code("u = 'mqtt://x'; /* y\n */ b")).toBe("u = 'mqtt://x';\n    b");
  expect(code('u = `mqtt://${host /* h */}/x//y`; z')).toBe('u = `mqtt://${host        }/x//y`; z');
  expect(code("r = /['//]*/; s = 'it'; // t")).toBe("r = /['//]*/; s = 'it';");
  expect(code('a = b / c; d = `/`; // e')).toBe('a = b / c; d = `/`;');
});

it('blanks strings and templates, not the code inside templates', () => {
  expect(bare("say('process.exit')")).toBe("say('            ')");
  expect(bare('say(`Date ${Date.now()} ${`in ${{ a: 1 }.a}`}`, x)')).toBe(
    'say(`     ${Date.now()} ${`   ${{ a: 1 }.a}`}`, x)',
  );
});

it('takes every source file apart without losing a character, and finds imports in nearly all', () => {
  const files = sources(['src', 'bin', 'scripts']);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files)
    expect([...tokens(file.text)].map((token) => token.text).join('')).toBe(file.text);
  const failure = files.find((file) => file.path === 'src/commands/failure.ts');
  expect(failure?.imports).toContainEqual({
    specifier: '../errors.js',
    file: 'src/errors.ts',
    kind: 'value',
  });
  const view = files.find((file) => file.path === 'src/tui/run-view.ts');
  expect(view?.imports).toContainEqual({
    specifier: './mount-run-view.js',
    file: 'src/tui/mount-run-view.tsx',
    kind: 'dynamic',
  });
  expect(view?.imports).toContainEqual({
    specifier: '../sim/report/report.js',
    file: 'src/sim/report/report.ts',
    kind: 'type',
  });
});
