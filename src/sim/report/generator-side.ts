/**
 * Whether the figures of a run are about the target at all: a generator that could not keep up says so itself.
 */
import type { Figures } from './figures.js';
import type { GeneratorReport, Latency } from './report.js';

/** How late the event loop of this process was, measured while data samples were sent; real time, whatever the run's is. */
export interface EventLoopDelay {
  /** Milliseconds at that percentile, above 0 up to 100; null when nothing was measured. */
  at(percentile: number): number | null;
}

/**
 * A lag below this, in real time, tells nothing: timers are of whole milliseconds, and a first call takes longer than the
 * others.
 */
const LAG_MS_MIN = 50;
/** The part of the response time, as it is from when it was due, from which on the lag has decided it. */
const LAG_SHARE_MIN = 0.25;
const LOOP_DELAY_MS_MIN = 100;

/** @param speed how fast the run's time passes: its lag is in that time */
export function generatorReport(
  { times }: Figures,
  eventLoop: EventLoopDelay | undefined,
  speed: number,
): GeneratorReport {
  const lagMs = times.lag.summary();
  const delay = eventLoop && summaryOf(eventLoop);
  const lag = lagMs.p99 ?? 0;
  const isLagging = lag >= LAG_MS_MIN * speed;
  const isLate = isLagging && lag >= LAG_SHARE_MIN * (times.due.at(99) ?? 0);
  const isBusy = isLagging && (delay?.p99 ?? 0) >= LOOP_DELAY_MS_MIN;
  return { lagMs, ...(delay !== undefined && { eventLoopDelayMs: delay }), isBottleneck: isLate || isBusy };
}

function summaryOf(delay: EventLoopDelay): Latency {
  return { p50: delay.at(50), p95: delay.at(95), p99: delay.at(99), max: delay.at(100) };
}
