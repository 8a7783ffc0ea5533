/** `object`: an object of further values, each with a stream of its own. */
import type { Generator, GeneratorKind, Moment, Origin, ValueFactory } from './generator.js';
import { within } from './generator.js';

export const object: GeneratorKind<'object'> = (members, compiler) =>
  objectOf(Object.entries(members).map(([name, spec]) => [name, compiler.compile(spec)]));

/** An object whose members come from these factories, in this order. */
export function objectOf(members: readonly (readonly [string, ValueFactory])[]): ValueFactory {
  return (origin) => {
    const generators = members.map(([name, factory]) => [name, factory(within(origin, name))] as const);
    return { next: (moment) => filled({}, generators, moment) };
  };
}

/**
 * A data sample: as `objectOf`, but each field sees the fields before it.
 * [2/DCP DCP-03]
 */
export function sampleOf(fields: readonly (readonly [string, ValueFactory])[]): ValueFactory {
  return (origin: Origin) => {
    const generators = fields.map(([name, factory]) => [name, factory(within(origin, name))] as const);
    return {
      next: ({ at, elapsed }) => {
        const sample: Record<string, unknown> = {};
        return filled(sample, generators, { at, elapsed, sample });
      },
    };
  };
}

function filled(
  target: Record<string, unknown>,
  generators: readonly (readonly [string, Generator])[],
  moment: Moment,
): Record<string, unknown> {
  for (const [name, generator] of generators) target[name] = generator.next(moment);
  return target;
}
