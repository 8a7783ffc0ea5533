/**
 * Drives a run in virtual time: instant after instant, each only when everything before has come to rest.
 *
 * It ends with the work that it drives. Work that waits for nothing that could still happen, an instant that never ends
 * and a run that goes on beyond {@link VIRTUAL_SPAN_MS_MAX} are errors, told with the labels of what is pending.
 */
import { kaaError } from '../errors.js';
import type { InFlight } from './in-flight.js';
import type { VirtualClock } from './virtual-clock.js';

/** The longest virtual run: a hundred years. */
export const VIRTUAL_SPAN_MS_MAX = 100 * 365.25 * 86_400_000;

export interface VirtualRun {
  readonly clock: VirtualClock;
  readonly inFlight: InFlight;
  /** Asked before each instant: something outside, such as a disk, that has fallen behind and must be waited for. */
  readonly hold?: (() => Promise<void> | undefined) | undefined;
  /** Milliseconds of virtual time after which the run is called endless; {@link VIRTUAL_SPAN_MS_MAX} when absent. */
  readonly spanMsMax?: number | undefined;
}

/**
 * Moves the clock until the work has settled, and gives back what came of it.
 * @throws KaaError VIRTUAL_RUN_STUCK, VIRTUAL_RUN_IDLE, VIRTUAL_RUN_ENDLESS, and whatever the work throws
 */
export async function runVirtually<Result>(
  work: Promise<Result>,
  { clock, inFlight, hold, spanMsMax = VIRTUAL_SPAN_MS_MAX }: VirtualRun,
): Promise<Result> {
  const end = clock.now() + spanMsMax;
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  for (;;) {
    await inFlight.settled();
    if (isOver) return await work;
    const held = hold?.();
    if (held !== undefined) await held;
    const next = clock.next();
    if (next === undefined)
      throw kaaError('VIRTUAL_RUN_IDLE', { instant: new Date(clock.now()).toISOString() });
    if (next > end) throw kaaError('VIRTUAL_RUN_ENDLESS', { days: Math.round(spanMsMax / 86_400_000) });
    clock.runNext();
  }
}
