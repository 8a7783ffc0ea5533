/**
 * What somebody on the platform's side does during a run.
 */
import { type Static, Type } from '../../schema.js';
import { closed, Duration } from './common.js';

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

export type OperatorAction = Static<typeof OperatorAction>;
