/**
 * Values that fields take in a fleet file: a plain scalar or list is a constant; an object with exactly one member
 * names a generator and gives its options.
 *
 *     temperature: { walk: { start: 21, step: 0.2, min: 15, max: 28, decimals: 1 } }
 *     unit: C
 *
 * Each generator here has one file of the same name in `sim/generators/`.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { DURATION_PATTERN } from '../kernel/duration.js';

const closed = { additionalProperties: false } as const;
const Decimals = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 12, description: 'Digits after the point; not rounded when absent.' }),
);
const Duration = Type.String({ pattern: DURATION_PATTERN });
const Self = Type.Ref('#/$defs/Value');

/** Options of each generator, by name. */
export const GENERATOR_OPTIONS = {
  constant: Type.Unknown({ description: 'Always this, of any JSON type.' }),
  template: Type.String({
    description: 'Text with {index}, {index:4} (padded), {token}, {fleet}; the same in every data sample.',
  }),
  counter: Type.Object(
    {
      start: Type.Optional(Type.Number()),
      step: Type.Optional(Type.Number()),
      max: Type.Optional(Type.Number()),
    },
    { ...closed, description: 'From start (0) by step (1); begins again after max.' },
  ),
  sequence: Type.Array(Type.Unknown(), {
    minItems: 1,
    description: 'One after the other, then from the beginning.',
  }),
  random: Type.Object(
    { min: Type.Number(), max: Type.Number(), decimals: Decimals, integer: Type.Optional(Type.Boolean()) },
    { ...closed, description: 'Every number from min to max is as likely.' },
  ),
  normal: Type.Object(
    {
      mean: Type.Number(),
      deviation: Type.Number({ minimum: 0 }),
      min: Type.Optional(Type.Number()),
      max: Type.Optional(Type.Number()),
      decimals: Decimals,
    },
    { ...closed, description: 'The normal distribution, kept within min and max.' },
  ),
  chance: Type.Number({ minimum: 0, maximum: 1, description: 'True with this probability, else false.' }),
  choice: Type.Union(
    [
      Type.Array(Type.Unknown(), { minItems: 1 }),
      Type.Object(
        {
          values: Type.Array(Type.Unknown(), { minItems: 1 }),
          weights: Type.Array(Type.Number({ minimum: 0 }), { minItems: 1 }),
        },
        closed,
      ),
    ],
    { description: 'One of the values each time; with weights, in that proportion.' },
  ),
  sine: Type.Object(
    {
      mean: Type.Number(),
      amplitude: Type.Number(),
      period: Duration,
      phase: Type.Optional(
        Type.Number({
          description: 'Where in the wave it starts, 0 to 1; drawn for each endpoint when absent.',
        }),
      ),
      noise: Type.Optional(Type.Number({ minimum: 0, description: 'Deviation of the noise on top.' })),
      decimals: Decimals,
    },
    { ...closed, description: 'A wave over time.' },
  ),
  walk: Type.Object(
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
  ),
  states: Type.Object(
    {
      start: Type.String(),
      states: Type.Record(
        Type.String({ minLength: 1 }),
        Type.Object(
          {
            for: Type.Union([Duration, Type.Tuple([Duration, Duration])], {
              description: 'How long it lasts: a time, or the shortest and the longest.',
            }),
            next: Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
              minProperties: 1,
              description: 'The states that may follow, with their weights.',
            }),
          },
          closed,
        ),
        { minProperties: 1 },
      ),
    },
    {
      ...closed,
      description: 'The name of the current state of a machine that changes its state over time.',
    },
  ),
  by: Type.Object(
    {
      field: Type.String({ minLength: 1, description: 'An earlier field of the same data sample.' }),
      values: Type.Record(Type.String(), Self, { minProperties: 1 }),
      otherwise: Type.Optional(Self),
    },
    { ...closed, description: 'What another field decides: one value for each of its values.' },
  ),
  route: Type.Object(
    {
      waypoints: Type.Array(
        Type.Tuple([
          Type.Number({ minimum: -90, maximum: 90 }),
          Type.Number({ minimum: -180, maximum: 180 }),
        ]),
        { minItems: 2, description: 'Latitude and longitude in degrees.' },
      ),
      speedKmh: Type.Number({ exclusiveMinimum: 0 }),
      variation: Type.Optional(
        Type.Number({ minimum: 0, maximum: 1, description: 'Share by which the speed varies.' }),
      ),
      loop: Type.Optional(
        Type.Boolean({ description: 'From the last waypoint to the first again; else back and forth.' }),
      ),
    },
    {
      ...closed,
      description: 'A drive along waypoints: an object with lat, lon, bearing (degrees) and speed (km/h).',
    },
  ),
  timestamp: Type.Union([Type.Literal('millis'), Type.Literal('seconds'), Type.Literal('iso')], {
    description: 'The time of the data sample.',
  }),
  faker: Type.String({
    pattern: '^[a-zA-Z]+\\.[a-zA-Z]+$',
    description: 'A method of the faker library without arguments, for example person.fullName.',
  }),
  object: Type.Record(Type.String({ minLength: 1 }), Self, { description: 'An object of further values.' }),
} as const satisfies Record<string, TSchema>;

export type GeneratorName = keyof typeof GENERATOR_OPTIONS;

/** A generator or a constant; the schema that uses it carries {@link valueDefinitions} as its `$defs`. */
export const Value = Type.Unsafe<ValueSpec>(Type.Ref('#/$defs/Value'));

export type ValueSpec = unknown;

/** Options of one generator as a type. */
export type OptionsOf<Name extends GeneratorName> = Static<(typeof GENERATOR_OPTIONS)[Name]>;

/** The definition that `Value` refers to, for the `$defs` of a schema. */
export function valueDefinitions(): Record<'Value', object> {
  const generators = Object.entries(GENERATOR_OPTIONS).map(([name, options]) => ({
    type: 'object',
    description: (options as { description?: string }).description,
    properties: { [name]: options },
    required: [name],
    additionalProperties: false,
  }));
  return {
    Value: {
      description: 'A constant, or an object with one member that names a generator.',
      anyOf: [{ type: ['string', 'number', 'boolean', 'null', 'array'] }, ...generators],
    },
  };
}
