/**
 * Time as a port. Everything that waits or stamps asks a {@link Clock}; nothing else in kaa may know the time.
 *
 * Instants are milliseconds since the Unix epoch, with fractions; delays are milliseconds.
 * Two clocks implement the port: {@link WallClock} here, `VirtualClock` in `virtual-clock.ts`.
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
  now(): number {
    return performance.timeOrigin + performance.now();
  }

  schedule(delayMs: number, _label: string, run: () => void): Cancel {
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  }
}
