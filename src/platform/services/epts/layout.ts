/**
 * The names of what is in a row of a table: of time series, and of their numbers. Tables with the same names share one layout, so
 * whoever feeds many endpoints finds them without looking at what each endpoint has.
 */

/** Layouts that follow one layout; beyond, they are made anew each time, which costs memory and nothing else. */
const NEXT_MAX = 1000;

export class Layout {
  readonly names: readonly string[];
  /** By the same places. */
  readonly valueNames: readonly string[];
  readonly #next = new Map<string, Layout>();

  /** Without names it is one with nothing in it, from which the others come. */
  constructor(names: readonly string[] = [], valueNames: readonly string[] = []) {
    this.names = names;
    this.valueNames = valueNames;
  }

  /** With one more at the end. */
  with(name: string, valueName: string): Layout {
    const key = JSON.stringify([name, valueName]);
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const next = new Layout([...this.names, name], [...this.valueNames, valueName]);
    if (this.#next.size < NEXT_MAX) this.#next.set(key, next);
    return next;
  }

  /** Whether that is what belongs to a place. */
  has(place: number, name: string, valueName: string): boolean {
    return this.names[place] === name && this.valueNames[place] === valueName;
  }
}
