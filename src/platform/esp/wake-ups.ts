/**
 * The timers that extension instances have asked for, by ID; a later one with the same ID replaces the one before.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

export class WakeUps {
  readonly #clock: Clock;
  readonly #timers = new Map<string, Cancel>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(id: string, delayMs: number, run: () => void): void {
    this.#timers.get(id)?.();
    const cancel = this.#clock.schedule(delayMs, `wake-up ${id}`, () => {
      this.#timers.delete(id);
      run();
    });
    this.#timers.set(id, cancel);
  }

  /** Harmless when there is none of that ID. */
  cancel(id: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
  }

  /** Takes back every timer. */
  clear(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
