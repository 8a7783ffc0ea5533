/** `exponential`: the exponential distribution, as the times between independent events are. */
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const exponential: GeneratorKind<'exponential'> = (options) => (origin) => {
  const stream = origin.random.stream(origin.streamName);
  // 1 - u keeps the logarithm away from zero.
  return { next: () => shaped(-options.mean * Math.log(1 - stream.float()), options) };
};
