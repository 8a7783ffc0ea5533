/**
 * Progress without a terminal: how many lines, and what they say.
 */
import { expect, it } from 'vitest';
import { plainProgress } from '../../src/tui/plain-progress.js';
import { startRunView } from '../../src/tui/run-view.js';
import { PROGRESS } from '../helpers/reports.js';

it('one line per phase and one every five seconds of the run', () => {
  const lines: string[] = [];
  const view = plainProgress((line) => lines.push(line));
  for (let ms = 0; ms <= 12_000; ms += 100) {
    view.update({ ...PROGRESS, phase: ms < 1000 ? 'connecting' : 'running', elapsedMs: ms });
  }
  view.update({ ...PROGRESS, phase: 'finishing', elapsedMs: 12_100 });
  expect(lines.map((line) => line.split(':')[0]?.trim())).toEqual([
    '0.0 s  connecting',
    '1.0 s  running',
    '5.0 s  running',
    '10.0 s  running',
    '12.1 s  finishing',
  ]);
  expect(lines[1]).toBe(
    '  1.0 s  running: 1,199 of 1,200 endpoints connected; ' +
      '9,600 sent, 9,590 confirmed, 1 rejected, 7 unanswered, 2 late; p50 0.80 ms, p99 4.0 ms\n',
  );
});

it('a stream that is no terminal gets lines without escape codes', async () => {
  const written: string[] = [];
  const stream = {
    isTTY: false,
    write: (text: string) => written.push(text),
  } as unknown as NodeJS.WriteStream;
  const view = await startRunView({ stream, colour: true, title: 'fleets', target: 'memory', seed: 1 });
  view.update(PROGRESS);
  view.stop();
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/running: .*\n$/);
  expect(written[0]).not.toContain('\u001b');
});
