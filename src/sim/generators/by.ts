/**
 * `by`: what another field of the same data sample decides, or something of the endpoint such as `device.state`. Without
 * a value for it, the member is left out.
 */
import { compileField } from './evaluate.js';
import type { Generator, GeneratorKind, Moment, Origin, ValueFactory } from './generator.js';
import { within } from './generator.js';

export const by: GeneratorKind<'by'> = (options, compiler) => {
  const factories = new Map<string, ValueFactory>();
  for (const [value, spec] of Object.entries(options.values)) factories.set(value, compiler.compile(spec));
  const otherwise = options.otherwise === undefined ? undefined : compiler.compile(options.otherwise);
  const decisive = compileField(options.field);
  return (origin: Origin) => {
    const generators = new Map<string, Generator>();
    for (const [value, factory] of factories) generators.set(value, factory(within(origin, value)));
    const rest = otherwise?.(within(origin, 'otherwise'));
    return {
      next: (moment: Moment) => (generators.get(String(decisive(moment))) ?? rest)?.next(moment),
    };
  };
};
