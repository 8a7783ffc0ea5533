/**
 * Time in steps, as many as are worth looking at however long a run is: columns of numbers, one number for each step.
 *
 *     step      0        1        2     …   at most STEPS_MAX of them
 *     sent    [ 104,     98,      101,  … ]    'sum'
 *     slowest [ 3.2,     0.9,     14.1, … ]    'max'
 *
 * When the time grows beyond the last step, steps become longer and neighbours become one: memory is bounded, one pass is
 * enough. It knows nothing of what the numbers mean but how two of them become one.
 */

/** Milliseconds; each a multiple of the one before it. */
const STEPS = [250, 500, 1000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000] as const;
/** Beyond the longest, steps become so many times as long. */
const BEYOND = 6;
export const STEPS_MAX = 600;
/** Steps of less than a second only where there would be fewer than these. */
const STEPS_WANTED = 30;
const SECOND_MS = 1000;

/** How the numbers of two steps become one; `last`: the later one, where there is any. Nothing yet is 0, Infinity, -Infinity or NaN. */
export type Merge = 'sum' | 'min' | 'max' | 'last';

const EMPTY: Readonly<Record<Merge, number>> = { sum: 0, min: Infinity, max: -Infinity, last: Number.NaN };

const MERGES: Readonly<Record<Merge, (earlier: number, later: number) => number>> = {
  sum: (earlier, later) => earlier + later,
  min: Math.min,
  max: Math.max,
  last: (earlier, later) => (Number.isNaN(later) ? earlier : later),
};

interface Column {
  readonly data: Float64Array;
  readonly merge: Merge;
  /** Numbers of each step. */
  readonly width: number;
}

export class Grid {
  readonly #columns: Column[] = [];
  #from: number | undefined;
  #stepMs: number = STEPS[0];
  #length = 0;

  /** A column of so many numbers a step, to be written at {@link place} times its width. */
  column(merge: Merge, width = 1): Float64Array {
    const data = new Float64Array(STEPS_MAX * width).fill(EMPTY[merge]);
    this.#columns.push({ data, merge, width });
    return data;
  }

  /** The step of a time, in milliseconds; what was before the first time belongs to the first step. */
  place(at: number): number {
    this.#from ??= at;
    while (at - this.#from >= STEPS_MAX * this.#stepMs) this.#widen();
    const step = Math.max(0, Math.floor((at - this.#from) / this.#stepMs));
    this.#length = Math.max(this.#length, step + 1);
    return step;
  }

  /** No more times: steps of less than a second become longer, where enough of them are left. */
  finish(): void {
    while (this.#stepMs < SECOND_MS && this.#length / 2 >= STEPS_WANTED) this.#widen();
  }

  get from(): number {
    return this.#from ?? 0;
  }

  get stepMs(): number {
    return this.#stepMs;
  }

  /** Steps up to the last one in which there was anything. */
  get length(): number {
    return this.#length;
  }

  #widen(): void {
    const next = STEPS.find((step) => step > this.#stepMs) ?? this.#stepMs * BEYOND;
    const factor = next / this.#stepMs;
    for (const column of this.#columns) widen(column, factor);
    this.#stepMs = next;
    this.#length = Math.ceil(this.#length / factor);
  }
}

function widen({ data, merge, width }: Column, factor: number): void {
  const join = MERGES[merge];
  const rows = Math.ceil(STEPS_MAX / factor);
  for (let row = 0; row < rows; row++) {
    for (let part = 0; part < width; part++) {
      let value = EMPTY[merge];
      for (let old = row * factor; old < Math.min(STEPS_MAX, (row + 1) * factor); old++)
        value = join(value, data[old * width + part] as number);
      data[row * width + part] = value;
    }
  }
  data.fill(EMPTY[merge], rows * width);
}
