/** Goal: what a link holds back is its own: the session writes what it reads next over the bytes that it has handed over. */
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/kernel/clock.js';
import type { Kp1Client } from '../../../src/sim/connection/kp1-client.js';
import { FaultyLink } from '../../../src/sim/faults/link.js';

const TOPIC = 'kp1/v1/cex/alpha/command/boil/status';

/** A machine that is behind: timers run when the test says so. */
function linkOf(harms: number[]) {
  const timers: (() => void)[] = [];
  const got: string[] = [];
  const machine = { now: 0 };
  const clock = {
    now: () => machine.now,
    schedule: (_delayMs: number, _label: string, run: () => void) => {
      timers.push(run);
      return () => {};
    },
  } satisfies Clock;
  const client: Pick<Kp1Client, 'requestOf' | 'receive'> = {
    requestOf: () => undefined,
    receive: (_topic, payload) => got.push(String(Buffer.from(payload))),
  };
  const link = new FaultyLink({
    clock,
    client: client as Kp1Client,
    endpointOf: () => 0,
    harmOf: () => harms.shift() ?? 0,
  });
  const room = Buffer.alloc(3);
  const receive = (payload: string) => {
    room.write(payload);
    link.receive(TOPIC, room);
  };
  return { machine, timers, got, receive };
}

test('a message is kept as it came, whether it waits for its own time or behind one that is overdue', () => {
  const { machine, timers, got, receive } = linkOf([10, 0, 0]);
  receive('one');
  machine.now = 10;
  receive('two');
  machine.now = 10.4;
  receive('six');
  expect(got).toEqual([]);
  for (let run = timers.shift(); run !== undefined; run = timers.shift()) run();
  expect(got).toEqual(['one', 'two', 'six']);
  receive('ten');
  expect(got.at(-1)).toBe('ten');
});
