/** Goal: a run on the virtual clock happens the same way every time. Method: order and instants of calls. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';

test('calls run by due time, and in order of scheduling when due together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async (delays) => {
      const clock = new VirtualClock(1000);
      const ran: Array<{ index: number; at: number }> = [];
      delays.forEach((delay, index) => {
        clock.schedule(delay, `call ${index}`, () => ran.push({ index, at: clock.now() }));
      });
      await clock.advance(50);
      const expected = delays
        .map((delay, index) => ({ index, at: 1000 + delay }))
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(ran).toEqual(expected);
      expect(clock.now()).toBe(1050);
    }),
    { seed: 1 },
  );
});

test('a call scheduled by a call runs within the same advance, at its own instant', async () => {
  const clock = new VirtualClock();
  const at: number[] = [];
  clock.schedule(10, 'first', () => {
    clock.schedule(5, 'second', () => at.push(clock.now()));
  });
  await clock.advance(20);
  expect(at).toEqual([15]);
});

test('a cancelled call never runs, and is not listed as pending', async () => {
  const clock = new VirtualClock();
  let ran = false;
  const cancel = clock.schedule(10, 'cancelled', () => {
    ran = true;
  });
  clock.schedule(20, 'kept', () => {});
  cancel();
  expect(clock.pending()).toEqual(['kept']);
  await clock.advance(15);
  expect(ran).toBe(false);
});

test('time does not move on before what the calls set in motion has settled', async () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  clock.schedule(1, 'a', () => log.push('a'));
  clock.schedule(2, 'b', () => log.push('b'));
  await clock.advance(3, async () => {
    await Promise.resolve();
    log.push(`settled at ${clock.now()}`);
  });
  expect(log).toEqual(['settled at 0', 'a', 'settled at 1', 'b', 'settled at 2']);
});
