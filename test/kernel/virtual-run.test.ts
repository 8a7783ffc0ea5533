/** Goal: a run in virtual time ends with its work, never by luck; what cannot end says why. */
import { expect, test } from 'vitest';
import { InFlight } from '../../src/kernel/in-flight.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';
import { runVirtually } from '../../src/kernel/virtual-run.js';

const DAY_MS = 86_400_000;
const scene = () => ({ clock: new VirtualClock(1000), inFlight: new InFlight() });

const sleep = (clock: VirtualClock, ms: number) =>
  new Promise<void>((resolve) => {
    clock.schedule(ms, 'a sleeper', resolve);
  });

test('a week passes, and stops at the instant at which the work is done', async () => {
  const run = scene();
  const later = run.clock.schedule(30 * DAY_MS, 'much later', () => {
    throw new Error('the run was over');
  });
  const work = async () => {
    for (let day = 0; day < 7; day++) await sleep(run.clock, DAY_MS);
    return 'done';
  };
  expect(await runVirtually(work(), run)).toBe('done');
  expect(run.clock.now()).toBe(1000 + 7 * DAY_MS);
  later();
});

test('time stands still while something is on its way', async () => {
  const run = scene();
  const seen: number[] = [];
  const deliver = () => {
    run.inFlight.begin('a message');
    const hop = (left: number) => {
      if (left > 0) {
        setImmediate(hop, left - 1);
        return;
      }
      seen.push(run.clock.now());
      run.inFlight.end('a message');
    };
    hop(20);
  };
  for (const ms of [1, 2, 3]) run.clock.schedule(ms, 'a sender', deliver);
  await runVirtually(sleep(run.clock, 10), run);
  expect(seen).toEqual([1001, 1002, 1003]);
});

test('a failure of the work is the failure of the run', async () => {
  const work = async () => {
    throw new Error('no connection');
  };
  await expect(runVirtually(work(), scene())).rejects.toThrow('no connection');
});

test('work that waits when nothing more is to happen says so, instead of never ending', async () => {
  await expect(runVirtually(new Promise(() => {}), scene())).rejects.toMatchObject({
    code: 'VIRTUAL_RUN_IDLE',
    message: expect.stringContaining('1970-01-01T00:00:01.000Z'),
  });
});

test('work without an end is endless after its span', async () => {
  const run = { ...scene(), spanMsMax: 3 * DAY_MS };
  const work = async () => {
    for (;;) await sleep(run.clock, 3_600_000);
  };
  await expect(runVirtually(work(), run)).rejects.toMatchObject({
    code: 'VIRTUAL_RUN_ENDLESS',
    message: expect.stringContaining('3 days'),
  });
});

test('who has fallen behind is waited for before the next instant', async () => {
  const run = scene();
  const log: string[] = [];
  let isBehind = false;
  const hold = () => {
    if (!isBehind) return undefined;
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        isBehind = false;
        log.push('caught up');
        resolve();
      });
    });
  };
  run.clock.schedule(1, 'first', () => {
    isBehind = true;
    log.push('first');
  });
  run.clock.schedule(2, 'second', () => log.push('second'));
  await runVirtually(sleep(run.clock, 3), { ...run, hold });
  expect(log).toEqual(['first', 'caught up', 'second']);
});
