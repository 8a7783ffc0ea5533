/**
 * What was used last, by key and up to a number: beyond, what has not been used for longest is forgotten.
 *
 * Each value carries when it was used, counted in uses: a use writes one number and touches nothing else. When there is no room a
 * tenth is forgotten at once, so that the order is looked for seldom.
 */

/** What can be kept here. */
export interface Used {
  /** Counted in uses; set here. */
  usedAt: number;
}

/** Of what is kept, one in so many makes room at once. */
const SHARE_FORGOTTEN = 10;

export class Recent<Value extends Used> {
  readonly #values = new Map<string, Value>();
  #uses = 0;

  get size(): number {
    return this.#values.size;
  }

  /** Looking is not using. */
  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** The value of that key, made when there is none; it is the one used last then. @param sizeMax keys kept */
  use(key: string, sizeMax: number, make: () => Value): Value {
    let value = this.#values.get(key);
    if (value === undefined) {
      if (this.#values.size >= sizeMax) this.#makeRoom(sizeMax);
      value = make();
      this.#values.set(key, value);
    }
    value.usedAt = this.#uses++;
    return value;
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }

  /** What was used longest ago comes first. */
  *[Symbol.iterator](): Generator<readonly [key: string, value: Value]> {
    yield* [...this.#values].sort(([, one], [, other]) => one.usedAt - other.usedAt);
  }

  #makeRoom(sizeMax: number): void {
    const times = Float64Array.from(this.#values.values(), ({ usedAt }) => usedAt).sort();
    const last = times[Math.max(0, Math.floor(sizeMax / SHARE_FORGOTTEN) - 1)] as number;
    for (const [key, { usedAt }] of this.#values) if (usedAt <= last) this.#values.delete(key);
  }
}
