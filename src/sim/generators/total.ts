/**
 * `total`: what adds up over time, as the kilometres of a speed or the energy of a power. A rate that is no number adds
 * nothing.
 */
import { compileNumber } from './evaluate.js';
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

const MS_PER_HOUR = 3_600_000;

export const total: GeneratorKind<'total'> = (options) => {
  const start = compileNumber(options.start ?? 0);
  const perHour = compileNumber(options.perHour);
  return () => {
    let sum: number | undefined;
    let before = 0;
    return {
      next: (moment) => {
        if (sum === undefined) sum = start(moment) ?? 0;
        else sum += ((perHour(moment) ?? 0) * (moment.elapsed - before)) / MS_PER_HOUR;
        before = moment.elapsed;
        sum = shaped(sum, { min: options.min, max: options.max });
        return shaped(sum, options);
      },
    };
  };
};
