/**
 * Names for new things, checked before anything is made: legal, free, and not to be mixed up with others.
 */
import { kaaError } from '../../errors.js';
import { plainName } from '../check/names.js';
import { NAME_PATTERN, VERSION_SUFFIX_PATTERN } from '../model.js';
import { sayPattern } from '../patterns.js';

/** Names become folders, and levels of topics: file systems and brokers take no endless ones. */
const NAME_LENGTH_MAX = 100;

/** @throws KaaError NAME_INVALID */
export function requireName(name: string, what: string, pattern: string = NAME_PATTERN): void {
  if (!new RegExp(pattern).test(name))
    throw kaaError('NAME_INVALID', { name, what, rule: `it must ${sayPattern(pattern)}` });
  if (name.length <= NAME_LENGTH_MAX) return;
  const rule = `it must have at most ${NAME_LENGTH_MAX} characters, not ${name.length}`;
  throw kaaError('NAME_INVALID', { name: `${name.slice(0, 20)}…`, what, rule });
}

/** The suffix of a version's name since Kaa 1.2. @throws KaaError NAME_INVALID */
export function requireSuffix(suffix: string): void {
  requireName(suffix, 'the suffix of a version', VERSION_SUFFIX_PATTERN);
}

/**
 * @throws KaaError NAME_TAKEN when the name is there already, NAME_INVALID when Kaa's services would mix it up with
 * one that is
 */
export function requireFree(name: string, what: string, taken: readonly string[], file: string): void {
  if (taken.includes(name)) throw kaaError('NAME_TAKEN', { what, name, file });
  const similar = taken.find((other) => plainName(other) === plainName(name));
  if (similar === undefined) return;
  const rule = `it differs from "${similar}" only by "-" and "_", and Kaa's services mix such names up`;
  throw kaaError('NAME_INVALID', { name, what: `the name of an ${what.toLowerCase()}`, rule });
}

/** The first of the names that is free; numbered when none is. */
export function freeName(candidates: readonly string[], isTaken: (name: string) => boolean): string {
  const free = candidates.find((name) => !isTaken(name));
  if (free !== undefined) return free;
  const last = candidates.at(-1) as string;
  for (let number = 2; ; number++) if (!isTaken(`${last}-${number}`)) return `${last}-${number}`;
}
