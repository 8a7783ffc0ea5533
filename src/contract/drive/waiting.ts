/**
 * Waiting by looking: the journal has no bell, so the driver looks now and then, by the clock of the test.
 */
import type { Clock } from '../../kernel/clock.js';

/** How often to look. Verdicts go by the times in the journal, so this only says how soon a test goes on. */
const LOOK_MS = 50;

/** Settles when the condition holds, or at that instant. A clock may stand still: then the first look decides. */
export function waitUntil(clock: Clock, isDone: () => boolean, until: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const left = until - clock.now();
      if (isDone() || left <= 0) resolve();
      else clock.schedule(Math.min(LOOK_MS, left), 'a look at a contract test', look);
    };
    look();
  });
}
