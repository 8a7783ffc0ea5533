/**
 * The state machine of a fleet's endpoints: in which states they can be, what they send in each, and what leads to another.
 */
import { type Static, Type } from '../../schema.js';
import { closed } from './common.js';
import { Assignments, Condition, Span, STATE_PATTERN } from './effects.js';
import { ModuleReference } from './module.js';
import { Samples } from './samples.js';

const StateName = (description: string) => Type.String({ pattern: STATE_PATTERN, description });

export const Transition = Type.Object(
  {
    to: StateName('The state that follows.'),
    after: Type.Optional(Span('When it has been in the state for so long.')),
    command: Type.Optional(
      Type.String({ pattern: STATE_PATTERN, description: 'When a command of this type has been executed.' }),
    ),
    configuration: Type.Optional(
      Condition('When a configuration has been applied and this expression about `configuration` holds.'),
    ),
    when: Type.Optional(
      Condition(
        'Only when this expression holds; without after, command or configuration it is asked after each data sample.',
      ),
    ),
    probability: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Only with this probability; without after, command or configuration it is drawn after each data sample.',
      }),
    ),
  },
  { ...closed, description: 'A way to another state.' },
);

/** What of the data samples is different in a state; all that is not named is as `samples` says. */
export const StateSamples = Type.Union(
  [Type.Literal('none'), Type.Object(Type.Partial(Samples).properties, { ...closed, minProperties: 1 })],
  { description: 'What of the data samples is different in this state; none: it sends none.' },
);

export const State = Type.Object(
  {
    samples: Type.Optional(StateSamples),
    enter: Type.Optional(
      Type.Object({ set: Type.Optional(Assignments) }, { ...closed, description: 'When it comes here.' }),
    ),
    next: Type.Optional(
      Type.Array(Transition, { description: 'The first that holds, in this order, is taken.' }),
    ),
  },
  closed,
);

export const DeviceBehaviour = Type.Object(
  {
    start: Type.Optional(StateName('The state in which it begins, and again after a reboot.')),
    states: Type.Optional(
      Type.Record(StateName('Name of the state.'), State, { ...closed, minProperties: 1 }),
    ),
    module: Type.Optional(ModuleReference),
  },
  { ...closed, description: 'The states of an endpoint, and what leads from one to another.' },
);

export type Transition = Static<typeof Transition>;
export type StateSamples = Static<typeof StateSamples>;
export type State = Static<typeof State>;
export type DeviceBehaviour = Static<typeof DeviceBehaviour>;
