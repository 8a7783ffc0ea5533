/**
 * `replay`: a column of a recording, a row for each data sample, or by the recording's own times counted from the
 * beginning of the run.
 *
 * The file was read with the fleet; nothing is read here. Fields of one file stay in step, also when each endpoint
 * begins at a place of its own: that place is drawn for the endpoint and the file, not for the field. With the option `token`
 * each endpoint has the rows of its own token.
 */

import { type Series, seriesOf } from '../../blueprint/recording/series.js';
import { kaaError } from '../../errors.js';
import type { Generator, GeneratorKind } from './generator.js';

export const replay: GeneratorKind<'replay'> = (options, { libraries }) => {
  const table = libraries.recordings?.(options.file);
  if (table === undefined) throw new Error(`${options.file} is replayed before it is read`);
  const { series: all, fault } = seriesOf(table, options);
  if (all === undefined) throw new Error(`a recording that was not checked: ${fault.message}`);
  const isLoop = options.end !== 'hold';
  const ways = new Map(
    all.map((series) => [series.token, { series, line: lineOf(series, options.interpolate) }]),
  );
  return ({ random, token }) => {
    const way = ways.get(options.token === undefined ? undefined : token);
    if (way === undefined) throw kaaError('REPLAY_TOKEN_UNKNOWN', { token, file: table.file });
    const stream = options.spread === true ? random.stream(`replay/${token}/${table.file}`) : undefined;
    const start = stream?.float() ?? 0;
    const { series, line } = way;
    return line === undefined ? bySample(series.values, isLoop, start) : byTime(line, isLoop, start);
  };
};

const lineOf = (series: Series, interpolate: boolean | undefined) =>
  series.times === undefined ? undefined : timeline(series, series.times, interpolate);

/** @param start share of the rows, 0 to 1 */
function bySample(values: readonly unknown[], isLoop: boolean, start: number): Generator {
  let place = Math.floor(start * values.length);
  return {
    next: () => {
      const row = isLoop ? place % values.length : Math.min(place, values.length - 1);
      place++;
      return values[row];
    },
  };
}

interface Timeline {
  /** From the first row to the first again. */
  readonly lapMs: number;
  /** @param at milliseconds after the first row */
  valueAt(at: number): unknown;
}

function byTime({ lapMs, valueAt }: Timeline, isLoop: boolean, start: number): Generator {
  return {
    next: ({ elapsed }) => {
      const at = Math.max(0, elapsed) + start * lapMs;
      return valueAt(isLoop && lapMs > 0 ? at % lapMs : at);
    },
  };
}

function timeline({ values, endMs }: Series, times: Float64Array, interpolate = false): Timeline {
  const last = times.length - 1;
  const end = times[last] as number;
  // The last row lasts as long as the one before it; those of many endpoints begin again together.
  const lastsMs = last === 0 ? 0 : end - (times[last - 1] as number);
  const lapMs = (endMs ?? end) + lastsMs;
  const valueAt = (at: number) => {
    const place = placeAt(times, at);
    const value = values[place];
    const next = values[place + 1];
    if (!interpolate || typeof value !== 'number' || typeof next !== 'number') return value;
    const from = times[place] as number;
    const share = (at - from) / ((times[place + 1] as number) - from);
    return value + (next - value) * share;
  };
  return { lapMs, valueAt };
}

/** The last row that has begun; the first one when none has. */
function placeAt(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((times[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
