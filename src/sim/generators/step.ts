/** `step`: another value from each time on, counted from the beginning of the run. Before the first, the member is left out. */
import { parseDuration } from '../../kernel/duration.js';
import type { GeneratorKind } from './generator.js';
import { within } from './generator.js';

export const step: GeneratorKind<'step'> = (steps, compiler) => {
  const planned = steps.map(({ at, value }) => ({
    at: parseDuration(at) ?? 0,
    make: compiler.compile(value),
  }));
  return (origin) => {
    const parts = planned.map(({ at, make }, place) => ({ at, values: make(within(origin, String(place))) }));
    return { next: (moment) => parts.findLast(({ at }) => at <= moment.elapsed)?.values.next(moment) };
  };
};
