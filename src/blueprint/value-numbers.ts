/**
 * Options of the generators that draw numbers or follow time with them; the part of `value-model.ts` that is about
 * distributions and curves.
 */

import { DURATION_PATTERN } from '../kernel/duration.js';
import { Type } from '../schema.js';

export const closed = { additionalProperties: false } as const;
export const Duration = Type.String({ pattern: DURATION_PATTERN });

/** Text that `expression/parse.ts` reads. */
export const Expression = Type.String({ minLength: 1, maxLength: 2000 });

const Decimals = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 12, description: 'Digits after the point; not rounded when absent.' }),
);
/** Bounds and digits of a number. */
const shape = { min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()), decimals: Decimals };
const Noise = Type.Optional(Type.Number({ minimum: 0, description: 'Deviation of the noise on top.' }));

const random = Type.Object(
  { min: Type.Number(), max: Type.Number(), decimals: Decimals, integer: Type.Optional(Type.Boolean()) },
  { ...closed, description: 'Every number from min to max is as likely.' },
);

const normal = Type.Object(
  { mean: Type.Number(), deviation: Type.Number({ minimum: 0 }), ...shape },
  { ...closed, description: 'The normal distribution, kept within min and max.' },
);

const lognormal = Type.Object(
  {
    median: Type.Number({ exclusiveMinimum: 0, description: 'Half of the values are below it.' }),
    sigma: Type.Number({
      minimum: 0,
      maximum: 10,
      description: "Deviation of the values' natural logarithm; 1 is a long tail.",
    }),
    ...shape,
  },
  { ...closed, description: 'Above zero with a long tail, as sizes and response times are.' },
);

const exponential = Type.Object(
  { mean: Type.Number({ exclusiveMinimum: 0 }), ...shape },
  { ...closed, description: 'The exponential distribution, as waiting times are.' },
);

const poisson = Type.Object(
  {
    mean: Type.Number({ minimum: 0, maximum: 1_000_000_000 }),
    max: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { ...closed, description: 'How many of something independent happen: whole numbers from 0.' },
);

const sine = Type.Object(
  {
    mean: Type.Number(),
    amplitude: Type.Number(),
    period: Duration,
    phase: Type.Optional(
      Type.Number({
        description: 'Where in the wave it starts, 0 to 1; drawn for each endpoint when absent.',
      }),
    ),
    noise: Noise,
    decimals: Decimals,
  },
  { ...closed, description: 'A wave over time.' },
);

const season = Type.Object(
  {
    base: Type.Number({ description: 'The mean of a working day.' }),
    daily: Type.Number({ minimum: 0, description: 'How far the day swings above and below base.' }),
    peak: Type.Optional(
      Type.Number({
        minimum: 0,
        exclusiveMaximum: 24,
        description: 'The hour of the highest value; 14 when absent.',
      }),
    ),
    weekend: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'On Saturdays and Sundays the value is multiplied by this; 1 when absent.',
      }),
    ),
    utcOffset: Type.Optional(
      Type.Number({
        minimum: -12,
        maximum: 14,
        description: 'Hours that local time is ahead of UTC, such as 1 or -3.5; 0 when absent.',
      }),
    ),
    noise: Noise,
    ...shape,
  },
  { ...closed, description: 'The course of the day and the week, by the time of the data sample.' },
);

const walk = Type.Object(
  {
    start: Type.Number(),
    step: Type.Number({ minimum: 0, description: 'Deviation of one step.' }),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    reversion: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'How strongly each step pulls back to start, 0 to 1.',
      }),
    ),
    decimals: Decimals,
  },
  { ...closed, description: 'A random walk within bounds.' },
);

const ramp = Type.Object(
  {
    from: Type.Number(),
    to: Type.Number(),
    over: Duration,
    // biome-ignore lint/suspicious/noThenProperty: a word of the fleet file, never awaited
    then: Type.Optional(
      Type.Union([Type.Literal('hold'), Type.Literal('repeat'), Type.Literal('back')], {
        description: 'At the end: stay there, begin again, or go back and forth; hold when absent.',
      }),
    ),
    decimals: Decimals,
  },
  { ...closed, description: 'A straight line over time, from the beginning of the run.' },
);

const NumberOrExpression = (description: string) => Type.Union([Type.Number(), Expression], { description });

const total = Type.Object(
  {
    start: Type.Optional(NumberOrExpression('What it begins with; 0 when absent.')),
    perHour: NumberOrExpression(
      'How much is added in an hour, for example the field speed, or watts / 1000.',
    ),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    decimals: Decimals,
  },
  {
    ...closed,
    description: 'What adds up over time, as the kilometres of a speed or the energy of a power.',
  },
);

/** By the name of the generator. */
export const NUMBER_OPTIONS = {
  random,
  normal,
  lognormal,
  exponential,
  poisson,
  sine,
  season,
  walk,
  ramp,
  total,
} as const;
