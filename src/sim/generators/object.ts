/** `object`: an object of further values, each with a stream of its own. */
import type { Generator, GeneratorKind, Moment, Origin, ValueFactory } from './generator.js';
import { within } from './generator.js';

/** Names and their values, in the order in which they are made. */
export type Members = readonly (readonly [name: string, factory: ValueFactory])[];

export const object: GeneratorKind<'object'> = (members, compiler) =>
  objectOf(Object.entries(members).map(([name, spec]) => [name, compiler.compile(spec)]));

/** An object whose members come from these factories, in this order. */
export function objectOf(members: Members): ValueFactory {
  return (origin) => {
    const generators = generatorsOf(members, origin);
    return { next: (moment) => filled({}, generators, moment) };
  };
}

/**
 * A data sample: as `objectOf`, but each field sees the fields before it.
 * [2/DCP DCP-03]
 */
export function sampleOf(fields: Members): ValueFactory {
  return (origin: Origin) => {
    const generators = generatorsOf(fields, origin);
    return { next: (moment) => nextSample({}, generators, moment) };
  };
}

/** Puts the values of a data sample, or of what is made like one, into an object that somebody else sees too. */
export function fillSample(target: Record<string, unknown>, fields: Members, origin: Origin, moment: Moment) {
  return nextSample(target, generatorsOf(fields, origin), moment);
}

export type NamedGenerators = readonly (readonly [name: string, generator: Generator])[];

/** A generator for each member, with a stream of its own. */
export function generatorsOf(members: Members, origin: Origin): NamedGenerators {
  return members.map(([name, factory]) => [name, factory(within(origin, name))]);
}

/** Fills a data sample: each value sees those before it. */
export function nextSample(
  sample: Record<string, unknown>,
  generators: NamedGenerators,
  { at, elapsed, device }: Moment,
): Record<string, unknown> {
  return filled(sample, generators, { at, elapsed, sample, device });
}

function filled(
  target: Record<string, unknown>,
  generators: NamedGenerators,
  moment: Moment,
): Record<string, unknown> {
  for (const [name, generator] of generators) target[name] = generator.next(moment);
  return target;
}
