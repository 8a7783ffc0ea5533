/**
 * Requests whose answer comes later, and the time that each has left.
 *
 * It knows neither extensions nor topics: an answer is a function that is called once, or never when the time runs out
 * and nobody has an answer then.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Reply } from '../extensions/extension.js';

interface Open {
  readonly reply: (reply: Reply) => void;
  readonly cancel: Cancel;
}

export class OpenRequests {
  readonly #clock: Clock;
  readonly #open = new Map<string, Open>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param onTimeout may still answer; afterwards the request is forgotten */
  open(id: string, timeoutMs: number, reply: (reply: Reply) => void, onTimeout: () => void): void {
    const cancel = this.#clock.schedule(timeoutMs, `open request ${id}`, () => {
      onTimeout();
      this.#open.delete(id);
    });
    this.#open.set(id, { reply, cancel });
  }

  answer(id: string, reply: Reply): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    open.cancel();
    open.reply(reply);
  }

  /** Forgets them all, unanswered. */
  clear(): void {
    for (const { cancel } of this.#open.values()) cancel();
    this.#open.clear();
  }
}
