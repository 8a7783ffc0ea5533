/** `walk`: each value is the one before and a random step, within bounds, drawn back to start by `reversion`. */
import type { OptionsOf } from '../../blueprint/value-model.js';
import type { RandomStream } from '../../kernel/random.js';
import type { Generator, GeneratorKind } from './generator.js';
import { type Shape, shaped } from './numbers.js';

export const walk: GeneratorKind<'walk'> = (options) => {
  const bounds = { min: options.min, max: options.max };
  return (origin) => new Walk(options, bounds, origin.random.stream(origin.streamName));
};

class Walk implements Generator {
  readonly #options: OptionsOf<'walk'>;
  readonly #bounds: Shape;
  readonly #stream: RandomStream;
  /** With all its digits: rounding it would stop steps that are smaller than a digit. Always a number, which takes no object. */
  #position = Number.NaN;

  /** @param bounds those of the options, without their digits */
  constructor(options: OptionsOf<'walk'>, bounds: Shape, stream: RandomStream) {
    this.#options = options;
    this.#bounds = bounds;
    this.#stream = stream;
  }

  next(): number {
    const { start, step, reversion = 0 } = this.#options;
    const before = this.#position;
    const wanted = Number.isNaN(before)
      ? start
      : before + reversion * (start - before) + this.#stream.normal(0, step);
    this.#position = shaped(wanted, this.#bounds);
    return shaped(this.#position, this.#options);
  }
}
