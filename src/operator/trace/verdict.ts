/**
 * What came of an exchange, in one word for programs and in a sentence for people; and what is still open at the end.
 */
import type { Push, Request, TraceEntry } from './exchange.js';

export type Outcome = 'ok' | 'error' | 'waiting' | 'silent' | 'ignored' | 'sent' | 'undelivered';

/** What came of a request or a push. */
export function outcomeOf(entry: Request | Push): Outcome {
  if (entry.kind === 'push') return entry.client === undefined ? 'undelivered' : 'sent';
  if (entry.answer !== undefined) return entry.answer.isError ? 'error' : 'ok';
  if (entry.reason !== undefined) return 'ignored';
  return entry.address?.requestId === undefined ? 'silent' : 'waiting';
}

/** Why an endpoint got no answer, for those who wait for one; undefined where it got one. */
export function explanationOf(entry: Request | Push): string | undefined {
  switch (outcomeOf(entry)) {
    case 'silent':
      return entry.address === undefined
        ? 'the topic is none of 1/KP, so nothing comes back'
        : 'no request ID in the topic, so nothing comes back; add a number at its end to get an answer';
    case 'waiting':
      return 'no answer yet';
    default:
      return entry.reason;
  }
}

export interface Owed {
  readonly waiting: number;
  readonly undelivered: number;
  readonly ignored: number;
  readonly errors: number;
}

/** How much of a trace did not end well, or has not ended. */
export function owedOf(entries: readonly TraceEntry[]): Owed {
  const counts = { waiting: 0, undelivered: 0, ignored: 0, errors: 0 };
  for (const entry of entries) {
    if (entry.kind === 'note') continue;
    const outcome = outcomeOf(entry);
    if (outcome === 'error') counts.errors++;
    else if (outcome === 'waiting' || outcome === 'undelivered' || outcome === 'ignored') counts[outcome]++;
  }
  return counts;
}
