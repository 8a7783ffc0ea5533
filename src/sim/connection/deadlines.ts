/**
 * The response timeout of every outstanding request of a run, with one timer for all of them.
 *
 * All requests have the same timeout, so they run out in the order in which they were sent: a set, which keeps that
 * order and forgets an answered request at once, is queue enough.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

export interface Deadline {
  /** When the request was sent, milliseconds since the epoch. */
  readonly sentAt: number;
  /** Called once, when the timeout has passed. */
  expire(): void;
}

/** See `scheduler.ts`: sums of fractions are not exact. */
const TOLERANCE_MS = 0.01;

export class Deadlines {
  readonly timeoutMs: number;
  readonly #clock: Clock;
  readonly #waiting = new Set<Deadline>();
  #cancel: Cancel | undefined;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** Requests that have neither been answered nor run out. */
  get size(): number {
    return this.#waiting.size;
  }

  add(deadline: Deadline): void {
    this.#waiting.add(deadline);
    if (this.#cancel === undefined) this.#arm(deadline);
  }

  /** False when it had run out before. */
  remove(deadline: Deadline): boolean {
    return this.#waiting.delete(deadline);
  }

  /** Takes the timer back; nothing expires any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.clear();
  }

  #arm(first: Deadline): void {
    const delayMs = first.sentAt + this.timeoutMs - this.#clock.now();
    this.#cancel = this.#clock.schedule(delayMs, 'the response timeout of a request', () => this.#expire());
  }

  #expire(): void {
    this.#cancel = undefined;
    const now = this.#clock.now() + TOLERANCE_MS;
    for (const deadline of this.#waiting) {
      if (deadline.sentAt + this.timeoutMs > now) {
        this.#arm(deadline);
        return;
      }
      this.#waiting.delete(deadline);
      deadline.expire();
    }
  }
}
