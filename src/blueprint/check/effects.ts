/**
 * Conditions, times and effects of a fleet file: `only`, `when`, `after`, and `set`, `state`, `reboot`.
 */
import { parseDuration } from '../../kernel/duration.js';
import { type Fields, fieldsOf, isFields, textOf } from '../data.js';
import { listNames, nearest } from '../nearest.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { checkValue, type ValueTools } from './values.js';
import { checkExpression, type EarlierFields } from './values-fields.js';

/** What conditions and effects may name. */
export interface Scope {
  readonly tools: ValueTools;
  /** Fields of the last data sample; undefined: nobody knows which there are. */
  readonly fields: EarlierFields | undefined;
  /** Undefined: a module decides which there are. */
  readonly states: readonly string[] | undefined;
  readonly variables: readonly string[] | undefined;
}

/** An expression that stands by itself; what is no text has been refused by its schema. */
export function checkCondition(text: unknown, path: Path, { tools, fields }: Scope): Finding[] {
  if (typeof text !== 'string' || text === '') return [];
  return checkExpression(text, path, { earlier: fields, roots: tools.roots, isLast: true });
}

/** A time, or the shortest and the longest. */
export function checkSpan(span: unknown, path: Path): Finding[] {
  if (!Array.isArray(span)) return [];
  const [shortest, longest] = span.map((time) => parseDuration(textOf(time) ?? ''));
  if (shortest === undefined || longest === undefined || shortest <= longest) return [];
  return [{ path, message: `the shortest time ${span[0]} is more than the longest ${span[1]}` }];
}

/** `set`, `state` and `reboot`. */
export function checkEffects(effects: unknown, path: Path, scope: Scope): Finding[] {
  const { set, state, reboot } = fieldsOf(effects);
  return [
    ...checkSet(set, [...path, 'set'], scope),
    ...checkStateName(state, [...path, 'state'], scope),
    ...checkSpan(reboot, [...path, 'reboot']),
  ];
}

/** New values of variables. */
export function checkSet(set: unknown, path: Path, scope: Scope): Finding[] {
  return Object.entries(fieldsOf(set)).flatMap(([name, value]) => [
    ...checkVariable(name, [...path, name], scope),
    ...checkAssigned(value, [...path, name], scope),
  ]);
}

/** A state that somebody names. */
export function checkStateName(name: unknown, path: Path, { states }: Scope): Finding[] {
  if (typeof name !== 'string' || states === undefined || states.includes(name)) return [];
  return [
    {
      path,
      message: `no state "${name}"; there are: ${listNames(states)}`,
      suggestion: nearest(name, states),
    },
  ];
}

function checkVariable(name: string, path: Path, { variables }: Scope): Finding[] {
  if (variables === undefined || variables.includes(name)) return [];
  const message = `the fleet has no variable "${name}"; there are: ${listNames(variables)}`;
  return [{ path, at: 'key', message, suggestion: nearest(name, variables) }];
}

/** A text is an expression: whoever meant a plain text is told how to write one. */
function checkAssigned(value: unknown, path: Path, scope: Scope): Finding[] {
  if (isFields(value)) {
    const earlier = scope.fields ?? new Map<string, unknown>();
    return checkValue(value, { ...scope.tools, path, earlier, isLast: true });
  }
  return checkCondition(value, path, scope).map((finding) =>
    /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(String(value)) && finding.suggestion === undefined
      ? { ...finding, message: `${finding.message}; for the text write "'${value}'"` }
      : finding,
  );
}

/** The names of a record of the fleet; none when it has none. */
export const namesIn = (record: unknown): string[] => Object.keys(fieldsOf(record) as Fields);
