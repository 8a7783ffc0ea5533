/**
 * The time of a recording while it is played: it runs so many times as fast as the clock, and stands still while it is paused.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';

/** Positions so close are the same: sums of fractions are not exact. */
const TOLERANCE_MS = 0.01;

export class Tape {
  readonly #clock: Clock;
  readonly #rate: number;
  /** Where it stood last, and when that was. */
  #position: number;
  #since: number;
  #isPaused = false;
  #isStopped = false;
  /** Who waits, and for which position. */
  #waiting: { readonly position: number; readonly go: () => void } | undefined;
  #cancel: Cancel | undefined;

  /** @param rate milliseconds of the recording in one of the clock; above 0 @param position where it begins */
  constructor(clock: Clock, rate: number, position: number) {
    this.#clock = clock;
    this.#rate = rate;
    this.#position = position;
    this.#since = clock.now();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Milliseconds from the beginning of the recording. */
  get position(): number {
    const passed = this.#isPaused ? 0 : (this.#clock.now() - this.#since) * this.#rate;
    return this.#position + passed;
  }

  /** When it comes to that position unless it is paused before, milliseconds since the epoch. */
  timeOf(position: number): number {
    return this.#since + (position - this.#position) / this.#rate;
  }

  pause(): void {
    this.#turn(true);
  }

  resume(): void {
    this.#turn(false);
  }

  /** Settles when it has come to that position, or is stopped. One at a time. */
  async reach(position: number): Promise<void> {
    const target = position - TOLERANCE_MS * this.#rate;
    while (!this.#isStopped && (this.#isPaused || this.position < target))
      await new Promise<void>((go) => {
        this.#waiting = { position, go };
        this.#arm();
      });
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#waiting?.go();
  }

  #turn(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#position = this.position;
    this.#since = this.#clock.now();
    this.#isPaused = isPaused;
    this.#arm();
  }

  #arm(): void {
    this.#cancel?.();
    if (this.#waiting === undefined || this.#isPaused) return;
    const { position, go } = this.#waiting;
    const delayMs = this.timeOf(position) - this.#clock.now();
    this.#cancel = this.#clock.schedule(delayMs, 'the next message of a recording', go);
  }
}
