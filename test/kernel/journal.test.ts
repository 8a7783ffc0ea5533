/** Goal: the journal keeps order and bound. Method: append more than it holds and read it back. */
import { expect, test } from 'vitest';
import { Journal } from '../../src/kernel/journal.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';

const lost = (client: string) => ({ type: 'sim.connection-lost', client }) as const;

test('events are numbered without gaps and stamped by the clock', async () => {
  const clock = new VirtualClock(5);
  const journal = new Journal(clock);
  journal.append(lost('a'));
  await clock.advance(10);
  journal.append(lost('b'));
  expect([...journal.events()]).toEqual([
    { seq: 0, at: 5, type: 'sim.connection-lost', client: 'a' },
    { seq: 1, at: 15, type: 'sim.connection-lost', client: 'b' },
  ]);
});

test('instants are kept to the microsecond: what a clock adds beyond is noise', async () => {
  const clock = new VirtualClock(1_767_268_800_000);
  const journal = new Journal(clock);
  await clock.advance(0.1239);
  journal.append(lost('a'));
  expect(JSON.stringify(journal.at(0))).toContain('"at":1767268800000.124,');
});

test('beyond its bound the oldest events leave and are counted; listeners have seen them all', () => {
  const journal = new Journal(new VirtualClock(), 3);
  const seen: number[] = [];
  const stop = journal.listen((event) => seen.push(event.seq));
  for (const client of ['a', 'b', 'c', 'd', 'e']) journal.append(lost(client));
  stop();
  journal.append(lost('f'));
  expect([...journal.events()].map((event) => event.seq)).toEqual([3, 4, 5]);
  expect(journal.dropped).toBe(3);
  expect(journal.length).toBe(6);
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

test('large payloads push out the oldest events before the number does', () => {
  const journal = new Journal(new VirtualClock(), 10, 100);
  const sent = (payload: string) =>
    journal.append({ type: 'sim.request-sent', fleet: 'f', token: 't', topic: 'x', payload });
  for (let i = 0; i < 4; i++) sent('y'.repeat(40));
  expect([...journal.events()].map((event) => event.seq)).toEqual([2, 3]);
  sent('z'.repeat(500));
  expect([...journal.events()].map((event) => event.seq)).toEqual([4]);
  sent('');
  expect([...journal.events()].map((event) => event.seq)).toEqual([5]);
  expect(journal.dropped).toBe(5);
});

test('a listener that throws breaks neither the others nor whoever appends, and is counted', () => {
  const journal = new Journal(new VirtualClock());
  const seen: number[] = [];
  journal.listen(() => {
    throw new Error('a bug');
  });
  journal.listen((event) => seen.push(event.seq));
  journal.append(lost('a'));
  journal.append(lost('b'));
  expect(seen).toEqual([0, 1]);
  expect(journal.listenerFailures).toBe(2);
});

test('listeners of types hear those alone, numbered and stamped; counters hear what was appended', () => {
  const journal = new Journal(new VirtualClock(7));
  const heard: unknown[] = [];
  const counted: unknown[] = [];
  const stop = journal.listen((event) => heard.push(event), ['sim.connected']);
  journal.count(['sim.connection-lost'], (entry) => counted.push(entry));
  const open = { type: 'sim.connected', client: 'a' } as const;
  journal.append(lost('a'));
  journal.append(open);
  stop();
  journal.append(open);
  expect(heard).toEqual([{ seq: 1, at: 7, ...open }]);
  expect(counted).toEqual([lost('a')]);
  expect([...journal.events()].map(({ seq }) => seq)).toEqual([0, 1, 2]);
});

test('who keeps nothing skips what nobody hears; the numbers are the same', () => {
  const journal = new Journal(new VirtualClock(), 0);
  const seen: number[] = [];
  expect(journal.skip('sim.connection-lost')).toBe(true);
  const stop = journal.listen(({ seq }) => seen.push(seq), ['sim.connection-lost']);
  expect(journal.skip('sim.connection-lost')).toBe(false);
  journal.append(lost('a'));
  expect(journal.skip('sim.request-sent')).toBe(true);
  journal.append(lost('b'));
  stop();
  expect(seen).toEqual([1, 3]);
  expect([...journal.events()]).toEqual([]);
  expect([journal.length, journal.dropped]).toEqual([4, 4]);
});

test('whoever keeps events skips none', () => {
  expect(new Journal(new VirtualClock(), 1).skip('sim.connection-lost')).toBe(false);
});
