/**
 * From data samples to data points, by a compiled plan. The hot path of EPTS: every data sample passes here.
 *
 * What yields nothing is told, with the reason: data samples that vanish in silence cost people hours.
 */
import type { DataPoint } from '../../esp/events.js';
import { autoNameOf, type Plan, type SeriesPlan, type ValuePlan } from './plan.js';
import { readTimestamp } from './timestamp.js';

type Sample = Readonly<Record<string, unknown>>;
type PointValue = number | string | boolean | null;

export interface Extraction {
  /** By time series, in the order of the data samples. */
  readonly points: Map<string, DataPoint[]>;
  /** Why data samples, or parts of them, fed no time series; each reason once. */
  readonly losses: Set<string>;
}

/** @param receivedAt milliseconds since the epoch; the timestamp of data samples that have none of their own */
export function extract(plan: Plan, samples: readonly unknown[], receivedAt: number): Extraction {
  const extraction: Extraction = { points: new Map(), losses: new Set() };
  const arrival = Math.floor(receivedAt);
  for (const sample of samples) {
    if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) {
      extraction.losses.add(`the data sample is not a JSON object but ${kindOf(sample)}`);
      continue;
    }
    const timestamp = timestampOf(plan, sample as Sample, arrival);
    if (timestamp === undefined) extraction.losses.add(noTimestamp(plan));
    else extractSample(plan, sample as Sample, timestamp, extraction);
  }
  return extraction;
}

function extractSample(plan: Plan, sample: Sample, timestamp: number, extraction: Extraction): void {
  let isFed = false;
  for (const series of plan.series) {
    const values = valuesOf(series, sample, plan, extraction.losses);
    if (values === undefined) continue;
    add(extraction.points, series.name, { timestamp, values });
    isFed = true;
  }
  if (plan.autoExtract) {
    for (const field in sample) {
      const value = sample[field];
      if (typeof value !== 'number') continue;
      const name = autoNameOf(plan, field);
      if (name === null) continue;
      add(extraction.points, name, { timestamp, values: { value } });
      isFed = true;
    }
  }
  if (!isFed) extraction.losses.add(reasonFor(plan));
}

function valuesOf(
  series: SeriesPlan,
  sample: Sample,
  plan: Plan,
  losses: Set<string>,
): DataPoint['values'] | undefined {
  let values: Record<string, PointValue> | undefined;
  for (const value of series.values) {
    const found = read(sample, value.path);
    if (found === null || typeof found === value.type) {
      values ??= {};
      values[value.name] = found as PointValue;
      continue;
    }
    if (found !== undefined) losses.add(wrongType(series, value, found));
    if (!plan.partialPoints) return undefined;
  }
  return values;
}

function read(sample: Sample, path: readonly string[]): unknown {
  let value: unknown = sample;
  for (const field of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Sample)[field];
  }
  return value;
}

function add(points: Map<string, DataPoint[]>, series: string, point: DataPoint): void {
  const list = points.get(series);
  if (list === undefined) points.set(series, [point]);
  else list.push(point);
}

/** Undefined when the data sample has no readable time and is to be dropped for it. */
function timestampOf({ timestamp }: Plan, sample: Sample, arrival: number): number | undefined {
  if (timestamp === undefined) return arrival;
  const own = readTimestamp(read(sample, timestamp.path), timestamp.format);
  return own ?? (timestamp.drop ? undefined : arrival);
}

function noTimestamp({ timestamp }: Plan): string {
  return `the data sample has no ${timestamp?.format} time at "${timestamp?.path.join('.')}", and fallback-strategy is drop`;
}

function reasonFor({ series, autoExtract }: Plan): string {
  const declared =
    series.length === 0
      ? 'no time series is declared'
      : `the declared time series (${series.map(({ name }) => name).join(', ')}) find none of their values in it`;
  const auto = autoExtract
    ? 'auto-extract found no number in a field at its top'
    : 'auto-extract is off (time-series.auto-extract in config/epts.yaml)';
  return `${declared}, and ${auto}`;
}

function wrongType({ name }: SeriesPlan, { path, type }: ValuePlan, found: unknown): string {
  return `time series "${name}" declares ${path.join('.')} as ${type}, the data sample has ${kindOf(found)} there`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
