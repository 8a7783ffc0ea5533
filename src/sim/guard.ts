/**
 * Handing over what goes wrong in what others call: a run whose own code, or a module of the user's, throws ends with that
 * error, in place of the whole program.
 */
import type { Clock } from '../kernel/clock.js';

export type OnFailure = (error: unknown) => void;

/** The same function, but what it throws goes to `onFailure`. */
export function guarded<Args extends readonly unknown[]>(
  run: (...args: Args) => void,
  onFailure: OnFailure,
): (...args: Args) => void {
  return (...args) => {
    try {
      run(...args);
    } catch (error) {
      onFailure(error);
    }
  };
}

/** A clock that runs nothing unguarded. */
export function guardedClock(clock: Clock, onFailure: OnFailure): Clock {
  return {
    now: () => clock.now(),
    schedule: (delayMs, label, run) => clock.schedule(delayMs, label, guarded(run, onFailure)),
  };
}
