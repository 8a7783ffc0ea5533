/**
 * Values of a fleet file: constants, and objects with one member that names a generator.
 *
 * They are not checked as the union that their schema is (that would answer a typing error with seventeen complaints), but
 * by the generator that they name: first its options, then what options must have to do with each other.
 */
import { parseDuration } from '../../kernel/duration.js';
import { type Fields, fieldsOf, isFields, itemsOf, own, textOf } from '../data.js';
import type { SchemaTools } from '../json-schema.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import { findingsOf } from '../schema-errors.js';
import type { Path } from '../source.js';
import { GENERATOR_OPTIONS, type GeneratorName } from '../value-model.js';

/** The fields of a data sample that a value may refer to with `by`: those before it, in order. */
export type EarlierFields = ReadonlyMap<string, unknown>;

interface Place {
  readonly path: Path;
  readonly earlier: EarlierFields;
  readonly tools: SchemaTools;
}

/** A constant is always right; a generator must be one, with the options that it takes. */
export function checkValue(value: unknown, place: Place): Finding[] {
  if (!isFields(value)) return [];
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return [notOneGenerator(place.path, keys)];
  const options = own<object>(OPTION_SCHEMAS, name);
  if (options === undefined) return [unknownGenerator(place.path, name)];
  const path = [...place.path, name];
  const shape = findingsOf(place.tools.validate(options, value[name]), path);
  const relations = shape.length > 0 ? undefined : RELATIONS[name as GeneratorName];
  const inner = INNER[name]?.(value[name], { ...place, path }) ?? [];
  return [...shape, ...(relations?.(value[name], { ...place, path }) ?? []), ...inner];
}

const GENERATORS = Object.keys(GENERATOR_OPTIONS);
/** Values within values are free here: they are checked on their own. */
const OPTION_SCHEMAS = Object.fromEntries(
  Object.entries(GENERATOR_OPTIONS).map(([name, options]) => [name, { ...options, $defs: { Value: {} } }]),
);

function unknownGenerator(path: Path, name: string): Finding {
  const suggestion = nearest(name, GENERATORS);
  const known = suggestion === undefined ? `; there are: ${listNames(GENERATORS, 40)}` : '';
  return {
    path: [...path, name],
    at: 'key',
    message: `unknown generator "${name}"${known}`,
    suggestion,
  };
}

function notOneGenerator(path: Path, keys: readonly string[]): Finding {
  const generator = keys.find((key) => GENERATORS.includes(key));
  const found = keys.length === 0 ? 'is none' : `are ${keys.length} (${listNames(keys)})`;
  const hint =
    generator === undefined
      ? 'for an object write { object: { … } }'
      : `put the other members inside "${generator}"`;
  return { path, message: `a generator is an object with one member, here ${found}; ${hint}` };
}

type Check = (options: unknown, place: Place) => Finding[];

/** Values inside the options. */
const INNER: Readonly<Record<string, Check>> = {
  object: (options, place) =>
    Object.entries(fieldsOf(options)).flatMap(([name, value]) =>
      checkValue(value, { ...place, path: [...place.path, name] }),
    ),
  by: (options, place) => {
    const { values, otherwise } = fieldsOf(options);
    return [
      ...Object.entries(fieldsOf(values)).flatMap(([key, value]) =>
        checkValue(value, { ...place, path: [...place.path, 'values', key] }),
      ),
      ...checkValue(otherwise, { ...place, path: [...place.path, 'otherwise'] }),
    ];
  },
};

/** What the schema of the options cannot say. They run on options that their schema has passed. */
const RELATIONS: Readonly<Partial<Record<GeneratorName, Check>>> = {
  counter: (options, { path }) => orderOf(fieldsOf(options), path, 'start', 'max', { start: 0 }),
  random: (options, { path }) => orderOf(fieldsOf(options), path, 'min', 'max'),
  normal: (options, { path }) => orderOf(fieldsOf(options), path, 'min', 'max'),
  sine: (options, { path }) => longerThanNothing(fieldsOf(options).period, [...path, 'period']),
  walk: (options, { path }) => {
    const bounds = orderOf(fieldsOf(options), path, 'min', 'max');
    if (bounds.length > 0) return bounds;
    return [
      ...orderOf(fieldsOf(options), path, 'min', 'start'),
      ...orderOf(fieldsOf(options), path, 'start', 'max'),
    ];
  },
  choice: (options, { path }) => checkWeights(options, path),
  states: (options, { path }) => checkStates(fieldsOf(options), path),
  by: checkBy,
};

