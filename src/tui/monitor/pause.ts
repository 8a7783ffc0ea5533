/**
 * Waiting that can be cut short: by the signal of whoever ends the whole.
 */
import type { Clock } from '../../kernel/clock.js';

/** Settles after that time, or when the signal aborts it. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      cancel();
      resolve();
    };
    const cancel = clock.schedule(ms, 'next attempt to find the platform', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
