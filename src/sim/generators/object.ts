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
    return { next: (moment) => filled({}, members, generators, moment) };
  };
}

/**
 * A data sample: as `objectOf`, but each field sees the fields before it.
 * [2/DCP DCP-03]
 */
export function sampleOf(fields: Members): ValueFactory {
  return (origin) => {
    const generators = generatorsOf(fields, origin);
    return { next: (moment) => nextSample({}, fields, generators, moment) };
  };
}

/** Puts the values of a data sample, or of what is made like one, into an object that somebody else sees too. */
export function fillSample(target: Record<string, unknown>, fields: Members, origin: Origin, moment: Moment) {
  return nextSample(target, fields, generatorsOf(fields, origin), moment);
}

/** A generator for each member, at its place, with a stream of its own. */
export function generatorsOf(members: Members, origin: Origin): readonly Generator[] {
  return members.map(([name, factory]) => factory(within(origin, name)));
}

/** Fills a data sample: each value sees those before it. @param generators at the places of their fields */
export function nextSample(
  sample: Record<string, unknown>,
  fields: Members,
  generators: readonly Generator[],
  { at, elapsed, device }: Moment,
): Record<string, unknown> {
  return filled(sample, fields, generators, { at, elapsed, sample, device });
}

/** The names are the fleet's: only the generators are kept for each endpoint. */
function filled(
  target: Record<string, unknown>,
  members: Members,
  generators: readonly Generator[],
  moment: Moment,
): Record<string, unknown> {
  for (let place = 0; place < members.length; place++) {
    const [name] = members[place] as Members[number];
    target[name] = (generators[place] as Generator).next(moment);
  }
  return target;
}
