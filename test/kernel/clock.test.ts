/** Goal: at speed n everything that waits or stamps sees n times as much time pass. */
import { expect, test } from 'vitest';
import { ScaledClock } from '../../src/kernel/clock.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';

test.each([60, 0.5])(
  'at speed %d a delay takes its part of the time below, and stamps agree with it',
  async (speed) => {
    const below = new VirtualClock(1_000_000);
    const clock = new ScaledClock(below, speed);
    expect(clock.now()).toBe(1_000_000);
    const at: number[] = [];
    clock.schedule(3000, 'later', () => at.push(clock.now()));
    clock.schedule(3000, 'never', () => at.push(-1))();
    await below.advance(3000 / speed - 1);
    expect(at).toEqual([]);
    await below.advance(1);
    expect(at).toHaveLength(1);
    expect(at[0]).toBeCloseTo(1_003_000, 6);
  },
);
