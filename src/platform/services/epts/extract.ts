/**
 * From data samples to data points, by a compiled plan. The hot path of EPTS: every data sample passes here.
 *
 * What yields nothing is told, with the reason: data samples that vanish in silence cost people hours.
 */
import { millisecondOf } from '../../../kernel/instant.js';
import type { SampleLoss } from '../../../kernel/journal-events.js';
import type { DataPoint } from '../../esp/events.js';
import { Losses } from './losses.js';
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

/**
 * @param receivedAt milliseconds since the epoch; the timestamp of data samples that have none of their own
 * @returns why data samples, or values of them, fed no time series: causes by reason
 */
export function extract(
  plan: Plan,
  samples: readonly unknown[],
  receivedAt: number,
  sink: PointSink,
): ReadonlyMap<string, SampleLoss> {
  const losses = new Losses();
  const arrival = millisecondOf(receivedAt);
  for (const sample of samples) {
    if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) {
      losses.add('sample-not-object', `the data sample is not a JSON object but ${kindOf(sample)}`);
      continue;
    }
    const timestamp = timestampOf(plan, sample as Sample, arrival);
    if (timestamp === undefined) losses.add('sample-without-time', noTimestamp(plan));
    else extractSample(plan, sample as Sample, timestamp, sink, losses);
  }
  return losses.all;
}

function extractSample(plan: Plan, sample: Sample, timestamp: number, sink: PointSink, losses: Losses): void {
  const { count } = losses;
  let isFed = false;
  for (const series of plan.series) {
    const { single } = series;
    const one = single === undefined ? undefined : read(sample, single.path);
    if (single !== undefined && fits(one, single.type)) {
      sink.addOne(series.name, timestamp, single.name, one as PointValue);
      isFed = true;
      continue;
    }
    const values = valuesOf(series, sample, plan, losses);
    if (values === undefined) continue;
    sink.add(series.name, timestamp, values);
    isFed = true;
  }
  if (plan.autoExtract && autoExtract(plan, sample, timestamp, sink, losses)) isFed = true;
  // What has been told of a value says it better.
  if (!isFed && losses.count === count) losses.add(...nothingFound(plan));
}

/** @returns whether there was anything */
function autoExtract(
  { autoNames }: Plan,
  sample: Sample,
  timestamp: number,
  sink: PointSink,
  losses: Losses,
): boolean {
  let isFed = false;
  let place = 0;
  for (const field in sample) {
    const value = sample[field];
    if (typeof value !== 'number') continue;
    const name = autoNames.of(field, place++);
    if (name === null) continue;
    if (Number.isFinite(value)) {
      sink.addOne(name, timestamp, AUTO_VALUE, value);
      isFed = true;
    } else losses.add('number-too-large', tooLarge(name, field));
  }
  return isFed;
}

function valuesOf(
  series: SeriesPlan,
  sample: Sample,
  plan: Plan,
  losses: Losses,
): DataPoint['values'] | undefined {
  let values: Record<string, PointValue> | undefined;
  for (const value of series.values) {
    const found = read(sample, value.path);
    if (fits(found, value.type)) {
      values ??= {};
      values[value.name] = found as PointValue;
      continue;
    }
    if (found !== undefined) losses.add(...misfit(series, value, found));
    if (!plan.partialPoints) return undefined;
  }
  return values;
}

/** JSON text has numbers that JSON.parse makes Infinity of: kept, they could not be written again. */
const fits = (value: unknown, type: ValuePlan['type']) =>
  value === null || (typeof value === type && (type !== 'number' || Number.isFinite(value)));

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

type Loss = readonly [cause: SampleLoss, reason: string];

function nothingFound({ series, autoExtract }: Plan): Loss {
  const declared =
    series.length === 0
      ? 'no time series is declared'
      : `the declared time series (${series.map(({ name }) => name).join(', ')}) find none of their values in it`;
  const auto = autoExtract
    ? 'auto-extract found no number in a field at its top'
    : 'auto-extract is off (time-series.auto-extract in config/epts.yaml)';
  const cause = series.length === 0 && !autoExtract ? 'sample-without-series' : 'sample-without-values';
  return [cause, `${declared}, and ${auto}`];
}

function misfit({ name }: SeriesPlan, { path, type }: ValuePlan, found: unknown): Loss {
  const field = path.join('.');
  if (typeof found === type) return ['number-too-large', tooLarge(name, field)];
  const reason = `time series "${name}" declares ${field} as ${type}, the data sample has ${kindOf(found)} there`;
  return ['value-of-wrong-type', reason];
}

const tooLarge = (timeSeries: string, field: string) =>
  `time series "${timeSeries}" does not take ${field}: no number beyond ±1.8e308 can be kept`;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
