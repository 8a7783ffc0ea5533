/**
 * What EPL is told about application versions, in Kaa's own layout.
 */

import { METADATA_KEY_PATTERN } from '../../../kp1/payloads.js';
import { type Static, Type } from '../../../schema.js';
import { SERIES_NAME_PATTERN } from '../epts/settings.js';

const closed = { additionalProperties: false } as const;

export const EplSettings = Type.Object(
  {},
  { ...closed, description: 'The epl service instance (endpoint lifecycle) has no settings.' },
);

/** `kaa.applications.<app>` in config/epl.yaml: nothing. */
export const EplApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'EPL has no settings for an application.' },
);

const Key = (description: string) =>
  Type.Optional(Type.String({ pattern: METADATA_KEY_PATTERN, description }));

/** `kaa.applications.<app>.versions.<av>` in config/epl.yaml. */
export const EplVersionConfig = Type.Object(
  {
    connectivity: Type.Optional(
      Type.Object(
        {
          'metadata-keys': Type.Optional(
            Type.Object(
              {
                state: Key('Metadata key that says whether the endpoint is connected, such as connected.'),
                'state-ts': Key(
                  'Metadata key with the time of the last change in milliseconds since the epoch, such as connectivity_ts.',
                ),
              },
              {
                ...closed,
                default: {},
                description: 'Keys under which connectivity is written to the metadata.',
              },
            ),
          ),
          'time-series': Type.Optional(
            Type.Object(
              {
                name: Type.String({ pattern: SERIES_NAME_PATTERN, description: 'Name of the time series.' }),
              },
              {
                ...closed,
                description: 'Time series with the value 1 for connected and 0 for disconnected.',
              },
            ),
          ),
        },
        { ...closed, default: {}, description: 'Where the connectivity of endpoints is recorded.' },
      ),
    ),
  },
  { ...closed, description: 'What is recorded about the endpoints of one application version.' },
);
export type EplVersionConfig = Static<typeof EplVersionConfig>;
