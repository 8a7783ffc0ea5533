/**
 * The canvas: after any series of frames the terminal shows exactly the last one, and unchanged lines are not written again.
 */
import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Canvas } from '../../src/tui/canvas.js';

const [COLUMNS, ROWS] = [20, 6];

const shown = (terminal: Terminal): string[] =>
  Array.from(
    { length: ROWS },
    (_, y) => terminal.buffer.active.getLine(y)?.translateToString().trimEnd() ?? '',
  );

describe('Canvas', () => {
  it('shows the last frame, whatever was there before', async () => {
    const line = fc.string({ unit: fc.constantFrom(...'abc █'), maxLength: COLUMNS });
    const frames = fc.array(fc.array(line, { minLength: 1, maxLength: ROWS - 1 }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(frames, async (list) => {
        const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
        let written = '';
        const canvas = new Canvas({
          columns: COLUMNS,
          write: (text) => {
            written += text;
          },
        });
        for (const lines of list) canvas.write(lines.join('\n'));
        await new Promise<void>((resolve) => terminal.write(written, resolve));
        const last = list.at(-1) as string[];
        const expected = Array.from({ length: ROWS }, (_, row) => (last[row] ?? '').trimEnd());
        expect(shown(terminal)).toEqual(expected);
        terminal.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('writes what has changed and nothing else', () => {
    const writes: string[] = [];
    const canvas = new Canvas({ columns: COLUMNS, write: (text) => writes.push(text) });
    canvas.write('one\ntwo');
    canvas.write('one\ntwo');
    canvas.write('one\nthree');
    expect(writes).toHaveLength(2);
    expect(writes[1]).toContain('three');
    expect(writes[1]).not.toContain('one');
    canvas.forget();
    canvas.write('one\nthree');
    expect(writes[2]).toContain('one');
  });
});
