/** `sequence`: one value after the other, then from the beginning; a new one in each data sample, or when its time is over. */
import { parseDuration } from '../../kernel/duration.js';
import type { GeneratorKind, ValueFactory } from './generator.js';

export const sequence: GeneratorKind<'sequence'> = (options) =>
  Array.isArray(options) ? bySample(options) : byTime(options.values, options.for);

function bySample(values: readonly unknown[]): ValueFactory {
  return () => {
    let place = 0;
    return { next: () => values[place++ % values.length] };
  };
}

function byTime(values: readonly unknown[], lasting: string | readonly string[]): ValueFactory {
  let endMs = 0;
  const parts = values.map((value, place) => {
    const duration = typeof lasting === 'string' ? lasting : (lasting[place] ?? '');
    endMs += parseDuration(duration) ?? 0;
    return { value, untilMs: endMs };
  });
  const generator = {
    next: ({ elapsed }: { readonly elapsed: number }) => {
      const within = elapsed % endMs;
      return parts.find(({ untilMs }) => within < untilMs)?.value ?? values[0];
    },
  };
  return () => generator;
}
