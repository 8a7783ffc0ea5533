/** `lognormal`: above zero with a long tail; half of the values are below the median. */
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const lognormal: GeneratorKind<'lognormal'> = (options) => (origin) => {
  const stream = origin.random.stream(origin.streamName);
  return { next: () => shaped(options.median * Math.exp(stream.normal(0, options.sigma)), options) };
};
