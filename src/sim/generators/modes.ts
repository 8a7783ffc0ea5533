/**
 * Data samples of endpoints with states: a state may give some fields other values, and fields of its own.
 *
 * Fields that it does not name go on as before: their generators know nothing of states.
 */
import type { Moment, ValueFactory } from './generator.js';
import { within } from './generator.js';
import { generatorsOf, type Members, type NamedGenerators, nextSample } from './object.js';

/** @param modes by state, the fields that differ there */
export function modalSampleOf(fields: Members, modes: ReadonlyMap<string, Members>): ValueFactory {
  return (origin) => {
    const usual = generatorsOf(fields, origin);
    const byState = new Map<string, NamedGenerators>();
    for (const [state, members] of modes) {
      byState.set(state, replaced(usual, generatorsOf(members, within(origin, `@${state}`))));
    }
    const generatorsIn = ({ device }: Moment) => byState.get(device?.state ?? '') ?? usual;
    return { next: (moment) => nextSample({}, generatorsIn(moment), moment) };
  };
}

/** The same, on top of data samples that come as a whole, as those made from a schema. */
export function modalObjectOf(whole: ValueFactory, modes: ReadonlyMap<string, Members>): ValueFactory {
  return (origin) => {
    const usual = whole(origin);
    const byState = new Map<string, NamedGenerators>();
    for (const [state, members] of modes)
      byState.set(state, generatorsOf(members, within(origin, `@${state}`)));
    return {
      next: (moment) => {
        const sample = usual.next(moment);
        const generators = byState.get(moment.device?.state ?? '');
        return generators === undefined ? sample : nextSample(sample as Sample, generators, moment);
      },
    };
  };
}

type Sample = Record<string, unknown>;

/** In their places; those that are new come last. */
function replaced(usual: NamedGenerators, others: NamedGenerators): NamedGenerators {
  const byName = new Map([...usual, ...others]);
  return [...byName];
}
