/**
 * The state machine of a fleet: every state that is named is there, and every transition can be due.
 */
import { parseDuration } from '../../kernel/duration.js';
import { type Fields, fieldsOf, isFields, itemsOf, textOf } from '../data.js';
import type { ModuleReference } from '../fleet/module.js';
import type { VersionSchemas } from '../model.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { withCommand, withConfiguration } from './device-names.js';
import { checkCondition, checkSet, checkSpan, checkStateName, namesIn, type Scope } from './effects.js';
import { checkModule } from './values-module.js';

/** What makes a transition due; without any of them each data sample does. */
const TRIGGERS = ['after', 'command', 'configuration'] as const;

/** The states without the values of their data samples. */
export function checkBehaviour(fleet: Fields, schemas: VersionSchemas | undefined, scope: Scope): Finding[] {
  const behaviour = fleet.behaviour;
  if (!isFields(behaviour)) return [];
  const path = ['behaviour'];
  const states = Object.entries(fieldsOf(behaviour.states));
  if (behaviour.module !== undefined) return checkModular(behaviour, path, scope);
  if (states.length === 0)
    return [{ path, at: 'key', message: 'there is nothing in it: name states, or a module' }];
  return [
    ...checkStateName(behaviour.start, [...path, 'start'], scope),
    ...states.flatMap(([name, state]) =>
      checkState(fieldsOf(state), [...path, 'states', name], { fleet, schemas, scope }),
    ),
  ];
}

/** A module decides what leads where; the fleet file only says what is sent in which state. */
function checkModular({ module, start, states }: Fields, path: Path, { tools }: Scope): Finding[] {
  const taken = (name: string, at: Path): Finding => ({
    path: at,
    at: 'key',
    message: `the module says this; states beside a module have "samples" only, not "${name}"`,
  });
  const file = textOf(fieldsOf(module).file);
  return [
    ...(file === undefined ? [] : checkModule(module as ModuleReference, [...path, 'module'], tools.hasFile)),
    ...(start === undefined ? [] : [taken('start', [...path, 'start'])]),
    ...Object.entries(fieldsOf(states)).flatMap(([name, state]) =>
      namesIn(state)
        .filter((member) => ['enter', 'next'].includes(member))
        .map((member) => taken(member, [...path, 'states', name, member])),
    ),
  ];
}

interface Whole {
  readonly fleet: Fields;
  readonly schemas: VersionSchemas | undefined;
  readonly scope: Scope;
}

function checkState(state: Fields, path: Path, whole: Whole): Finding[] {
  return [
    ...checkSet(fieldsOf(state.enter).set, [...path, 'enter', 'set'], whole.scope),
    ...itemsOf(state.next).flatMap((transition, place) =>
      isFields(transition) ? checkTransition(transition, [...path, 'next', place], whole) : [],
    ),
  ];
}

function checkTransition(transition: Fields, path: Path, whole: Whole): Finding[] {
  const { after, command, configuration, when, probability } = transition;
  const scope = scopeOf(transition, whole);
  const triggers = TRIGGERS.filter((name) => transition[name] !== undefined);
  const isNever = triggers.length === 0 && when === undefined && probability === undefined;
  const because = isNever
    ? 'says nothing of when; name one of after, command, configuration, when and probability'
    : `has ${listNames(triggers)}; one transition for each`;
  return [
    ...(isNever || triggers.length > 1 ? [{ path, message: because }] : []),
    ...checkStateName(transition.to, [...path, 'to'], scope),
    ...checkSpan(after, [...path, 'after']),
    ...longerThanNothing(after, [...path, 'after']),
    ...checkCommandOf(command, [...path, 'command'], whole.fleet),
    ...checkCondition(configuration, [...path, 'configuration'], scope),
    ...checkCondition(when, [...path, 'when'], scope),
  ];
}

function scopeOf({ command, configuration }: Fields, { scope, schemas }: Whole): Scope {
  const roots = scope.tools.roots ?? new Map();
  const withRoots = (more: Scope['tools']['roots']) => ({ ...scope, tools: { ...scope.tools, roots: more } });
  if (typeof command === 'string') return withRoots(withCommand(roots, command, schemas));
  return configuration === undefined ? scope : withRoots(withConfiguration(roots, schemas));
}

/** A state that is over at once would be taken for a mistake by anybody. */
function longerThanNothing(after: unknown, path: Path): Finding[] {
  const longest = Array.isArray(after) ? after.at(-1) : after;
  return parseDuration(textOf(longest) ?? '') === 0 ? [{ path, message: 'must be longer than 0' }] : [];
}

/** Only a command that the fleet executes leads anywhere; that the version knows those is checked where they stand. */
function checkCommandOf(command: unknown, path: Path, fleet: Fields): Finding[] {
  const types = namesIn(fleet.commands);
  if (typeof command !== 'string' || types.includes(command)) return [];
  const message = `the fleet answers no command "${command}", so it gets 404; its commands are: ${listNames(types)}`;
  return [{ path, message, suggestion: nearest(command, types) }];
}
