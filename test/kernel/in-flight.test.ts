/** Goal: virtual time waits for everything on its way, and says for what when that never arrives. */
import { expect, test } from 'vitest';
import { InFlight } from '../../src/kernel/in-flight.js';

/** Runs steps one after another, each in a turn of the event loop of its own. */
function hop(steps: number, step: (left: number) => void): void {
  if (steps > 0)
    setImmediate(() => {
      step(steps);
      hop(steps - 1, step);
    });
}

test('at rest when nothing was ever begun', async () => {
  await expect(new InFlight().settled()).resolves.toBeUndefined();
});

test('an entry is waited for, however many turns of the event loop it takes without a movement', async () => {
  const inFlight = new InFlight();
  let arrived = false;
  inFlight.begin('a message');
  hop(50, (left) => {
    if (left > 1) return;
    arrived = true;
    inFlight.end('a message');
  });
  await inFlight.settled();
  expect(arrived).toBe(true);
});

test('steps without an entry are waited for while each follows in the next turn, wherever in the turn it runs', async () => {
  for (let steps = 1; steps < 20; steps++) {
    const inFlight = new InFlight();
    let last = 0;
    inFlight.touch();
    const settled = inFlight.settled();
    // Begun after the barrier, so that each step runs later in its turn than the barrier looks.
    hop(steps, (left) => {
      inFlight.touch();
      last = left;
    });
    await settled;
    expect(last).toBe(1);
  }
});

test('an entry that begins and ends within a turn costs that turn and no other', async () => {
  const inFlight = new InFlight();
  let turns = 0;
  hop(10, () => turns++);
  void inFlight.during('a message', async () => {});
  await inFlight.settled();
  expect(turns).toBe(1);
});

test('promises that wait for each other have settled, though nobody told the barrier of them', async () => {
  const inFlight = new InFlight();
  let depth = 0;
  const descend = async (): Promise<void> => {
    if (++depth < 100) await descend();
  };
  void Promise.resolve().then(descend);
  await inFlight.settled();
  expect(depth).toBe(100);
});

test('during: in flight while the promise is pending, also when it fails', async () => {
  const inFlight = new InFlight();
  const failing = inFlight.during('CONNECT of kaa-7-1', async () => {
    await Promise.resolve();
    throw new Error('refused');
  });
  expect(inFlight.labels()).toEqual(['CONNECT of kaa-7-1']);
  await expect(failing).rejects.toThrow('refused');
  expect(inFlight.size).toBe(0);
});

test('what never arrives is told with its labels', async () => {
  const inFlight = new InFlight(100);
  inFlight.begin('PUBLISH of kaa-7-1');
  inFlight.begin('PUBLISH of kaa-7-1');
  inFlight.begin('the end of kaa-7-2');
  await expect(inFlight.settled()).rejects.toMatchObject({
    code: 'VIRTUAL_RUN_STUCK',
    message: expect.stringContaining('PUBLISH of kaa-7-1 (2 times); the end of kaa-7-2'),
  });
});

test('more ends than beginnings are a mistake of the caller', () => {
  const inFlight = new InFlight();
  inFlight.begin('a');
  inFlight.end('a');
  expect(() => inFlight.end('a')).toThrow('"a" is not in flight');
});
