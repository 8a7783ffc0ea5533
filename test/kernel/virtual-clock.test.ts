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

test('an instant is all that is due then; what was taken back does not move time', () => {
  const clock = new VirtualClock(100);
  const ran: string[] = [];
  clock.schedule(5, 'taken back', () => {})();
  clock.schedule(10, 'a', () => {
    ran.push('a');
    clock.schedule(0, 'c', () => ran.push('c'));
  });
  clock.schedule(10, 'b', () => ran.push('b'));
  expect(clock.next()).toBe(110);
  expect(clock.runNext()).toBe(true);
  expect(ran).toEqual(['a', 'b', 'c']);
  expect(clock.now()).toBe(110);
  expect(clock.runNext()).toBe(false);
  expect(clock.next()).toBeUndefined();
});

test('timeouts that are always taken back do not pile up, and the others keep their order', async () => {
  const clock = new VirtualClock();
  const ran: number[] = [];
  for (let n = 0; n < 20_000; n++) {
    const cancel = clock.schedule(1_000_000, 'a timeout', () => ran.push(-1));
    if (n % 1000 === 0) clock.schedule(20_000 - n, 'kept', () => ran.push(n));
    cancel();
  }
  expect(clock.held).toBeLessThan(3000);
  await clock.advance(2_000_000);
  expect(ran).toEqual(Array.from({ length: 20 }, (_, n) => 19_000 - n * 1000));
});

test('an instant that never ends is told with what keeps it up', () => {
  const clock = new VirtualClock(0, { callsMax: 1000 });
  const again = () => {
    clock.schedule(0, 'a loop without a delay', again);
  };
  again();
  expect(() => clock.runNext()).toThrow(
    expect.objectContaining({
      code: 'VIRTUAL_RUN_STUCK',
      message: expect.stringContaining('a loop without a delay'),
    }),
  );
});

test('in steps: what is due between two happens at the second, in the order of scheduling', async () => {
  const clock = new VirtualClock(1000, { stepMs: 1 });
  const ran: string[] = [];
  clock.schedule(1.7, 'b', () => ran.push(`b ${clock.now()}`));
  clock.schedule(1.2, 'a', () => ran.push(`a ${clock.now()}`));
  clock.schedule(0, 'now', () => ran.push(`now ${clock.now()}`));
  clock.schedule(2, 'exact', () => ran.push(`exact ${clock.now()}`));
  await clock.advance(5);
  expect(ran).toEqual(['now 1000', 'b 1002', 'a 1002', 'exact 1002']);
});
