/**
 * What was used last, by key and up to a number: beyond, what has not been used for longest is forgotten.
 *
 * A list through the entries keeps the order. A map keeps it as well, but whoever takes its oldest entry out again and again
 * walks over the places of all that were there before.
 */

interface Entry<Value> {
  key: string;
  readonly value: Value;
  older: Entry<Value> | undefined;
  newer: Entry<Value> | undefined;
}

export class Recent<Value extends { clear(): void }> {
  readonly #entries = new Map<string, Entry<Value>>();
  #oldest: Entry<Value> | undefined;
  #newest: Entry<Value> | undefined;

  get size(): number {
    return this.#entries.size;
  }

  /** Looking is not using. */
  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** The value of that key, made when there is none; it is the one used last then. @param sizeMax keys kept */
  use(key: string, sizeMax: number, make: () => Value): Value {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      if (known !== this.#newest) {
        this.#unlink(known);
        this.#link(known);
      }
      return known.value;
    }
    const entry = this.#entries.size >= sizeMax ? this.#takeOldest() : undefined;
    return this.#add(key, entry ?? { key, value: make(), older: undefined, newer: undefined });
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#unlink(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#oldest = undefined;
    this.#newest = undefined;
  }

  /** What was used longest ago comes first. */
  *[Symbol.iterator](): Generator<readonly [key: string, value: Value]> {
    for (let entry = this.#oldest; entry !== undefined; entry = entry.newer) yield [entry.key, entry.value];
  }

  /** What is forgotten is used again for another key: with more keys than room there is one to forget for each that comes. */
  #takeOldest(): Entry<Value> | undefined {
    const oldest = this.#oldest;
    if (oldest === undefined) return undefined;
    this.delete(oldest.key);
    oldest.value.clear();
    return oldest;
  }

  #add(key: string, entry: Entry<Value>): Value {
    entry.key = key;
    this.#entries.set(key, entry);
    this.#link(entry);
    return entry.value;
  }

  #link(entry: Entry<Value>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry<Value>): void {
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
