/**
 * Data samples that are sent only when something has changed: each is compared with the last one that was sent.
 */
import type { OnChangePlan } from '../plan/sample-plan.js';

interface Last {
  /** Of the fields that matter. */
  readonly values: readonly unknown[];
  readonly at: number;
}

export class Changes {
  /** By endpoint; only those whose data samples depend on changes. */
  readonly #last = new Map<number, Last>();

  /** Whether this data sample is to be sent; it then counts as sent. @param at milliseconds since the start */
  isWorthSending(endpoint: number, plan: OnChangePlan, sample: unknown, at: number): boolean {
    const last = this.#last.get(endpoint);
    const values = plan.fields.map(([name]) => memberOf(sample, name));
    const isOver = last === undefined || at - last.at >= plan.atLeastMs;
    if (!isOver && !plan.fields.some(([, by], place) => hasMoved(last.values[place], values[place], by)))
      return false;
    this.#last.set(endpoint, { values, at });
    return true;
  }

  /** The endpoint has lost its memory: the next data sample is sent. */
  forget(endpoint: number): void {
    this.#last.delete(endpoint);
  }
}

function hasMoved(before: unknown, now: unknown, by: number | true): boolean {
  if (by !== true && typeof before === 'number' && typeof now === 'number')
    return Math.abs(now - before) >= by && now !== before;
  return typeof now === 'object' || typeof before === 'object'
    ? JSON.stringify(before) !== JSON.stringify(now)
    : before !== now;
}

const memberOf = (sample: unknown, name: string) =>
  typeof sample === 'object' && sample !== null
    ? (sample as Readonly<Record<string, unknown>>)[name]
    : undefined;
