/**
 * The thresholds of a fleet file: each must be one that a run can judge. What they may say is in `blueprint/thresholds.ts`.
 */
import { itemsOf, textOf } from '../data.js';
import type { Finding } from '../problems.js';
import { parseThreshold } from '../thresholds.js';

export function checkThresholds(thresholds: unknown): Finding[] {
  return itemsOf(thresholds).flatMap((text, place) => {
    const parsed = parseThreshold(textOf(text) ?? '');
    return parsed.ok || textOf(text) === undefined
      ? []
      : [{ path: ['thresholds', place], message: `not a threshold: ${parsed.reason}` }];
  });
}
