/**
 * The schedule of a fleet's data samples, for the fleet and for each state: one thing says when, and all of it fits.
 */
import { parseDuration } from '../../kernel/duration.js';
import { parseCron } from '../cron.js';
import { type Fields, fieldsOf, isFields, textOf } from '../data.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { longerThanNothing } from './values-relations.js';

const WHENS = ['every', 'cron', 'arrival'] as const;

/** The data samples of the fleet, and what differs in its states. */
export function checkSchedules(fleet: Fields): Finding[] {
  const base = fieldsOf(fleet.samples);
  const states = Object.entries(fieldsOf(fieldsOf(fleet.behaviour).states)).flatMap(([name, state]) => {
    const own = fieldsOf(state).samples;
    return isFields(own) ? [{ own, path: ['behaviour', 'states', name, 'samples'] }] : [];
  });
  return [
    ...(isFields(fleet.samples) ? checkSamples(base, base, ['samples']) : []),
    ...states.flatMap(({ own, path }) => checkSamples(own, merged(base, own), path)),
    ...checkPeriod(fleet, base),
  ];
}

const isWhen = (name: string) => WHENS.some((when) => when === name);

/** A state that says when takes nothing of when the fleet does. */
function merged(base: Fields, own: Fields): Fields {
  const says = Object.keys(own).some(isWhen);
  const rest = Object.entries(base).filter(([name]) => !(says && (isWhen(name) || name === 'jitter')));
  return { ...Object.fromEntries(rest), ...own };
}

/** @param own as it is written there @param all with what it inherits */
function checkSamples(own: Fields, all: Fields, path: Path): Finding[] {
  const named = WHENS.filter((when) => all[when] !== undefined);
  const count = named.length === 0 ? 'none is here' : `here are ${listNames(named)}`;
  return [
    ...(named.length === 1
      ? []
      : [{ path, message: `one of every, cron and arrival says when, and ${count}` }]),
    ...longerThanNothing(own.every, [...path, 'every']),
    ...longerThanNothing(fieldsOf(own.arrival).mean, [...path, 'arrival', 'mean']),
    ...checkCron(own.cron, [...path, 'cron']),
    ...(own.jitter !== undefined && all.every === undefined
      ? [{ path: [...path, 'jitter'], at: 'key' as const, message: 'goes with every' }]
      : []),
    ...checkBurst(own, all, [...path, 'burst']),
    ...checkOnChange(own, all, [...path, 'onChange']),
  ];
}

function checkCron(pattern: unknown, path: Path): Finding[] {
  const text = textOf(pattern);
  if (text === undefined || text === '') return [];
  const parsed = parseCron(text);
  if (!parsed.ok) return [{ path, message: `not a cron pattern: ${parsed.reason}` }];
  // Any instant will do: a pattern that comes at all comes again.
  return parsed.times.next(0) === undefined ? [{ path, message: `"${text}" never comes` }] : [];
}

/** A burst is over before the next occasion. */
function checkBurst(own: Fields, all: Fields, path: Path): Finding[] {
  const { count, apart } = fieldsOf(all.burst);
  const every = parseDuration(textOf(all.every) ?? '');
  const apartMs = parseDuration(textOf(apart) ?? '');
  if (every === undefined || apartMs === undefined || typeof count !== 'number') return [];
  const lastsMs = (count - 1) * apartMs;
  if (lastsMs < every || (own.burst === undefined && own.every === undefined)) return [];
  const message = `${count} data samples ${apart} apart take longer than the interval of ${all.every}`;
  return [{ path: own.burst === undefined ? path.slice(0, -1) : path, message }];
}

/** The fields that it watches are there. Without fields the version's schema names them, and it may name none. */
function checkOnChange(own: Fields, all: Fields, path: Path): Finding[] {
  if (!isFields(all.fields)) return [];
  const known = Object.keys(all.fields);
  return Object.keys(fieldsOf(fieldsOf(own.onChange).fields)).flatMap((name) =>
    known.includes(name) ? [] : [unknownField(name, [...path, 'fields', name], known, 'key')],
  );
}

/** A field of the data samples that is not there. */
export function unknownField(name: string, path: Path, known: readonly string[], at?: 'key'): Finding {
  return {
    path,
    ...(at !== undefined && { at }),
    message: `the data samples have no field "${name}"; there are: ${listNames(known)}`,
    suggestion: nearest(name, known),
  };
}

/** A period that a configuration sets takes the place of an interval or a mean. */
function checkPeriod(fleet: Fields, samples: Fields): Finding[] {
  if (samples.cron === undefined || fieldsOf(fleet.configuration).samplePeriod === undefined) return [];
  return [
    {
      path: ['configuration', 'samplePeriod'],
      at: 'key',
      message: 'has no effect on data samples that come by a cron pattern',
    },
  ];
}
