/**
 * The way to the terminal: our own colours pass, what others wrote does not move, colour or turn round anything.
 */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../src/commands/failure.js';
import { forPeople, say, writeData } from '../../src/commands/output.js';
import { diagnosticLine } from '../../src/commands/render/diagnostics.js';
import { problems } from '../../src/commands/render/problems.js';
import { table } from '../../src/commands/render/records.js';
import { COLOURED, PLAIN, type Style } from '../../src/commands/render/style.js';
import { kaaError } from '../../src/errors.js';
import { sources } from '../helpers/sources.js';

/** What a name can hold: a cleared screen, the same in one byte of C1, a window title, a text turned round, our green. */
const EVIL = '\u001b[2J\u009b2J\u001b]0;x\u0007\u202e\u001b[32m';
const SHOWN = '\\u001b[2J\\u009b2J\\u001b]0;x\\u0007\\u202e\\u001b[32m';

function terminal(): PassThrough & { isTTY: boolean } {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
}

describe('a text for people', () => {
  it('keeps its lines and our own colours', () => {
    const text = `  ${COLOURED.red(COLOURED.bold('Error:'))} x\n\t${COLOURED.dim('y')}\n`;
    expect(forPeople(text, { colour: true })).toBe(text);
  });

  it('shows everything else that a terminal would obey, and without colours those too', () => {
    expect(forPeople('a\u001b[2Jb\u001b[8mc\u009b\rd', { colour: true })).toBe(
      'a\\u001b[2Jb\\u001b[8mc\\u009b\\rd',
    );
    expect(forPeople(EVIL, { colour: false })).toBe(SHOWN);
  });

  it('is written so', () => {
    const stream = terminal();
    say(`${EVIL.slice(0, 4)}\n`, stream);
    expect(stream.read()).toBe('\\u001b[2J\n');
  });
});

describe('data for programs', () => {
  it('is to the byte, unless a terminal reads it', () => {
    const [pipe, screen] = [Object.assign(terminal(), { isTTY: false }), terminal()];
    writeData('a,\u009b\r\n', pipe);
    writeData('a,\u009b\n', screen);
    expect(pipe.read()).toBe('a,\u009b\r\n');
    expect(screen.read()).toBe('a,\\u009b\n');
  });
});

describe('foreign names take no colour of ours either, in', () => {
  const problem = { file: EVIL, line: 1, column: 1, path: EVIL, message: EVIL, suggestion: EVIL };
  const diagnostic = { code: 'x', reason: EVIL, remedy: EVIL, client: EVIL, topic: EVIL, count: 1 };
  const failure = (style: Style) =>
    describeFailure(kaaError('COMMAND_UNKNOWN', { command: EVIL, hint: '' }), { style }).text;
  it.each<[string, (style: Style) => string]>([
    ['problems', (style) => problems([problem], style)],
    ['failures', failure],
    ['tables', (style) => table(['a'], [[EVIL]], style, { none: '' })],
    ['diagnostics', (style) => diagnosticLine(diagnostic as never, style)],
  ])('%s', (_what, text) => {
    expect(text(PLAIN)).toContain(SHOWN);
    expect(text(PLAIN)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(text(COLOURED)).not.toContain(EVIL.slice(-5));
  });
});

it('no command writes to the terminal by another way', () => {
  // The value of --json, lines of progress that are made safe where they are written, and this way itself.
  const exempt = ['base.ts', 'report.ts', 'output.ts', 'status-line.ts', 'contract-output.ts'];
  const others = sources(['src/commands']).filter(
    ({ path }) => !exempt.includes(path.replace('src/commands/', '')),
  );
  expect(others.length).toBeGreaterThan(50);
  expect(others.filter(({ bare }) => /\bstd(?:out|err)\.write\(/.test(bare)).map(({ path }) => path)).toEqual(
    [],
  );
});
