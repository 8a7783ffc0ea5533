/** `walk`: each value is the one before and a random step, within bounds, drawn back to start by `reversion`. */
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const walk: GeneratorKind<'walk'> = (options) => {
  const reversion = options.reversion ?? 0;
  const bounds = { min: options.min, max: options.max };
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    let position: number | undefined;
    return {
      next: () => {
        // The walk itself keeps all its digits: rounding it would stop steps that are smaller than a digit.
        if (position === undefined) position = shaped(options.start, bounds);
        else {
          const pull = reversion * (options.start - position);
          position = shaped(position + pull + stream.normal(0, options.step), bounds);
        }
        return shaped(position, options);
      },
    };
  };
};
