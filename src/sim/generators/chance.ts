/** `chance`: true with this probability, else false. */
import type { GeneratorKind } from './generator.js';

export const chance: GeneratorKind<'chance'> = (probability) => (origin) => {
  const stream = origin.random.stream(origin.streamName);
  return { next: () => stream.chance(probability) };
};
