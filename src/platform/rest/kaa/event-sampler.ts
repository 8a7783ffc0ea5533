/**
 * A part of a stream of events that is too fast to be read: so many a second, spread over the second, the rest counted.
 *
 * A request that is let through lets its answer through as well, or a reader would look for pairs in vain.
 */
import type { JournalEvent } from '../../../kernel/journal-events.js';

/** Parts of a second over which the events of a second are spread. */
const PARTS = 10;
/** Requests whose answers are let through; the oldest are given up. */
const PAIRS_MAX = 1000;

export class EventSampler {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #inPairs: boolean;
  readonly #awaited = new Set<string>();
  #credit: number;
  #at = 0;
  #left = 0;

  /**
   * @param perSecond events let through in a second, answers to them besides
   * @param inPairs an answer is let through with its request, and not without; for readers who see both
   */
  constructor(perSecond: number, inPairs: boolean) {
    this.#inPairs = inPairs;
    this.#perMs = perSecond / 1000;
    this.#burst = Math.max(1, perSecond / PARTS);
    this.#credit = this.#burst;
  }

  takes(event: JournalEvent): boolean {
    if (this.#isAwaited(event)) return true;
    this.#credit = Math.min(this.#burst, this.#credit + Math.max(0, event.at - this.#at) * this.#perMs);
    this.#at = event.at;
    const isLate = this.#inPairs && event.type === 'kpc.message-sent' && event.cause === 'status';
    if (isLate || this.#credit < 1) {
      this.#left++;
      return false;
    }
    this.#credit--;
    if (event.type === 'kpc.message-received') this.#await(`${event.client} ${event.topic}`);
    return true;
  }

  /** How many were left out since this was asked last. */
  takeLeftOut(): number {
    const left = this.#left;
    this.#left = 0;
    return left;
  }

  #await(key: string): void {
    this.#awaited.add(key);
    if (this.#awaited.size > PAIRS_MAX) this.#awaited.delete(this.#awaited.values().next().value as string);
  }

  #isAwaited(event: JournalEvent): boolean {
    if (event.type === 'kpc.message-ignored' || event.type === 'kpc.request-refused')
      return this.#awaited.has(`${event.client} ${event.topic}`);
    if (event.type !== 'kpc.message-sent' || event.cause === 'push') return false;
    return this.#awaited.delete(`${event.client} ${event.topic.slice(0, -(event.cause.length + 1))}`);
  }
}
