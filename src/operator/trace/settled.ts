/**
 * A trace that goes on, as a list that is only added to: an entry comes out when it will not change any more, or has waited
 * long enough, and always in order.
 */
import type { StreamedEvent } from '../events.js';
import { EMPTY_TRACE, type TraceEntry, traceWith } from './exchange.js';
import { outcomeOf } from './verdict.js';

/** How long a request without an answer holds back what comes after it, in milliseconds. */
export const PATIENCE_MS = 1000;

export class SettledTrace {
  #trace = EMPTY_TRACE;

  /** Takes an event. */
  add(event: StreamedEvent): void {
    this.#trace = traceWith(this.#trace, [event]);
  }

  /** What has settled by now, oldest first, each entry once. */
  take(now: number): TraceEntry[] {
    const { entries } = this.#trace;
    const open = entries.findIndex((entry) => !isSettled(entry, now));
    const settled = open < 0 ? entries : entries.slice(0, open);
    this.#trace = { ...this.#trace, entries: entries.slice(settled.length) };
    return [...settled];
  }
}

function isSettled(entry: TraceEntry, now: number): boolean {
  if (entry.kind !== 'request' || now - entry.at > PATIENCE_MS) return true;
  // What was ignored is told before its error answer goes out.
  const outcome = outcomeOf(entry);
  return outcome === 'ok' || outcome === 'error' || (outcome === 'silent' && now - entry.at > 0);
}
