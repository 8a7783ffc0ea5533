/**
 * The data samples of a fleet file: when they are taken, and what is in them.
 */
import Type, { type Static } from 'typebox';
import { Value } from '../value-model.js';
import { closed, Duration } from './common.js';

export const Samples = Type.Object(
  {
    every: Duration('Time between two data samples of an endpoint, for example 1s.'),
    jitter: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'How much of the interval each one may shift, 0 to 1; 0 when absent.',
      }),
    ),
    batch: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: 'Data samples sent together in one message; 1 when absent.',
      }),
    ),
    fields: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), Value, {
        description: "The members of a data sample. Absent: made from the version's data sample schema.",
      }),
    ),
  },
  closed,
);

export type Samples = Static<typeof Samples>;
