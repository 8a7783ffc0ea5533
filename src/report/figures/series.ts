/**
 * The data of data samples over time, by fleet and field: the mean of all endpoints with the least and the greatest value, and
 * what a few endpoints sent. Truth values count as 1 and 0; other values are named, not drawn.
 *
 * Bounded: so many series, so many steps, so many endpoints with a curve of their own.
 */
import { Grid } from './grid.js';
import { type Request, samplesOf } from './requests.js';
import type { Curve } from './timeline.js';

export const SERIES_MAX = 48;
/** Endpoints of each series that have a curve of their own. */
export const EXAMPLES_MAX = 3;
const OTHER_MAX = 100;
const VALUES_MAX = 6;
const DEPTH_MAX = 3;
const VALUE_LENGTH = 24;

export interface Series {
  readonly fleet: string;
  /** The path in the data sample: `temperature`, `location.lat`. */
  readonly field: string;
  /** Where each step begins; steps without values are left out. */
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly mean: Curve;
  readonly least: Curve;
  readonly greatest: Curve;
  /** Of the first endpoints, the mean of each step. */
  readonly examples: readonly { readonly token: string; readonly values: Curve }[];
  /** There are others than those. */
  readonly isOfMore: boolean;
  readonly isTruth: boolean;
  readonly count: number;
}

/** A field whose values are no numbers. */
export interface OtherField {
  readonly fleet: string;
  readonly field: string;
  /** The first few different ones. */
  readonly values: readonly string[];
}

export class SeriesFigures {
  readonly #series = new Map<string, OneSeries>();
  readonly #others = new Map<string, { fleet: string; field: string; values: Set<string> }>();
  /** Names of series that there is no room for. */
  readonly #leftOut = new Set<string>();

  sent(request: Request, payload: string): void {
    for (const sample of samplesOf(payload)) this.#take(request, sample, '', 0);
  }

  /** In the order in which they were first seen. */
  list(): Series[] {
    return [...this.#series.values()].map((series) => series.series());
  }

  others(): OtherField[] {
    return [...this.#others.values()].map(({ values, ...rest }) => ({ ...rest, values: [...values] }));
  }

  get leftOut(): number {
    return this.#leftOut.size;
  }

  #take(request: Request, value: unknown, path: string, depth: number): void {
    if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value) || depth >= DEPTH_MAX) return;
      for (const [name, inner] of Object.entries(value)) {
        // When it was taken is no value. [2/DCP]
        if (depth === 0 && name === 'timestamp') continue;
        this.#take(request, inner, path === '' ? name : `${path}.${name}`, depth + 1);
      }
    } else if (path === '' || value === null) return;
    else if (typeof value === 'number' && isInstant(value, request.at))
      this.#other(request.fleet, path, 'instants');
    else if (typeof value === 'number') this.#number(request, path, value, false);
    else if (typeof value === 'boolean') this.#number(request, path, value ? 1 : 0, true);
    else this.#other(request.fleet, path, String(value));
  }

  #number(request: Request, field: string, value: number, isTruth: boolean): void {
    const key = `${request.fleet}\n${field}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= SERIES_MAX) {
        if (this.#leftOut.size < OTHER_MAX) this.#leftOut.add(key);
        return;
      }
      series = new OneSeries(request.fleet, field, isTruth);
      this.#series.set(key, series);
    }
    series.take(request, value);
  }

  #other(fleet: string, field: string, value: string): void {
    const key = `${fleet}\n${field}`;
    const other = this.#others.get(key) ?? { fleet, field, values: new Set<string>() };
    if (this.#others.size < OTHER_MAX) this.#others.set(key, other);
    if (other.values.size < VALUES_MAX) other.values.add(value.slice(0, VALUE_LENGTH));
  }
}

interface Example {
  readonly token: string;
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

class OneSeries {
  readonly #grid = new Grid();
  readonly #sum = this.#grid.column('sum');
  readonly #count = this.#grid.column('sum');
  readonly #least = this.#grid.column('min');
  readonly #greatest = this.#grid.column('max');
  readonly #examples: Example[] = [];
  readonly #name: Pick<Series, 'fleet' | 'field' | 'isTruth'>;
  #isOfMore = false;
  #values = 0;

  constructor(fleet: string, field: string, isTruth: boolean) {
    this.#name = { fleet, field, isTruth };
  }

  take({ at, token }: Request, value: number): void {
    // Before the step is known: a new column must see every widening.
    const example = this.#exampleOf(token);
    const step = this.#grid.place(at);
    this.#values++;
    add(this.#sum, step, value);
    add(this.#count, step, 1);
    this.#least[step] = Math.min(this.#least[step] as number, value);
    this.#greatest[step] = Math.max(this.#greatest[step] as number, value);
    if (example === undefined) return;
    add(example.sum, step, value);
    add(example.count, step, 1);
  }

  series(): Series {
    this.#grid.finish();
    const { from, stepMs, length } = this.#grid;
    const steps = Array.from({ length }, (_, step) => step).filter(
      (step) => (this.#count[step] as number) > 0,
    );
    const means = (sum: Float64Array, count: Float64Array) =>
      steps.map((step) =>
        (count[step] as number) > 0 ? (sum[step] as number) / (count[step] as number) : null,
      );
    return {
      ...this.#name,
      times: steps.map((step) => from + step * stepMs),
      stepMs,
      mean: means(this.#sum, this.#count),
      least: steps.map((step) => this.#least[step] as number),
      greatest: steps.map((step) => this.#greatest[step] as number),
      examples: this.#examples.map(({ token, sum, count }) => ({ token, values: means(sum, count) })),
      isOfMore: this.#isOfMore,
      count: this.#values,
    };
  }

  #exampleOf(token: string): Example | undefined {
    const known = this.#examples.find((example) => example.token === token);
    if (known !== undefined) return known;
    this.#isOfMore = this.#examples.length >= EXAMPLES_MAX;
    if (this.#isOfMore) return undefined;
    const example = { token, sum: this.#grid.column('sum'), count: this.#grid.column('sum') };
    this.#examples.push(example);
    return example;
  }
}

function add(column: Float64Array, step: number, value: number): void {
  column[step] = (column[step] as number) + value;
}

const YEAR_MS = 365 * 24 * 3_600_000;

/** A time of about then, in seconds or milliseconds, that a field holds besides the values. */
const isInstant = (value: number, at: number) =>
  Math.abs(value - at) < YEAR_MS || Math.abs(value * 1000 - at) < YEAR_MS;
