/**
 * The faults of a fleet file: each is of one kind, struck in a way that its kind can be, at what is there.
 */
import { parseDuration } from '../../kernel/duration.js';
import { type Fields, fieldsOf, isFields, itemsOf, textOf } from '../data.js';
import { FAULT_OPTIONS, FAULT_TRAITS, type FaultKind } from '../fleet/faults.js';
import { listNames } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { generatorOf } from '../values-in.js';
import { unknownField } from './samples.js';
import { longerThanNothing } from './values-relations.js';

export function checkFaults(fleet: Fields): Finding[] {
  return itemsOf(fleet.faults).flatMap((fault, place) => {
    const fields = fieldsOf(fault);
    const path = ['faults', place];
    const kinds = Object.keys(fields).filter((name): name is FaultKind => Object.hasOwn(FAULT_OPTIONS, name));
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const found = kinds.length > 1 ? `here are ${listNames(kinds)}` : 'none is here';
      return isFields(fault) ? [{ path, message: `a fault has one kind, and ${found}` }] : [];
    }
    return [
      ...checkTiming(fields, kind, path),
      ...checkWindow(fields.window, [...path, 'window']),
      ...checkNumbers(fields.endpoints, fleet.endpoints, [...path, 'endpoints']),
      ...checkTarget(fleet, kind, fieldsOf(fields[kind]), [...path, kind]),
    ];
  });
}

/** Each kind strikes by a rate, by the clock, or once. */
function checkTiming(fault: Fields, kind: FaultKind, path: Path): Finding[] {
  const { timing } = FAULT_TRAITS[kind];
  const say = (name: string, instead: string): Finding[] =>
    fault[name] === undefined ? [] : [{ path: [...path, name], at: 'key', message: `${kind} ${instead}` }];
  if (timing === 'rate') return say('every', 'strikes by a rate');
  const rate = say(
    'rate',
    timing === 'once' ? 'strikes each of its endpoints once' : 'strikes every so often: give it every',
  );
  if (timing === 'once') return [...rate, ...say('every', 'strikes each of its endpoints once')];
  return [...rate, ...longerThanNothing(fault.every, [...path, 'every'])];
}

function checkWindow(window: unknown, path: Path): Finding[] {
  const { from, to } = fieldsOf(window);
  const fromMs = parseDuration(textOf(from) ?? '0s') ?? 0;
  const toMs = parseDuration(textOf(to) ?? '');
  if (toMs === undefined || fromMs < toMs) return [];
  return [{ path: [...path, 'to'], message: `the window ends at ${to}, and it begins at ${from ?? '0s'}` }];
}

function checkNumbers(numbers: unknown, endpoints: unknown, path: Path): Finding[] {
  if (typeof endpoints !== 'number') return [];
  return itemsOf(numbers).flatMap((number, place): Finding[] =>
    typeof number === 'number' && number > endpoints
      ? [{ path: [...path, place], message: `the fleet has ${endpoints} endpoints, no number ${number}` }]
      : [],
  );
}

/** What a kind must find in the fleet file. */
function checkTarget(fleet: Fields, kind: FaultKind, options: Fields, path: Path): Finding[] {
  const fields = fieldsOf(fieldsOf(fleet.samples).fields);
  const known = Object.keys(fields);
  const field = textOf(options.field);
  if (field !== undefined && known.length > 0 && !known.includes(field) && !isOfState(fleet, field))
    return [unknownField(field, [...path, 'field'], known)];
  if (kind === 'spike' && (options.by === undefined) === (options.factor === undefined))
    return [{ path, message: 'a spike has either by or factor' }];
  if (kind === 'clockSkew' && !known.some((name) => generatorOf(fields[name])?.name === 'timestamp'))
    return [{ path, at: 'key', message: 'no field is made by timestamp: nothing tells the time' }];
  if (kind === 'battery') return checkSpan(options.lasts, [...path, 'lasts']);
  const lasting = options.for ?? options.takes;
  return longerThanNothing(lasting, [...path, options.for === undefined ? 'takes' : 'for']);
}

const isOfState = (fleet: Fields, field: string) =>
  Object.values(fieldsOf(fieldsOf(fleet.behaviour).states)).some((state) =>
    Object.hasOwn(fieldsOf(fieldsOf(fieldsOf(state).samples).fields), field),
  );

function checkSpan(span: unknown, path: Path): Finding[] {
  if (!Array.isArray(span)) return longerThanNothing(span, path);
  const [shortest = 0, longest = 0] = span.map((time) => parseDuration(String(time)) ?? 0);
  return shortest > longest
    ? [{ path, message: `the shortest time ${span[0]} is more than the longest ${span[1]}` }]
    : [];
}
