/** `sequence`: one value after the other, then from the beginning. */
import type { GeneratorKind } from './generator.js';

export const sequence: GeneratorKind<'sequence'> = (values) => () => {
  let place = 0;
  return { next: () => values[place++ % values.length] };
};
