/** `random`: every number from min to max is as likely. */
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const random: GeneratorKind<'random'> = (options) => (origin) => {
  const stream = origin.random.stream(origin.streamName);
  if (options.integer === true) {
    const min = Math.ceil(options.min);
    const max = Math.max(min, Math.floor(options.max));
    return { next: () => stream.integer(min, max) };
  }
  const width = options.max - options.min;
  return { next: () => shaped(options.min + stream.float() * width, options) };
};
