/**
 * The store behind the progress view: how often it speaks, and that its last word is heard.
 */
import { expect, it, vi } from 'vitest';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { FRAMES_PER_SECOND_MAX, RunStore } from '../../src/tui/run-store.js';
import { PROGRESS } from '../helpers/reports.js';

it('a thousand updates in a second make at most sixteen frames, the last of them with the latest', async () => {
  const clock = new VirtualClock();
  const store = new RunStore(clock);
  const listener = vi.fn();
  store.subscribe(listener);
  for (let ms = 0; ms < 999; ms++) {
    store.update({ ...PROGRESS, elapsedMs: ms });
    await clock.advance(1);
  }
  expect(listener.mock.calls.length).toBeLessThanOrEqual(FRAMES_PER_SECOND_MAX);
  expect(listener.mock.calls.length).toBeGreaterThanOrEqual(FRAMES_PER_SECOND_MAX - 1);
  await clock.advance(100);
  expect(store.getSnapshot()?.progress.elapsedMs).toBe(998);
});

it('the first update is shown at once, and the snapshot stays the same object until the next frame', async () => {
  const clock = new VirtualClock();
  const store = new RunStore(clock);
  expect(store.getSnapshot()).toBeUndefined();
  store.update(PROGRESS);
  const first = store.getSnapshot();
  store.update({ ...PROGRESS, elapsedMs: 9000 });
  expect(store.getSnapshot()).toBe(first);
  await clock.advance(1000);
  expect(store.getSnapshot()).not.toBe(first);
});

it('keeps one rate per second of the run, from what was sent in it', async () => {
  const sentAt = [0, 5, 10, 30, 50, 50];
  const clock = new VirtualClock();
  const store = new RunStore(clock);
  for (const [half, sent] of sentAt.entries()) {
    store.update({ ...PROGRESS, elapsedMs: half * 500, samples: { ...PROGRESS.samples, sent } });
    await clock.advance(500);
  }
  expect(store.getSnapshot()?.rates).toEqual([10, 40]);
});

it('nothing is pending after stop, and who unsubscribed hears nothing', async () => {
  const clock = new VirtualClock();
  const store = new RunStore(clock);
  const listener = vi.fn();
  const unsubscribe = store.subscribe(listener);
  store.update(PROGRESS);
  store.update(PROGRESS);
  expect(clock.pending()).toEqual(['frame']);
  store.stop();
  expect(clock.pending()).toEqual([]);
  unsubscribe();
  await clock.advance(1000);
  store.update(PROGRESS);
  expect(listener).toHaveBeenCalledTimes(1);
});
