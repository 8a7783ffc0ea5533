/**
 * The fleet file: what the endpoints of a fleet are and do, without code.
 *
 * One source for the types, the checks and the editors' JSON Schema (`schemas/fleet.schema.json`). The values that
 * fields take are in `value-model.ts`. It only says what is wanted; `sim/` does it.
 */
import Type, { type Static } from 'typebox';
import { DURATION_PATTERN } from '../kernel/duration.js';
import { NAME_PATTERN } from './model.js';
import type { Recordings } from './recording/recordings.js';
import { Value } from './value-model.js';

const closed = { additionalProperties: false } as const;

const Duration = (description: string) => Type.String({ pattern: DURATION_PATTERN, description });

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

export const CommandBehaviour = Type.Object(
  {
    after: Type.Optional(Duration('How long the endpoint takes; at once when absent.')),
    statusCode: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: '200 when absent.' })),
    reasonPhrase: Type.Optional(Type.String()),
    payload: Type.Optional(Value),
    failureRate: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'How often it answers 500 instead, 0 to 1.' }),
    ),
  },
  { ...closed, description: 'How an endpoint answers a command of this type.' },
);

export const ConfigurationBehaviour = Type.Object(
  {
    samplePeriod: Type.Optional(
      Type.Object(
        {
          from: Type.String({
            minLength: 1,
            description: 'The member of the configuration, dotted, that holds the period.',
          }),
          unit: Type.Union([Type.Literal('ms'), Type.Literal('s'), Type.Literal('m')]),
        },
        { ...closed, description: 'A configuration changes the time between data samples.' },
      ),
    ),
  },
  { ...closed, description: 'What a pushed configuration does. It is always reported as applied.' },
);

export const OperatorAction = Type.Object(
  {
    after: Duration('When, counted from the first data sample of the run.'),
    command: Type.Optional(
      Type.String({ pattern: '^[a-zA-Z0-9_-]+$', description: 'Invoke a command of this type.' }),
    ),
    payload: Type.Optional(Type.Unknown({ description: 'Payload of the command.' })),
    configuration: Type.Optional(Type.Unknown({ description: 'Push this configuration.' })),
    endpoints: Type.Optional(
      Type.Integer({ minimum: 1, description: 'The first so many endpoints of the fleet; all when absent.' }),
    ),
  },
  {
    ...closed,
    description: 'What somebody on the platform side does during the run; needs the embedded platform.',
  },
);

export const Fleet = Type.Object(
  {
    fleet: Type.String({ pattern: NAME_PATTERN, description: 'Name of the fleet.' }),
    description: Type.Optional(Type.String()),
    version: Type.String({
      pattern: NAME_PATTERN,
      description: 'The application version that its endpoints speak.',
    }),
    endpoints: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many.' }),
    token: Type.String({
      minLength: 1,
      description: 'Template of the tokens; {index} counts from 1, {index:4} is padded to four digits.',
    }),
    gateways: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'So many clients carry the endpoints between them. Absent: one client for each endpoint.',
      }),
    ),
    metadata: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-zA-Z0-9_]+$' }), Value, {
        ...closed,
        description: 'Sent once, when the endpoint has connected.',
      }),
    ),
    samples: Type.Optional(Samples),
    commands: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-zA-Z0-9_-]+$' }), CommandBehaviour, {
        ...closed,
        description: 'By command type. A type that is not here is answered with 404.',
      }),
    ),
    configuration: Type.Optional(ConfigurationBehaviour),
    operator: Type.Optional(Type.Array(OperatorAction)),
  },
  { ...closed, title: 'kaa fleet', description: 'A fleet of virtual endpoints.' },
);

export type Fleet = Static<typeof Fleet>;
export type Samples = Static<typeof Samples>;
export type CommandBehaviour = Static<typeof CommandBehaviour>;
export type ConfigurationBehaviour = Static<typeof ConfigurationBehaviour>;
export type OperatorAction = Static<typeof OperatorAction>;

/** A fleet file that has been read and checked; `file` is its path relative to the folder of the blueprint. */
export interface LoadedFleet {
  readonly file: string;
  readonly fleet: Fleet;
  readonly applicationName: string;
  /** The files that its values replay. */
  readonly recordings?: Recordings | undefined;
}