function orderOf(options: Fields, path: Path, low: string, high: string, defaults: Fields = {}): Finding[] {
  const from = options[low] ?? defaults[low];
  const to = options[high];
  if (typeof from !== 'number' || typeof to !== 'number' || from <= to) return [];
  const at = options[low] === undefined ? high : low;
  return [{ path: [...path, at], message: `${low} ${from} is more than ${high} ${to}` }];
}

/** A duration of zero would be repeated without end. */
export function longerThanNothing(duration: unknown, path: Path): Finding[] {
  return parseDuration(textOf(duration) ?? '') === 0 ? [{ path, message: 'must be longer than 0' }] : [];
}

function checkWeights(options: unknown, path: Path): Finding[] {
  const weights = itemsOf(fieldsOf(options).weights);
  const values = itemsOf(fieldsOf(options).values);
  if (Array.isArray(options)) return [];
  if (weights.length !== values.length)
    return [
      {
        path: [...path, 'weights'],
        message: `there must be one weight for each of the ${values.length} values, not ${weights.length}`,
      },
    ];
  return someWeight(weights, [...path, 'weights']);
}

const someWeight = (weights: readonly unknown[], path: Path): Finding[] =>
  weights.some((weight) => Number(weight) > 0) ? [] : [{ path, message: 'one weight must be more than 0' }];

function checkStates(options: Fields, path: Path): Finding[] {
  const states = fieldsOf(options.states);
  const names = Object.keys(states);
  const unknown = (name: string, at: Path, where: Finding['at']): Finding[] =>
    names.includes(name)
      ? []
      : [
          {
            path: at,
            at: where,
            message: `no state "${name}"; there are: ${listNames(names)}`,
            suggestion: nearest(name, names),
          },
        ];
  return [
    ...unknown(String(options.start), [...path, 'start'], 'value'),
    ...Object.entries(states).flatMap(([name, state]) => {
      const base = [...path, 'states', name];
      const next = fieldsOf(fieldsOf(state).next);
      return [
        ...Object.keys(next).flatMap((to) => unknown(to, [...base, 'next', to], 'key')),
        ...someWeight(Object.values(next), [...base, 'next']),
        ...checkStay(fieldsOf(state).for, [...base, 'for']),
      ];
    }),
  ];
}

/** How long a state lasts: a time, or the shortest and the longest. */
function checkStay(stay: unknown, path: Path): Finding[] {
  if (!Array.isArray(stay)) return longerThanNothing(stay, path);
  const [shortest, longest] = stay.map((time) => parseDuration(String(time)) ?? 0) as [number, number];
  if (shortest > longest)
    return [{ path, message: `the shortest time ${stay[0]} is more than the longest ${stay[1]}` }];
  return longerThanNothing(stay[1], [...path, 1]);
}

function checkBy(options: unknown, { path, earlier }: Place): Finding[] {
  const { field, values } = fieldsOf(options) as { field: string; values: Fields };
  if (!earlier.has(field)) {
    const names = [...earlier.keys()];
    const message = `"${field}" is no earlier field of the same data sample; before this one there are: ${listNames(names)}`;
    return [{ path: [...path, 'field'], message, suggestion: nearest(field, names) }];
  }
  const possible = outcomesOf(earlier.get(field));
  if (possible === undefined) return [];
  return Object.keys(values)
    .filter((value) => !possible.includes(value))
    .map((value) => ({
      path: [...path, 'values', value],
      at: 'key',
      message: `"${field}" is never "${value}"; it is: ${listNames(possible)}`,
      suggestion: nearest(value, possible),
    }));
}

/** The values that a field can have, as texts; undefined when they cannot be counted. */
function outcomesOf(spec: unknown): string[] | undefined {
  const { states, choice, chance, sequence } = fieldsOf(spec);
  if (states !== undefined) return Object.keys(fieldsOf(fieldsOf(states).states));
  if (chance !== undefined) return ['true', 'false'];
  const list = sequence ?? (isFields(choice) ? choice.values : choice);
  return Array.isArray(list) ? list.map(String) : undefined;
}
