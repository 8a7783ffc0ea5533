/** What is told of what goes wrong: at once, and again while it goes on, but never in a flood. */
import { expect, it } from 'vitest';
import { Journal } from '../../src/kernel/journal.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { type Diagnostic, Diagnostics, TELL_AGAIN_MS } from '../../src/platform/diagnostics.js';

function scene() {
  const clock = new VirtualClock(5);
  const journal = new Journal(clock);
  const told: Diagnostic[] = [];
  const diagnostics = new Diagnostics(journal, { clock, onDiagnostic: (found) => told.push(found) });
  const goWrong = (reason: string, times = 1) => {
    for (let i = 0; i < times; i++)
      journal.append({ type: 'kpc.client-refused', client: 'c', transport: 'tcp', reason } as never);
  };
  return { clock, journal, told, diagnostics, goWrong };
}

it('told the first time at once, then again with how often, at most every ten seconds', async () => {
  const { clock, told, goWrong } = scene();
  goWrong('no user', 13);
  goWrong('no tenant');
  expect(told.map(({ reason, again }) => [reason, again])).toEqual([
    ['no user', undefined],
    ['no tenant', undefined],
  ]);
  await clock.advance(TELL_AGAIN_MS);
  expect(told.slice(2)).toMatchObject([{ reason: 'no user', again: 12, count: 13 }]);
  goWrong('no user', 2);
  await clock.advance(TELL_AGAIN_MS - 1);
  expect(told).toHaveLength(3);
  await clock.advance(1);
  expect(told.slice(3)).toMatchObject([{ reason: 'no user', again: 2, count: 15 }]);
});

it('after a long silence it is told without waiting; once stopped nothing is pending', async () => {
  const { clock, told, diagnostics, goWrong } = scene();
  goWrong('no user');
  await clock.advance(10 * TELL_AGAIN_MS);
  goWrong('no user');
  await clock.advance(0);
  expect(told.slice(1)).toMatchObject([{ again: 1 }]);
  goWrong('no user');
  diagnostics.stop();
  expect(clock.pending()).toEqual([]);
  expect(diagnostics.list()).toMatchObject([{ count: 3 }]);
});

it('of many things that go wrong again, few are told', async () => {
  const { clock, told, goWrong } = scene();
  for (let i = 0; i < 300; i++) goWrong(`no token ${i}`, 2);
  await clock.advance(TELL_AGAIN_MS);
  expect(told.filter(({ again }) => again !== undefined)).toHaveLength(10);
});

it('a listener of the journal that throws is listed', () => {
  const { journal, diagnostics, goWrong } = scene();
  journal.listen(() => {
    throw new Error('a bug');
  });
  goWrong('no user', 2);
  expect(diagnostics.list().map(({ code, count }) => [code, count])).toContainEqual([
    'journal.listener-failed',
    2,
  ]);
});
