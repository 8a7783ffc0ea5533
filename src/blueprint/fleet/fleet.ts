/**
 * The fleet file: what the endpoints of a fleet are and do, without code.
 *
 * One source for the types, the checks and the editors' JSON Schema (`schemas/fleet.schema.json`). The values that
 * fields take are in `value-model.ts`. It only says what is wanted; `sim/` does it.
 */
import { type Static, Type } from '../../schema.js';
import { NAME_PATTERN } from '../model.js';
import type { Recordings } from '../recording/recordings.js';
import { Value } from '../value-model.js';
import { DeviceBehaviour } from './behaviour.js';
import { closed } from './common.js';
import { Connection } from './connection.js';
import {
  CommandBehaviour,
  ConfigurationBehaviour,
  Parameters,
  SoftwareBehaviour,
  Variables,
} from './device.js';
import { Fault } from './faults.js';
import { OperatorAction } from './operator.js';
import { Samples } from './samples.js';
import { Stage } from './stages.js';

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
    connection: Type.Optional(Connection),
    parameters: Type.Optional(Parameters),
    variables: Type.Optional(Variables),
    metadata: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-zA-Z0-9_]+$' }), Value, {
        ...closed,
        description: 'Sent once, when the endpoint has connected.',
      }),
    ),
    samples: Type.Optional(Samples),
    behaviour: Type.Optional(DeviceBehaviour),
    commands: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-zA-Z0-9_-]+$' }), CommandBehaviour, {
        ...closed,
        description: 'By command type. A type that is not here is answered with 404.',
      }),
    ),
    configuration: Type.Optional(ConfigurationBehaviour),
    software: Type.Optional(SoftwareBehaviour),
    operator: Type.Optional(Type.Array(OperatorAction)),
    stages: Type.Optional(
      Type.Array(Stage, {
        minItems: 1,
        description:
          'Which share of the endpoints is there, one stage after the other, from none. All from the beginning when absent.',
      }),
    ),
    faults: Type.Optional(Type.Array(Fault, { description: 'What goes wrong on purpose.' })),
    thresholds: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description:
          'What the figures of this fleet must be for the run to pass, such as "p99 < 200ms" or "rejected == 0".',
      }),
    ),
  },
  { ...closed, title: 'kaa fleet', description: 'A fleet of virtual endpoints.' },
);

export type Fleet = Static<typeof Fleet>;

/** A fleet file that has been read and checked; `file` is its path relative to the folder of the blueprint. */
export interface LoadedFleet {
  readonly file: string;
  readonly fleet: Fleet;
  readonly applicationName: string;
  /** The folder of the blueprint: paths of modules are relative to it. Absent: the current one. */
  readonly folder?: string | undefined;
  /** The files that its values replay. */
  readonly recordings?: Recordings | undefined;
}
