/**
 * What something that happens does to the endpoint: a command, a configuration, or entering a state.
 */
import { type Static, Type } from '../../schema.js';
import { Value } from '../value-model.js';
import { closed, Duration } from './common.js';

/** Names of parameters and variables: words that expressions and templates can say. */
export const DEVICE_NAME_PATTERN = '^[a-zA-Z_][a-zA-Z0-9_]*$';
export const STATE_PATTERN = '^[a-zA-Z0-9_-]+$';

/** A time, or the shortest and the longest between which it is drawn. */
export const Span = (description: string) =>
  Type.Union([Duration('A time.'), Type.Tuple([Duration('The shortest.'), Duration('The longest.')])], {
    description,
  });

/** An expression that must hold. */
export const Condition = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description });

export const Assignments = Type.Record(Type.String({ pattern: DEVICE_NAME_PATTERN }), Value, {
  ...closed,
  minProperties: 1,
  description:
    'New values of variables, one after the other. A text is an expression; an object names a generator; anything else is the value.',
});

export const Effects = Type.Object(
  {
    set: Type.Optional(Assignments),
    state: Type.Optional(Type.String({ pattern: STATE_PATTERN, description: 'The state it goes to.' })),
    reboot: Type.Optional(Span('It goes off, and comes back after this time.')),
  },
  { ...closed, minProperties: 1, description: 'What it does to the endpoint.' },
);

export type Span = string | readonly [string, string];
export type Assignments = Static<typeof Assignments>;
export type Effects = Static<typeof Effects>;
