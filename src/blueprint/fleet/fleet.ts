/**
 * The fleet file: what the endpoints of a fleet are and do, without code.
 *
 * One source for the types, the checks and the editors' JSON Schema (`schemas/fleet.schema.json`). The values that
 * fields take are in `value-model.ts`. It only says what is wanted; `sim/` does it.
 */
import Type, { type Static } from 'typebox';
import { NAME_PATTERN } from '../model.js';
import type { Recordings } from '../recording/recordings.js';
import { Value } from '../value-model.js';
import { closed } from './common.js';
import { CommandBehaviour, ConfigurationBehaviour } from './device.js';
import { OperatorAction } from './operator.js';
import { Samples } from './samples.js';

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

/** A fleet file that has been read and checked; `file` is its path relative to the folder of the blueprint. */
export interface LoadedFleet {
  readonly file: string;
  readonly fleet: Fleet;
  readonly applicationName: string;
  /** The files that its values replay. */
  readonly recordings?: Recordings | undefined;
}
