/**
 * Waiting with an end: for something to become true, or for the time-out, whichever is first. Time comes from a Clock.
 */
import type { Clock } from '../../kernel/clock.js';

/** Those who wait for something to happen, and look again whenever something has. */
export class Waiting {
  readonly #clock: Clock;
  readonly #checks = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something has happened: whoever waits looks again. */
  wake(): void {
    for (const check of [...this.#checks]) check();
  }

  /** Settles with the first value that is not undefined, or with undefined after the time-out. */
  until<Value>(timeoutMs: number, look: () => Value | undefined): Promise<Value | undefined> {
    const found = look();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => {
      const end = (value: Value | undefined) => {
        this.#checks.delete(check);
        cancel();
        resolve(value);
      };
      const check = () => {
        const value = look();
        if (value !== undefined) end(value);
      };
      const cancel = this.#clock.schedule(timeoutMs, 'an answer', () => end(look()));
      this.#checks.add(check);
    });
  }

  /** Settles after that time. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.schedule(ms, 'quiet', resolve);
    });
  }
}

/** What a promise settles with, or undefined when it takes longer. */
export async function within<Value>(
  clock: Clock,
  timeoutMs: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.schedule(timeoutMs, 'an outcome', () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
