/** Goal: times that do not go together are refused with the reason; those that do give the clocks that were asked for. */
import { expect, test } from 'vitest';
import { fleetTime, VIRTUAL_START_MS } from '../../src/facade/fleet-time.js';
import { VirtualClock } from '../../src/kernel/virtual-clock.js';

test.each([
  [{ virtual: true, target: 'mqtt://127.0.0.1:1883' }, '--virtual does not go with --target'],
  [{ virtual: true, transport: 'tcp' }, '--virtual does not go with --transport tcp'],
  [{ virtual: true, speed: 2 }, '--speed does not go with --virtual'],
  [{ speed: 2, target: 'mqtt://127.0.0.1:1883' }, '--speed does not go with --target'],
  [{ startAt: 0 }, '--start does not go with real time'],
] as const)('%j: refused', (options, message) => {
  expect(() => fleetTime(options)).toThrow(
    expect.objectContaining({ code: 'TIME_CONFLICT', message: expect.stringContaining(message) }),
  );
});

test.each([
  { speed: 0 },
  { speed: 1001 },
  { speed: Number.NaN },
  { virtual: true, startAt: -1 },
  { virtual: true, startAt: Date.UTC(2200, 0) },
  { virtual: true, startAt: Number.NaN },
])('%j: out of range', (options) => {
  expect(() => fleetTime(options)).toThrow(expect.objectContaining({ code: 'FLAG_INVALID' }));
});

test('virtual time begins on a Monday in UTC, or when it is told to, and has no part in real time', () => {
  expect(new Date(VIRTUAL_START_MS).toUTCString()).toBe('Mon, 05 Jan 2026 00:00:00 GMT');
  const time = fleetTime({ virtual: true, transport: 'memory' });
  expect(time.clock.now()).toBe(VIRTUAL_START_MS);
  expect(time.facts).toEqual({ virtual: { startAt: '2026-01-05T00:00:00.000Z' } });
  expect(time.inFlight).toBeDefined();
  expect(fleetTime({ virtual: true, startAt: 5 }).clock.now()).toBe(5);
});

test('at a speed the run has a clock of its own and people keep theirs; speed 1 is real time', async () => {
  const clock = new VirtualClock();
  const time = fleetTime({ clock, speed: 60 });
  await clock.advance(1000);
  expect([time.clock.now(), time.pace.now(), time.facts.speed]).toEqual([60_000, 1000, 60]);
  const live = fleetTime({ clock, speed: 1 });
  expect(live.clock).toBe(live.pace);
  expect(live.facts).toEqual({});
});
