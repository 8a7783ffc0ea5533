import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScaledClock } from '../../../src/kernel/clock.js';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { Scheduler } from '../../../src/sim/schedule/scheduler.js';
import { TickQueue } from '../../../src/sim/schedule/tick-queue.js';

describe('the tick queue', () => {
  const action = fc.record({
    endpoint: fc.nat(49),
    due: fc.option(fc.nat(30), { nil: undefined }),
  });

  test('gives out the earliest first, the lower number on a tie, whatever was moved or removed', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const queue = new TickQueue(50);
        const expected = new Map<number, number>();
        for (const { endpoint, due } of actions) {
          if (due === undefined) queue.remove(endpoint);
          else queue.set(endpoint, due);
          if (due === undefined) expected.delete(endpoint);
          else expected.set(endpoint, due);
        }
        const inOrder = [...expected].sort(([a, dueA], [b, dueB]) => dueA - dueB || a - b);
        const drained: [number, number][] = [];
        for (let first = queue.first(); first !== undefined; first = queue.first()) {
          drained.push([first, queue.firstDue()]);
          queue.remove(first);
        }
        expect(drained).toEqual(inOrder);
      }),
    );
  });
});

describe('the scheduler', () => {
  test('a tick that stops it has run: what else was due runs, and each once', async () => {
    const clock = new VirtualClock(0);
    const ran: number[] = [];
    const scheduler = new Scheduler(clock, 3, (endpoint) => {
      ran.push(endpoint);
      if (endpoint === 1 && ran.length < 10) scheduler.stop(100);
    });
    for (const endpoint of [0, 1, 2]) scheduler.set(endpoint, 10);
    scheduler.start(0);
    await clock.advance(50);
    expect(ran).toEqual([0, 1, 2]);
    expect(clock.pending()).toEqual([]);
  });

  test('a late tick does not move the ones after it', async () => {
    const clock = new VirtualClock(0);
    const ran: number[] = [];
    const scheduler = new Scheduler(clock, 1, (endpoint, due) => {
      ran.push(due);
      scheduler.set(endpoint, due + 100);
    });
    scheduler.set(0, 50);
    // The machine was busy for 320 ms before the first timer could run.
    scheduler.start(-320);
    await clock.advance(0);
    expect(ran).toEqual([50, 150, 250]);
    await clock.advance(100);
    expect(ran).toEqual([50, 150, 250, 350]);
  });

  test('fractions at a time of today come to an end', async () => {
    const clock = new VirtualClock(1_700_000_000_000.123);
    let count = 0;
    const scheduler = new Scheduler(clock, 1, (endpoint, due) => {
      count++;
      scheduler.set(endpoint, due + 1 / 3);
    });
    scheduler.set(0, 0.1);
    scheduler.start(clock.now());
    await clock.advance(100);
    expect(count).toBe(300);
  });

  test('no tick runs before its own time, however close it is to another', async () => {
    const startedAt = Date.UTC(2026, 0, 5);
    const clock = new VirtualClock(startedAt);
    const early: number[] = [];
    const dues = Array.from({ length: 200 }, (_, place) => 100 + place * 0.0007);
    const scheduler = new Scheduler(clock, dues.length, (_, due) => {
      if (clock.now() !== startedAt + due) early.push(due);
    });
    for (const [endpoint, due] of dues.entries()) scheduler.set(endpoint, due);
    scheduler.start(startedAt);
    await clock.advance(200);
    expect(early).toEqual([]);
    expect(scheduler.isIdle).toBe(true);
  });

  test('a clock whose timers come a hair too early does not keep a tick waiting', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5));
    const fast = new ScaledClock(clock, 10 / 3);
    const ran: number[] = [];
    const scheduler = new Scheduler(fast, 1, (endpoint, due) => {
      ran.push(due);
      scheduler.set(endpoint, due + 1 / 30);
    });
    scheduler.set(0, 1);
    scheduler.start(fast.now());
    await clock.advance(100);
    expect(ran).toHaveLength(9971);
  });

  test('an earlier tick is noticed while a later one is waited for', async () => {
    const clock = new VirtualClock(0);
    const ran: [number, number][] = [];
    const scheduler = new Scheduler(clock, 2, (endpoint) => ran.push([endpoint, clock.now()]));
    scheduler.set(0, 1000);
    scheduler.start(0);
    scheduler.set(1, 10);
    await clock.advance(2000);
    expect(ran).toEqual([
      [1, 10],
      [0, 1000],
    ]);
    expect(scheduler.isIdle).toBe(true);
  });

  test('one timer serves all endpoints', () => {
    const clock = new VirtualClock(0);
    const scheduler = new Scheduler(clock, 1000, () => {});
    for (let endpoint = 0; endpoint < 1000; endpoint++) scheduler.set(endpoint, 1000 - endpoint);
    scheduler.start(0);
    expect(clock.pending()).toHaveLength(1);
  });

  test('stop runs what was due before, not what is due then, and nothing after', async () => {
    const clock = new VirtualClock(0);
    const ran: number[] = [];
    const scheduler = new Scheduler(clock, 3, (endpoint) => ran.push(endpoint));
    scheduler.set(0, 90);
    scheduler.set(1, 100);
    scheduler.set(2, 110);
    scheduler.start(0);
    scheduler.stop(100);
    await clock.advance(1000);
    expect(ran).toEqual([0]);
    expect(clock.pending()).toEqual([]);
  });
});
