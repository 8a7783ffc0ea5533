/** `normal`: the normal distribution, kept within min and max. */
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const normal: GeneratorKind<'normal'> = (options) => (origin) => {
  const stream = origin.random.stream(origin.streamName);
  return { next: () => shaped(stream.normal(options.mean, options.deviation), options) };
};
