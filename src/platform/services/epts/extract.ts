/**
 * From data samples to data points, by a compiled plan. The hot path of EPTS: every data sample passes here.
 *
 * What yields nothing is told, with the reason: data samples that vanish in silence cost people hours.
 */
import type { DataPoint } from '../../esp/events.js';
import { AUTO_VALUE, type Plan, type SeriesPlan, type ValuePlan } from './plan.js';
import { readTimestamp } from './timestamp.js';

type Sample = Readonly<Record<string, unknown>>;
type PointValue = number | string | boolean | null;

/** Where data points go, one by one. */
export interface PointSink {
  add(timeSeries: string, timestamp: number, values: DataPoint['values']): void;
  /** The same for a point of one value: most are. */
  addOne(timeSeries: string, timestamp: number, name: string, value: PointValue): void;
}

const NO_LOSSES: ReadonlySet<string> = new Set();

/**
 * @param receivedAt milliseconds since the epoch; the timestamp of data samples that have none of their own
 * @returns why data samples, or parts of them, fed no time series; each reason once
 */
export function extract(
  plan: Plan,
  samples: readonly unknown[],
  receivedAt: number,
  sink: PointSink,
): ReadonlySet<string> {
  let losses: Set<string> | undefined;
  const lose = (reason: string) => {
    losses ??= new Set();
    losses.add(reason);
  };
  const arrival = Math.floor(receivedAt);
  for (const sample of samples) {
    if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) {
      lose(`the data sample is not a JSON object but ${kindOf(sample)}`);
      continue;
    }
    const timestamp = timestampOf(plan, sample as Sample, arrival);
    if (timestamp === undefined) lose(noTimestamp(plan));
    else extractSample(plan, sample as Sample, timestamp, sink, lose);
  }
  return losses ?? NO_LOSSES;
}

type Lose = (reason: string) => void;

function extractSample(plan: Plan, sample: Sample, timestamp: number, sink: PointSink, lose: Lose): void {
  let isFed = false;
  for (const series of plan.series) {
    const { single } = series;
    const one = single === undefined ? undefined : read(sample, single.path);
    if (single !== undefined && (one === null || typeof one === single.type)) {
      sink.addOne(series.name, timestamp, single.name, one as PointValue);
      isFed = true;
      continue;
    }
    const values = valuesOf(series, sample, plan, lose);
    if (values === undefined) continue;
    sink.add(series.name, timestamp, values);
    isFed = true;
  }
  if (plan.autoExtract) {
    let place = 0;
    for (const field in sample) {
      const value = sample[field];
      if (typeof value !== 'number') continue;
      const name = plan.autoNames.of(field, place++);
      if (name === null) continue;
      sink.addOne(name, timestamp, AUTO_VALUE, value);
      isFed = true;
    }
  }
  if (!isFed) lose(reasonFor(plan));
}

function valuesOf(
  series: SeriesPlan,
  sample: Sample,
  plan: Plan,
  lose: Lose,
): DataPoint['values'] | undefined {
  let values: Record<string, PointValue> | undefined;
  for (const value of series.values) {
    const found = read(sample, value.path);
    if (found === null || typeof found === value.type) {
      values ??= {};
      values[value.name] = found as PointValue;
      continue;
    }
    if (found !== undefined) lose(wrongType(series, value, found));
    if (!plan.partialPoints) return undefined;
  }
  return values;
}

function read(sample: Sample, path: readonly string[]): unknown {
  let value: unknown = sample;
  for (let level = 0; level < path.length; level++) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Sample)[path[level] as string];
  }
  return value;
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
