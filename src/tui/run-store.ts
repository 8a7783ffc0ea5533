/**
 * What the progress view of a fleet run shows: the latest snapshot, kept outside React.
 *
 * Updates may come at any rate; those who subscribe are told at most {@link FRAMES_PER_SECOND_MAX} times a second and
 * always of the last one. It owns one timer, its frame clock, and knows no more of a run than what it is given.
 */
import type { Cancel, Clock } from '../kernel/clock.js';
import type { FleetProgress } from '../sim/report/report.js';

export const FRAMES_PER_SECOND_MAX = 16;

/** Seconds of throughput that are remembered. */
const RATES_KEPT = 120;
const RATE_WINDOW_MS = 1000;

export interface RunSnapshot {
  readonly progress: FleetProgress;
  /** Data samples sent per second, one value for each second of the run, oldest first. */
  readonly rates: readonly number[];
}

export class RunStore {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #snapshot: RunSnapshot | undefined;
  #shown: RunSnapshot | undefined;
  #windowStart: { readonly elapsedMs: number; readonly sent: number } = { elapsedMs: 0, sent: 0 };
  #lastFrameAt = Number.NEGATIVE_INFINITY;
  #cancelFrame: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes in what is known now; it is shown with the next frame. */
  update(progress: FleetProgress): void {
    this.#snapshot = { progress, rates: this.#ratesWith(progress) };
    if (this.#cancelFrame !== undefined) return;
    const wait = this.#lastFrameAt + 1000 / FRAMES_PER_SECOND_MAX - this.#clock.now();
    if (wait <= 0) this.#publish();
    else this.#cancelFrame = this.#clock.schedule(wait, 'frame', () => this.#publish());
  }

  /** The snapshot to show; the same object until the next frame. */
  readonly getSnapshot = (): RunSnapshot | undefined => this.#shown;

  /** Calls back on every frame; returns how to stop that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Forgets the frame to come, so that nothing keeps the process alive. */
  stop(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  #publish(): void {
    this.#cancelFrame = undefined;
    this.#lastFrameAt = this.#clock.now();
    this.#shown = this.#snapshot;
    for (const listener of this.#listeners) listener();
  }

  /** The rates, with one more value when a second of the run is over. */
  #ratesWith({ elapsedMs, samples }: FleetProgress): readonly number[] {
    const rates = this.#snapshot?.rates ?? [];
    const sinceMs = elapsedMs - this.#windowStart.elapsedMs;
    if (sinceMs < RATE_WINDOW_MS) return rates;
    const perSecond = (samples.sent - this.#windowStart.sent) / (sinceMs / 1000);
    this.#windowStart = { elapsedMs, sent: samples.sent };
    return [...rates, perSecond].slice(-RATES_KEPT);
  }
}
