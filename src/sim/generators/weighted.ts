/**
 * One of several, each with a weight; shared by `choice` and `states`.
 */
import type { RandomStream } from '../../kernel/random.js';

/** The place of the one drawn; -1 when no weight is above zero. */
export function pickWeighted(stream: RandomStream, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += Math.max(0, weight);
  if (!(total > 0)) return -1;
  let rest = stream.float() * total;
  let last = -1;
  for (const [place, weight] of weights.entries()) {
    if (!(weight > 0)) continue;
    last = place;
    rest -= weight;
    if (rest < 0) return place;
  }
  return last;
}
