/**
 * Why data samples, or values of them, are in no time series: a cause for each, in words, with what to do about it.
 *
 * The data samples are confirmed all the same [2/DCP]: without this nobody would know why a chart does not fill.
 */
import type { SampleLoss } from '../../../kernel/journal-events.js';

const REMEDIES: Readonly<Record<SampleLoss, string>> = {
  'sample-not-object':
    'Send each data sample as an object, such as {"temperature": 21.5}: values have names.',
  'sample-without-time':
    'Send the time as declared, or change timestamp or its fallback-strategy in config/epts.yaml.',
  'sample-without-series': 'Declare a time series in config/epts.yaml, or set auto-extract: true there.',
  'sample-without-values':
    'Send the values under the declared paths, numbers at the top for auto-extract, or declare a time series in config/epts.yaml for what is sent.',
  'value-of-wrong-type': 'Send a value of that type, or declare its type otherwise in config/epts.yaml.',
  'number-too-large': 'Send numbers within ±1.8e308 (64-bit floating point); what is beyond is not kept.',
  'too-many-time-series':
    'Raise timeSeriesPerEndpoint in the settings of epts, or send fewer differently named values.',
};

/** What to do about it. */
export const remedyForLoss = (cause: SampleLoss): string => REMEDIES[cause];

/** Reasons that are told of one message: field names are the device's, and there may be thousands. */
export const REASONS_MAX = 10;
export const AND_MORE = `there is more in the same message: ${REASONS_MAX} reasons are told of each`;

const NONE: ReadonlyMap<string, SampleLoss> = new Map();

/** What one message has lost: each reason once, however many of its data samples have it, and not too many of them. */
export class Losses {
  #found: Map<string, SampleLoss> | undefined;
  /** How often anything was lost. */
  count = 0;

  add(cause: SampleLoss, reason: string): void {
    this.count++;
    this.#found ??= new Map();
    this.#found.set(this.#found.size < REASONS_MAX || this.#found.has(reason) ? reason : AND_MORE, cause);
  }

  /** Causes by reason. */
  get all(): ReadonlyMap<string, SampleLoss> {
    return this.#found ?? NONE;
  }
}
