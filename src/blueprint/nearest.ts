/**
 * The nearest valid name to one that somebody mistyped.
 */
import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that a person most likely meant; undefined when none is near.
 * Near: one letter differs in the shortest names, two in usual ones, a third of the letters in long ones.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  if (all.length === 0) return undefined;
  const swapped = all.find((candidate) => isSwap(name, candidate));
  if (swapped !== undefined) return swapped;
  const best = closest(name.toLowerCase(), all);
  const limit = best.length < 4 ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(name.toLowerCase(), best.toLowerCase()) <= limit ? best : undefined;
}

/** Two neighbouring letters in the wrong order: the commonest slip, and two changes by the count above. */
function isSwap(name: string, candidate: string): boolean {
  const first = [...name].findIndex((letter, index) => letter !== candidate[index]);
  const swapped = name.slice(0, first) + name[first + 1] + name[first] + name.slice(first + 2);
  return first >= 0 && swapped === candidate;
}

/** `a, b, c and 4 more`; `none` for an empty list. */
export function listNames(names: Iterable<string>, atMost = 12): string {
  const all = [...new Set(names)];
  if (all.length === 0) return 'none';
  const rest = all.length - atMost;
  return rest > 0 ? `${all.slice(0, atMost).join(', ')} and ${rest} more` : all.join(', ');
}
