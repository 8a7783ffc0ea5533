/**
 * The response timeout of every outstanding request of a run, with one timer for all of them.
 *
 * All requests have the same timeout, so they run out in the order in which they were sent. They are a list of their own: each
 * knows its neighbours, and one that is answered leaves it at once, without a look at any other.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

export interface Deadline {
  /** When the request was sent, milliseconds since the epoch; not changed while it waits. */
  readonly sentAt: number;
  /** Its neighbours among those that wait, and whether it is one of them: the business of {@link Deadlines} alone. */
  earlier: Deadline | undefined;
  later: Deadline | undefined;
  isAwaited: boolean;
  /** Called once, when the timeout has passed. */
  expire(): void;
}

/** See `scheduler.ts`: sums of fractions are not exact. */
const TOLERANCE_MS = 0.01;

export class Deadlines {
  readonly timeoutMs: number;
  readonly #clock: Clock;
  #first: Deadline | undefined;
  #last: Deadline | undefined;
  #size = 0;
  #cancel: Cancel | undefined;
  /** Some are being told; the timer is set when all have been, whatever they add meanwhile. */
  #isExpiring = false;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** Requests that have neither been answered nor run out. */
  get size(): number {
    return this.#size;
  }

  add(deadline: Deadline): void {
    deadline.isAwaited = true;
    deadline.earlier = this.#last;
    if (this.#last === undefined) this.#first = deadline;
    else this.#last.later = deadline;
    this.#last = deadline;
    this.#size++;
    if (this.#cancel === undefined && !this.#isExpiring) this.#arm(deadline);
  }

  /** False when it had run out before. */
  remove(deadline: Deadline): boolean {
    if (!deadline.isAwaited) return false;
    const { earlier, later } = deadline;
    if (earlier === undefined) this.#first = later;
    else earlier.later = later;
    if (later === undefined) this.#last = earlier;
    else later.earlier = earlier;
    deadline.isAwaited = false;
    deadline.earlier = undefined;
    deadline.later = undefined;
    this.#size--;
    return true;
  }

  /** Takes the timer back; nothing expires any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    while (this.#first !== undefined) this.remove(this.#first);
  }

  #arm(first: Deadline): void {
    const delayMs = first.sentAt + this.timeoutMs - this.#clock.now();
    this.#cancel = this.#clock.schedule(delayMs, 'the response timeout of a request', () => this.#expire());
  }

  #expire(): void {
    this.#cancel = undefined;
    this.#isExpiring = true;
    try {
      const limit = this.#clock.now() + TOLERANCE_MS - this.timeoutMs;
      for (let first = this.#first; first !== undefined && first.sentAt <= limit; first = this.#first) {
        this.remove(first);
        first.expire();
      }
    } finally {
      this.#isExpiring = false;
      if (this.#first !== undefined) this.#arm(this.#first);
    }
  }
}
