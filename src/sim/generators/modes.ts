/**
 * Data samples of endpoints with states: a state may give some fields other values, and fields of its own.
 *
 * Fields that it does not name go on as before: their generators know nothing of states.
 */
import type { Generator, ValueFactory } from './generator.js';
import { within } from './generator.js';
import { generatorsOf, type Members, nextSample } from './object.js';

/** What there is in a state: its fields, and the endpoint's generators at their places. */
interface Mode {
  readonly fields: Members;
  readonly generators: readonly Generator[];
}

/** @param modes by state, the fields that differ there */
export function modalSampleOf(fields: Members, modes: ReadonlyMap<string, Members>): ValueFactory {
  const mergedBy = new Map([...modes].map(([state, members]) => [state, merged(fields, members)]));
  return (origin) => {
    const usual = { fields, generators: generatorsOf(fields, origin) };
    const byState = new Map<string, Mode>();
    for (const [state, members] of modes) {
      const own = { fields: members, generators: generatorsOf(members, within(origin, `@${state}`)) };
      byState.set(state, overlaid(mergedBy.get(state) as Members, usual, own));
    }
    return {
      next: (moment) => {
        const mode = byState.get(moment.device?.state ?? '') ?? usual;
        return nextSample({}, mode.fields, mode.generators, moment);
      },
    };
  };
}

/** The same, on top of data samples that come as a whole, as those made from a schema. */
export function modalObjectOf(whole: ValueFactory, modes: ReadonlyMap<string, Members>): ValueFactory {
  return (origin) => {
    const usual = whole(origin);
    const byState = new Map<string, Mode>();
    for (const [state, fields] of modes)
      byState.set(state, { fields, generators: generatorsOf(fields, within(origin, `@${state}`)) });
    return {
      next: (moment) => {
        const sample = usual.next(moment);
        const mode = byState.get(moment.device?.state ?? '');
        return mode === undefined
          ? sample
          : nextSample(sample as Sample, mode.fields, mode.generators, moment);
      },
    };
  };
}

type Sample = Record<string, unknown>;

/** In their places; those that are new come last. */
const merged = (usual: Members, others: Members): Members => [...new Map([...usual, ...others])];

/** The generators of these fields: the state's own where it has one. */
function overlaid(fields: Members, usual: Mode, own: Mode): Mode {
  const byName = new Map([...named(usual), ...named(own)]);
  return { fields, generators: fields.map(([name]) => byName.get(name) as Generator) };
}

const named = ({ fields, generators }: Mode) =>
  fields.map(([name], place) => [name, generators[place] as Generator] as const);
