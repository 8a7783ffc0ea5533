/**
 * What a client remembers and what a run waits for, against a map and a set that would do the same.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/kernel/virtual-clock.js';
import { type Deadline, Deadlines } from '../../../src/sim/connection/deadlines.js';
import { Outstanding } from '../../../src/sim/connection/outstanding.js';
import type { Pending } from '../../../src/sim/connection/pending.js';

describe('the requests of a client', () => {
  test('are found by ID, and are in the order of sending, whichever are answered', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), pick: fc.nat(3) }),
      fc.record({ kind: fc.constant('delete' as const), pick: fc.nat(5) }),
      fc.record({ kind: fc.constant('late' as const), pick: fc.nat(5) }),
      fc.constant({ kind: 'clear' as const, pick: 0 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const outstanding = new Outstanding();
        const model = new Map<number, Pending>();
        let last = 0;
        let sent = 0;
        for (const { kind, pick } of steps) {
          if (kind === 'add') {
            // IDs of requests without one in their topic, and those that are outstanding, are passed over.
            last += 1 + pick;
            const pending = { id: last, place: ++sent } as Pending;
            outstanding.add(pending);
            model.set(last, pending);
          } else if (kind === 'delete') {
            const id = [...model.keys()][pick] ?? 1_000;
            outstanding.delete(id);
            model.delete(id);
          } else if (kind === 'late') {
            const late = [...model.values()][pick];
            if (late === undefined) continue;
            outstanding.fallBehind(late);
            expect(outstanding.lastStraggler()).toBeDefined();
          } else {
            outstanding.clear();
            model.clear();
          }
          expect(outstanding.list()).toEqual([...model.values()]);
          const straggler = outstanding.lastStraggler();
          expect(straggler === undefined || model.get(straggler.id) === straggler).toBe(true);
          for (let id = 0; id <= last; id++) {
            expect(outstanding.has(id)).toBe(model.has(id));
            expect(outstanding.get(id)).toBe(model.get(id));
          }
        }
      }),
    );
  });
});

interface Timed extends Deadline {
  readonly name: number;
}

describe('the deadlines of a run', () => {
  test('run out in the order of sending, unless they are answered before, or given up by one that runs out', async () => {
    const requests = fc.array(
      fc.record({ afterMs: fc.nat(40), answeredAfterMs: fc.option(fc.nat(300)), takesAlong: fc.boolean() }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (list) => {
        const clock = new VirtualClock();
        const deadlines = new Deadlines(clock, 100);
        const ended: string[] = [];
        const expected: string[] = [];
        const waiting = new Set<Timed>();
        for (const [name, { afterMs, answeredAfterMs, takesAlong }] of list.entries()) {
          await clock.advance(afterMs);
          const deadline: Timed = {
            ...{ name, sentAt: clock.now(), earlier: undefined, later: undefined, isAwaited: false },
            expire: () => {
              ended.push(`${name} at ${clock.now()}`);
              const [oldest] = waiting;
              expected.push(`${oldest?.name} at ${(oldest?.sentAt ?? 0) + 100}`);
              waiting.delete(deadline);
              const [next] = waiting;
              if (!takesAlong || next === undefined) return;
              expect(deadlines.remove(next)).toBe(waiting.delete(next));
            },
          };
          deadlines.add(deadline);
          waiting.add(deadline);
          if (answeredAfterMs !== null)
            clock.schedule(answeredAfterMs, 'an answer', () => {
              expect(deadlines.remove(deadline)).toBe(waiting.delete(deadline));
            });
          expect(deadlines.size).toBe(waiting.size);
        }
        await clock.advance(500);
        expect(ended).toEqual(expected);
        expect([deadlines.size, waiting.size, clock.pending()]).toEqual([0, 0, []]);
      }),
    );
  });

  test('none runs out once all are stopped', async () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(clock, 100);
    let count = 0;
    const deadline = () => ({
      ...{ sentAt: clock.now(), earlier: undefined, later: undefined, isAwaited: false },
      expire: () => count++,
    });
    const first = deadline();
    deadlines.add(first);
    deadlines.add(deadline());
    deadlines.stop();
    await clock.advance(1000);
    expect([count, deadlines.size, deadlines.remove(first)]).toEqual([0, 0, false]);
  });
});
