/** `walk`: each value is the one before and a random step, within bounds, drawn back to start by `reversion`. */
import type { OptionsOf } from '../../blueprint/value-model.js';
import type { RandomStream } from '../../kernel/random.js';
import type { Generator, GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const walk: GeneratorKind<'walk'> = (options) => (origin) =>
  new Walk(options, origin.random.stream(origin.streamName));

class Walk implements Generator {
  readonly #options: OptionsOf<'walk'>;
  readonly #stream: RandomStream;
  /** With all its digits: rounding it would stop steps that are smaller than a digit. Always a number, which takes no object. */
  #position = Number.NaN;

  constructor(options: OptionsOf<'walk'>, stream: RandomStream) {
    this.#options = options;
    this.#stream = stream;
  }

  next(): number {
    const { start, step, reversion = 0, min, max } = this.#options;
    const before = this.#position;
    const wanted = Number.isNaN(before)
      ? start
      : before + reversion * (start - before) + this.#stream.normal(0, step);
    this.#position = shaped(wanted, { min, max });
    return shaped(this.#position, this.#options);
  }
}
