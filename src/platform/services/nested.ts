/**
 * Maps of maps: the inner one is made when somebody first asks for it.
 */

/** The map at that key; a new one when there is none. */
export function nested<Key, Inner>(outer: Map<string, Map<Key, Inner>>, key: string): Map<Key, Inner> {
  let inner = outer.get(key);
  if (inner === undefined) {
    inner = new Map();
    outer.set(key, inner);
  }
  return inner;
}
