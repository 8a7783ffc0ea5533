/** Goal: one timer for all response timeouts, whatever those who are told of one do about it. */
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { type Deadline, Deadlines } from '../../../src/sim/connection/deadlines.js';

const TIMEOUT_MS = 100;

interface Probe extends Deadline {
  sentAt: number;
}

const probe = (sentAt: number, expire: (own: Probe) => void): Probe => {
  const own: Probe = {
    sentAt,
    earlier: undefined,
    later: undefined,
    isAwaited: false,
    expire: () => expire(own),
  };
  return own;
};

test('requests that are sent again when they run out have one timer, and none after the stop', async () => {
  const clock = new VirtualClock(0);
  const deadlines = new Deadlines(clock, TIMEOUT_MS);
  const expired: number[] = [];
  const timers: number[] = [];
  const again = (own: Probe) => {
    expired.push(clock.now() - own.sentAt);
    own.sentAt = clock.now();
    deadlines.add(own);
    timers.push(clock.pending().length);
  };
  for (let sentAt = 0; sentAt < 5; sentAt++) {
    deadlines.add(probe(sentAt, again));
    await clock.advance(1);
  }
  for (let now = 0; now < 1000; now += 10) {
    await clock.advance(10);
    timers.push(clock.pending().length);
  }
  expect(Math.max(...timers)).toBe(1);
  expect(expired).toHaveLength(50);
  expect(new Set(expired)).toEqual(new Set([TIMEOUT_MS]));
  deadlines.stop();
  expect(clock.pending()).toEqual([]);
});

test('one that fails when it is told does not keep the others from being told', async () => {
  const clock = new VirtualClock(0);
  const deadlines = new Deadlines(clock, TIMEOUT_MS);
  let told = 0;
  deadlines.add(
    probe(0, () => {
      throw new Error('broken');
    }),
  );
  deadlines.add(probe(0, () => told++));
  await expect(clock.advance(TIMEOUT_MS)).rejects.toThrow('broken');
  await clock.advance(TIMEOUT_MS);
  expect(told).toBe(1);
  expect(deadlines.size).toBe(0);
});
