/**
 * What the options of a generator must have to do with each other, beyond what their schema says.
 */
import { parseDuration } from '../../kernel/duration.js';
import { type Fields, fieldsOf, itemsOf, textOf } from '../data.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import type { GeneratorName } from '../value-model.js';

type Check = (options: unknown, path: Path) => Finding[];

const boundsInOrder: Check = (options, path) => orderOf(fieldsOf(options), path, 'min', 'max');

/** By generator; they run on options that their schema has passed. */
export const RELATIONS: Readonly<Partial<Record<GeneratorName, Check>>> = {
  counter: (options, path) => orderOf(fieldsOf(options), path, 'start', 'max', { start: 0 }),
  sequence: checkLasting,
  random: boundsInOrder,
  normal: boundsInOrder,
  lognormal: boundsInOrder,
  exponential: boundsInOrder,
  sine: (options, path) => longerThanNothing(fieldsOf(options).period, [...path, 'period']),
  season: boundsInOrder,
  walk: (options, path) => {
    const bounds = orderOf(fieldsOf(options), path, 'min', 'max');
    if (bounds.length > 0) return bounds;
    return [
      ...orderOf(fieldsOf(options), path, 'min', 'start'),
      ...orderOf(fieldsOf(options), path, 'start', 'max'),
    ];
  },
  step: checkSteps,
  ramp: (options, path) => longerThanNothing(fieldsOf(options).over, [...path, 'over']),
  choice: (options, path) => checkWeights(options, path),
  states: (options, path) => checkStates(fieldsOf(options), path),
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

/** How long the values of a sequence last: one time for all, or one for each. */
function checkLasting(options: unknown, path: Path): Finding[] {
  if (Array.isArray(options)) return [];
  const { values, for: lasting } = fieldsOf(options);
  const at = [...path, 'for'];
  if (!Array.isArray(lasting)) return longerThanNothing(lasting, at);
  const count = itemsOf(values).length;
  if (lasting.length !== count)
    return [
      { path: at, message: `there must be one time for each of the ${count} values, not ${lasting.length}` },
    ];
  return lasting.flatMap((time, place) => longerThanNothing(time, [...at, place]));
}

/** Each step begins after the one before it. */
function checkSteps(options: unknown, path: Path): Finding[] {
  const times = itemsOf(options).map((step) => String(fieldsOf(step).at));
  return times.flatMap((time, place): Finding[] => {
    const before = times[place - 1];
    if (before === undefined || (parseDuration(before) ?? 0) < (parseDuration(time) ?? 0)) return [];
    return [{ path: [...path, place, 'at'], message: `must be later than the step before it, at ${before}` }];
  });
}
