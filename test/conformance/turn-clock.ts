/**
 * A clock that counts turns of the event loop instead of milliseconds: what is in memory is through after a few of them,
 * so a wait ends when the program has had its turns, on a fast machine and a busy one alike.
 */
import type { Cancel, Clock } from '../../src/kernel/clock.js';

export class TurnClock implements Clock {
  #turns = 0;
  #isTurning = false;
  readonly #waiting = new Set<{ readonly due: number; readonly run: () => void }>();

  now(): number {
    return this.#turns;
  }

  schedule(delayMs: number, _label: string, run: () => void): Cancel {
    const entry = { due: this.#turns + Math.max(1, delayMs), run };
    this.#waiting.add(entry);
    this.#goOn();
    return () => this.#waiting.delete(entry);
  }

  /** One loop, however many wait: a second one would make the turns shorter. */
  #goOn(): void {
    if (this.#isTurning || this.#waiting.size === 0) return;
    this.#isTurning = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isTurning = false;
    this.#turns++;
    for (const entry of [...this.#waiting]) {
      if (entry.due > this.#turns || !this.#waiting.delete(entry)) continue;
      entry.run();
    }
    this.#goOn();
  }
}
