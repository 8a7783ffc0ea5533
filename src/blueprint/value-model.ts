/**
 * Values that fields take in a fleet file: a plain scalar or list is a constant; an object with exactly one member
 * names a generator and gives its options.
 *
 *     temperature: { walk: { start: 21, step: 0.2, min: 15, max: 28, decimals: 1 } }
 *     unit: C
 *
 * Each generator here has one file of the same name in `sim/generators/`; those of numbers are in `value-numbers.ts`.
 */
import { type Static, type TSchema, Type } from '../schema.js';
import { ModuleReference } from './fleet/module.js';
import { closed, Duration, Expression, NUMBER_OPTIONS } from './value-numbers.js';

const Self = Type.Ref('#/$defs/Value');

/** Its ending says what is in it. */
export const REPLAY_FILE_PATTERN = '\\.(csv|ndjson|jsonl)$';

/** Options of each generator, by name. */
export const GENERATOR_OPTIONS = {
  constant: Type.Unknown({ description: 'Always this, of any JSON type.' }),
  template: Type.String({
    description:
      'Text with {index}, {index:4} (padded), {token}, {fleet} and {name of a parameter}; the same in every data sample.',
  }),
  counter: Type.Object(
    {
      start: Type.Optional(Type.Number()),
      step: Type.Optional(Type.Number()),
      max: Type.Optional(Type.Number()),
    },
    { ...closed, description: 'From start (0) by step (1); begins again after max.' },
  ),
  sequence: Type.Union(
    [
      Type.Array(Type.Unknown(), { minItems: 1 }),
      Type.Object(
        {
          values: Type.Array(Type.Unknown(), { minItems: 1 }),
          for: Type.Union([Duration, Type.Array(Duration, { minItems: 1 })], {
            description: 'How long each value lasts: one time for all of them, or a list with one for each.',
          }),
        },
        closed,
      ),
    ],
    {
      description:
        'One after the other, then from the beginning: a new one in each data sample, or after its time.',
    },
  ),
  random: NUMBER_OPTIONS.random,
  normal: NUMBER_OPTIONS.normal,
  lognormal: NUMBER_OPTIONS.lognormal,
  exponential: NUMBER_OPTIONS.exponential,
  poisson: NUMBER_OPTIONS.poisson,
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
  sine: NUMBER_OPTIONS.sine,
  season: NUMBER_OPTIONS.season,
  walk: NUMBER_OPTIONS.walk,
  step: Type.Array(Type.Object({ at: Duration, value: Self }, closed), {
    minItems: 1,
    description: 'Another value from each of these times on, counted from the beginning of the run.',
  }),
  ramp: NUMBER_OPTIONS.ramp,
  total: NUMBER_OPTIONS.total,
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
      field: Type.String({
        minLength: 1,
        description: 'An earlier field of the same data sample, or of the endpoint, such as device.state.',
      }),
      values: Type.Record(Type.String(), Self, { minProperties: 1 }),
      otherwise: Type.Optional(Self),
    },
    { ...closed, description: 'What another field decides: one value for each of its values.' },
  ),
  expression: Type.String({
    minLength: 1,
    maxLength: 2000,
    description:
      'Made from earlier fields of the same data sample and from the endpoint, for example round(voltage * current, 1).',
  }),
  replay: Type.Object(
    {
      file: Type.String({
        pattern: REPLAY_FILE_PATTERN,
        description: 'A CSV or NDJSON file, its path relative to blueprint.yaml.',
      }),
      column: Type.String({
        minLength: 1,
        description: 'The column with the values; in NDJSON a dotted path into each row.',
      }),
      token: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            'The column with tokens: each endpoint replays the rows of its own. Absent: all replay all rows.',
        }),
      ),
      time: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            'The column with the times, milliseconds since the epoch or ISO 8601; the first row is the beginning of the run. Absent: one row for each data sample.',
        }),
      ),
      unit: Type.Optional(
        Type.Union([Type.Literal('ms'), Type.Literal('s')], {
          description: 'Of times that are numbers; ms when absent.',
        }),
      ),
      as: Type.Optional(
        Type.Union([Type.Literal('number'), Type.Literal('text'), Type.Literal('boolean')], {
          description: 'What every value is. Absent: in CSV as the first value is; in NDJSON as it is there.',
        }),
      ),
      end: Type.Optional(
        Type.Union([Type.Literal('loop'), Type.Literal('hold')], {
          description: 'After the last row: from the first again, or stay there; loop when absent.',
        }),
      ),
      interpolate: Type.Optional(
        Type.Boolean({ description: 'A straight line between two rows; needs time and numbers.' }),
      ),
      spread: Type.Optional(
        Type.Boolean({ description: 'Each endpoint begins at a row of its own; needs loop.' }),
      ),
    },
    { ...closed, description: 'The rows of a file.' },
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
      speedKmh: Type.Union([Type.Number({ exclusiveMinimum: 0 }), Expression], {
        description: 'A number, or an expression; what is no number stands still.',
      }),
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
  module: ModuleReference,
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
