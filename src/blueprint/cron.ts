/**
 * Cron patterns: when they come next, in UTC, as a function of an instant. No timers and no clock are involved.
 *
 * The library is loaded when the first pattern is read.
 */
import { createRequire } from 'node:module';
import type { Cron } from 'croner';

export interface CronTimes {
  /** The first instant after this one, both in milliseconds since the epoch; undefined when there is none. */
  next(after: number): number | undefined;
}

export type ParsedCron =
  | { readonly ok: true; readonly times: CronTimes }
  | { readonly ok: false; readonly reason: string };

/** What must be in a pattern; the library takes dates and places for "now" besides. */
const FORM = /^(?:@(?:yearly|annually|monthly|weekly|daily|hourly)|[^\s?@]+(?:\s+[^\s?]+){4,5})$/i;

export function parseCron(pattern: string): ParsedCron {
  if (!FORM.test(pattern.trim())) return { ok: false, reason: 'it must have five or six fields' };
  const library = createRequire(import.meta.url)('croner') as typeof import('croner');
  let cron: Cron;
  try {
    cron = new library.Cron(pattern.trim(), { utcOffset: 0, mode: '5-or-6-parts' });
  } catch (error) {
    return { ok: false, reason: (error as Error).message.replace(/^CronPattern: /, '') };
  }
  return { ok: true, times: { next: (after) => cron.nextRun(new Date(after))?.getTime() } };
}
