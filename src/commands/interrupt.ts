/**
 * Ctrl-C and a polite kill, as a promise and as an AbortSignal: the command decides what stopping means.
 *
 * The first signal asks; a second one ends the process at once.
 */
import { EXIT } from './exit-codes.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Settles at the first signal. */
  readonly requested: Promise<void>;
  /** Asks for the end as a signal does: whoever reads keys gets no signal for Ctrl-C. */
  request(): void;
  /** Lets signals end the process again. */
  release(): void;
}

export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const handler = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, handler);
  return {
    signal: controller.signal,
    requested: new Promise((resolve) =>
      controller.signal.addEventListener('abort', () => resolve(), { once: true }),
    ),
    request: handler,
    release() {
      for (const signal of SIGNALS) process.off(signal, handler);
    },
  };
}
