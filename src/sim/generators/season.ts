/**
 * `season`: the course of the day and the week. It follows the calendar of the data sample, not the beginning of the run,
 * so that 14:00 is 14:00 whenever a run begins.
 */
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;
const PEAK_HOUR = 14;
/** The epoch began on a Thursday: day 2 was the first Saturday. */
const FIRST_SATURDAY = 2;

export const season: GeneratorKind<'season'> = (options) => {
  const { base, daily, peak = PEAK_HOUR, weekend = 1, utcOffset = 0, noise = 0 } = options;
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    return {
      next: ({ at }) => {
        const local = at + utcOffset * MS_PER_HOUR;
        const share = (local - peak * MS_PER_HOUR) / MS_PER_DAY;
        const value = (base + daily * Math.cos(2 * Math.PI * share)) * (isWeekend(local) ? weekend : 1);
        return shaped(value + (noise === 0 ? 0 : stream.normal(0, noise)), options);
      },
    };
  };
};

function isWeekend(local: number): boolean {
  const day = (((Math.floor(local / MS_PER_DAY) - FIRST_SATURDAY) % 7) + 7) % 7;
  return day < 2;
}
