/**
 * The values that a fleet file names, wherever they stand in it.
 */
import { isFields } from '../../blueprint/data.js';
import type { StateSamples } from '../../blueprint/fleet/behaviour.js';
import type { LoadedFleet } from '../../blueprint/fleet/fleet.js';

/** Every value that a fleet file names, to see what they need. */
export function valuesOf({ fleet }: Pick<LoadedFleet, 'fleet'>): unknown[] {
  const { metadata, parameters, variables, samples, commands = {}, configuration, behaviour } = fleet;
  const states = Object.values(behaviour?.states ?? {});
  const effects = [...Object.values(commands), configuration].map((rule) => rule?.then?.set);
  return [
    ...[samples?.fields, metadata, parameters, variables].flatMap((values) => Object.values(values ?? {})),
    ...states.flatMap(({ samples: own }) => Object.values(fieldsOfState(own) ?? {})),
    ...Object.values(commands).map(({ payload }) => payload),
    ...[...effects, ...states.map(({ enter }) => enter?.set)].flatMap((set) =>
      Object.values(set ?? {}).filter(isFields),
    ),
  ];
}

/** The fields that differ in a state. */
export const fieldsOfState = (samples: StateSamples | undefined) =>
  samples === 'none' ? undefined : samples?.fields;
