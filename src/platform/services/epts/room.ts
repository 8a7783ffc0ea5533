/**
 * How much all time series together may take: numbers, of eight bytes each, the times among them.
 *
 * Time series begin small and grow as points come. Once there is no room left they grow no more: each keeps as many points as it
 * has places for, and its oldest make room. That is told once.
 */
import type { Layouts } from './layout.js';

export class Room {
  #left: number;
  #isTold = false;
  readonly #onFull: () => void;

  /** @param numbers in all @param onFull called the first time that there is no room */
  constructor(numbers: number, onFull: () => void) {
    this.#left = numbers;
    this.#onFull = onFull;
  }

  /** For so many numbers more; false when they are too many. */
  take(numbers: number): boolean {
    if (numbers > this.#left) {
      if (!this.#isTold) this.#onFull();
      this.#isTold = true;
      return false;
    }
    this.#left -= numbers;
    return true;
  }

  /** For what cannot be refused: a time series begins, however little room there is. */
  claim(numbers: number): void {
    this.#left -= numbers;
  }

  /** They are needed no more. */
  give(numbers: number): void {
    this.#left += numbers;
  }
}

/** What all time series have in common. */
export interface Common {
  /** Points kept of each at most. */
  readonly points: number;
  readonly room: Room;
  readonly layouts: Layouts;
}
