/**
 * Moving through a list with the keys that people try: arrows, j and k, pages, Home and End, g and G.
 */
import type { Key } from '../store/event.js';

/** The cursor after a key, within a list of that length; undefined when the key does not move. */
export function moved(cursor: number, key: Key, page: number, length: number): number | undefined {
  const to =
    { up: cursor - 1, k: cursor - 1, down: cursor + 1, j: cursor + 1 }[key] ?? far(cursor, key, page, length);
  return to === undefined ? undefined : Math.max(0, Math.min(to, length - 1));
}

function far(cursor: number, key: Key, page: number, length: number): number | undefined {
  switch (key) {
    case 'pageup':
      return cursor - page;
    case 'pagedown':
      return cursor + page;
    case 'home':
    case 'g':
      return 0;
    case 'end':
    case 'G':
      return length - 1;
    default:
      return undefined;
  }
}

/**
 * The same in a list whose end is followed: leaving the end stops that, coming back to it (or Escape) goes on.
 * @returns null when the newest is followed from now on, undefined when the key does not move
 */
export function movedInTail(
  cursor: number | undefined,
  key: Key,
  page: number,
  length: number,
): number | null | undefined {
  if (length === 0) return undefined;
  if (key === 'escape' && cursor !== undefined) return null;
  const to = moved(cursor ?? length - 1, key, page, length);
  if (to === undefined) return undefined;
  return to === length - 1 ? null : to;
}
