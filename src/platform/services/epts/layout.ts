/**
 * The names of what is in a row of a table: of time series, and of their numbers. Tables with the same names share one layout, so
 * whoever feeds many endpoints finds them without looking at what each endpoint has.
 */

export interface Layout {
  readonly names: readonly string[];
  /** By the same places. */
  readonly valueNames: readonly string[];
}

interface Named {
  readonly name: string;
  readonly valueName: string;
}

/** Names that are kept to be shared, of all layouts together; beyond, each table has a layout of its own. */
const NAMES_MAX = 100_000;

export class Layouts {
  readonly #layouts = new Map<string, Layout>();
  #names = 0;

  /** The layout of a row of these. */
  of(members: readonly Named[]): Layout {
    const names = members.map(({ name }) => name);
    const valueNames = members.map(({ valueName }) => valueName);
    const key = JSON.stringify([names, valueNames]);
    const known = this.#layouts.get(key);
    if (known !== undefined) return known;
    const layout = { names, valueNames };
    if (this.#names + names.length <= NAMES_MAX) {
      this.#names += names.length;
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}
