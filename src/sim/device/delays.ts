/**
 * What endpoints are busy with and will have done after a time: executing a command, applying a configuration, installing software.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

export class Delays {
  readonly #clock: Clock;
  /** By endpoint; only those that are busy. */
  readonly #pending = new Map<number, Set<Cancel>>();
  #size = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How much is not done yet. */
  get size(): number {
    return this.#size;
  }

  /** Does it after a time, at once when there is none to wait. */
  after(endpoint: number, ms: number, label: string, run: () => void): void {
    if (ms <= 0) {
      run();
      return;
    }
    const own = this.#pending.get(endpoint) ?? new Set();
    this.#pending.set(endpoint, own);
    const cancel = this.#clock.schedule(ms, label, () => {
      this.#forget(endpoint, own, cancel);
      run();
    });
    own.add(cancel);
    this.#size++;
  }

  /** What the endpoint is busy with will never be done. */
  drop(endpoint: number): void {
    const own = this.#pending.get(endpoint);
    if (own === undefined) return;
    for (const cancel of own) cancel();
    this.#size -= own.size;
    this.#pending.delete(endpoint);
  }

  /** Nothing more will be done. */
  stop(): void {
    for (const endpoint of [...this.#pending.keys()]) this.drop(endpoint);
  }

  #forget(endpoint: number, own: Set<Cancel>, cancel: Cancel): void {
    own.delete(cancel);
    this.#size--;
    if (own.size === 0) this.#pending.delete(endpoint);
  }
}
