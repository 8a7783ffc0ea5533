/**
 * Time as a port. Everything that waits or stamps asks a {@link Clock}; nothing else in kaa may know the time.
 *
 * Instants are milliseconds since the Unix epoch, with fractions; delays are milliseconds.
 * Three clocks implement the port: {@link WallClock} and {@link ScaledClock} here, `VirtualClock` in `virtual-clock.ts`.
 */

/** Takes back a scheduled call; harmless when the call has already run. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since the Unix epoch; never runs backwards. */
  now(): number;
  /** Calls `run` once, `delayMs` from now. The label says for what, in listings of what is pending. */
  schedule(delayMs: number, label: string, run: () => void): Cancel;
}

/** The machine's own time, monotonic: a step of the system clock does not move it. */
export class WallClock implements Clock {
  /** Reading it costs more than the addition. */
  readonly #origin = performance.timeOrigin;

  now(): number {
    return this.#origin + performance.now();
  }

  schedule(delayMs: number, _label: string, run: () => void): Cancel {
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  }
}

/** Longest delay that a timer of the machine can have; beyond, it would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Another clock, run faster or slower from the moment of its making on; its delays shrink or grow alike. */
export class ScaledClock implements Clock {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #startedAt: number;

  /** @param speed how many milliseconds pass here while one passes there; above 0 */
  constructor(clock: Clock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
    this.#startedAt = clock.now();
  }

  now(): number {
    return this.#startedAt + (this.#clock.now() - this.#startedAt) * this.#speed;
  }

  schedule(delayMs: number, label: string, run: () => void): Cancel {
    return this.#clock.schedule(delayMs / this.#speed, label, run);
  }
}
