/** `choice`: one of the values each time; with weights, in that proportion. A value without a weight is never taken. */
import type { GeneratorKind } from './generator.js';
import { pickWeighted } from './weighted.js';

export const choice: GeneratorKind<'choice'> = (options) => {
  const isPlain = Array.isArray(options);
  const values: readonly unknown[] = isPlain ? options : options.values;
  const weights = isPlain ? undefined : values.map((_, place) => options.weights[place] ?? 0);
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    if (weights === undefined) return { next: () => stream.pick(values) };
    return { next: () => values[Math.max(0, pickWeighted(stream, weights))] };
  };
};
