/**
 * Finding the generators in a value of a fleet file, and in the values within it. Nothing is promised about the value:
 * it may not have been checked yet.
 */
import { fieldsOf, isFields } from './data.js';
import { GENERATOR_OPTIONS, type GeneratorName, type ValueSpec } from './value-model.js';

/** A generator that a value names, with its options as they are written. */
export interface NamedGenerator {
  readonly name: GeneratorName;
  readonly options: unknown;
}

/** The generator that a value names; undefined for a constant. */
export function generatorOf(spec: ValueSpec): NamedGenerator | undefined {
  if (!isFields(spec)) return undefined;
  const [name, ...others] = Object.keys(spec);
  if (name === undefined || others.length > 0 || !Object.hasOwn(GENERATOR_OPTIONS, name)) return undefined;
  return { name: name as GeneratorName, options: spec[name] };
}

/** The values that the options of a generator hold, with their paths in them. */
export function valuesWithin({
  name,
  options,
}: NamedGenerator): { path: (string | number)[]; value: ValueSpec }[] {
  const membersOf = (members: unknown, ...above: string[]) =>
    Object.entries(fieldsOf(members)).map(([key, value]) => ({ path: [...above, key], value }));
  if (name === 'object') return membersOf(options);
  if (name === 'step' && Array.isArray(options))
    return options.map((step, place) => ({ path: [place, 'value'], value: fieldsOf(step).value }));
  if (name !== 'by') return [];
  const { values, otherwise } = fieldsOf(options);
  return [...membersOf(values, 'values'), { path: ['otherwise'], value: otherwise }];
}

/** The expressions that the options of a generator hold, with their paths in them. */
export function expressionsIn({ name, options }: NamedGenerator): { path: string[]; value: string }[] {
  if (name === 'expression') return [{ path: [], value: String(options) }];
  const members = name === 'total' ? ['start', 'perHour'] : name === 'route' ? ['speedKmh'] : [];
  return members.flatMap((member) => {
    const value = fieldsOf(options)[member];
    return typeof value === 'string' ? [{ path: [member], value }] : [];
  });
}

/** Every generator that a value names, however deep. */
export function generatorsIn(spec: ValueSpec): NamedGenerator[] {
  const named = generatorOf(spec);
  return named === undefined
    ? []
    : [named, ...valuesWithin(named).flatMap(({ value }) => generatorsIn(value))];
}
