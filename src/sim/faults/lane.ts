/**
 * One direction of a connection on which messages may take their time: none overtakes another.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

interface Waiting {
  /** Milliseconds since the epoch. */
  readonly due: number;
  readonly pass: () => void;
}

/** See `scheduler.ts`: sums of fractions are not exact. */
const TOLERANCE_MS = 0.01;

export class Lane {
  readonly #clock: Clock;
  readonly #queue: Waiting[] = [];
  #cancel: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Lets something pass after a while, or behind what waits already.
   * @returns how long it takes, in milliseconds
   */
  send(delayMs: number, pass: () => void): number {
    const now = this.#clock.now();
    const due = Math.max(now + delayMs, this.#queue.at(-1)?.due ?? now);
    if (due === now && this.#queue.length === 0) {
      pass();
      return 0;
    }
    this.#queue.push({ due, pass });
    if (this.#queue.length === 1) this.#arm();
    return due - now;
  }

  /** What waits is gone. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#queue.length = 0;
  }

  #arm(): void {
    const first = this.#queue[0];
    if (first === undefined) return;
    const delayMs = first.due - this.#clock.now();
    this.#cancel = this.#clock.schedule(delayMs, 'a delayed message', () => this.#passDue());
  }

  #passDue(): void {
    this.#cancel = undefined;
    const limit = this.#clock.now() + TOLERANCE_MS;
    while (this.#queue[0] !== undefined && this.#queue[0].due <= limit) this.#queue.shift()?.pass();
    if (this.#cancel === undefined) this.#arm();
  }
}
