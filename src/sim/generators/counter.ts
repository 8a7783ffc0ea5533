/** `counter`: from start by step, and from start again after max. */
import type { GeneratorKind } from './generator.js';

export const counter: GeneratorKind<'counter'> = (options) => {
  const start = options.start ?? 0;
  const step = options.step ?? 1;
  const isBeyond = (value: number) => {
    if (options.max === undefined) return false;
    return step >= 0 ? value > options.max : value < options.max;
  };
  return () => {
    // Counted in steps: adding 0.1 again and again would drift.
    let steps = 0;
    return {
      next: () => {
        if (isBeyond(start + steps * step)) steps = 0;
        return start + steps++ * step;
      },
    };
  };
};
