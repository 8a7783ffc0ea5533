/**
 * Whether a regular expression that somebody sent may be run: some would keep the whole process busy for ever.
 *
 * It is no parser and no sandbox: it refuses more than would be needed, `^(a+)+$` as well as `(a|b)+`, never less.
 */
import safeRegex from 'safe-regex2';

export const PATTERN_CHARACTERS_MAX = 200;
/** Each further one takes time by another power of the length of the text. */
const REPETITIONS_MAX = 6;

/** Why a regular expression is not run; undefined for one that is, or that is none. */
export function patternFault(pattern: string): string | undefined {
  if (pattern.length > PATTERN_CHARACTERS_MAX) {
    return `the regular expression has ${pattern.length} characters, and at most ${PATTERN_CHARACTERS_MAX} are taken`;
  }
  if (!isPattern(pattern)) return undefined;
  if (safeRegex(pattern, { limit: REPETITIONS_MAX }) && !repeatsAlternatives(pattern)) return undefined;
  return `the regular expression "${pattern}" is refused, for it could keep the platform busy for ever: repeat no group that itself has repetitions or alternatives, and use at most ${REPETITIONS_MAX} repetitions`;
}

/** As in `(a|aa)+`, which safe-regex2 lets pass. */
const repeatsAlternatives = (pattern: string) => pattern.includes('|') && /\)[*+{]/.test(pattern);

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
