/**
 * Settings of EPMX: what 10/EPMP leaves open, and the access list of an application version in Kaa's own layout.
 */

import { METADATA_KEY_PATTERN } from '../../../kp1/payloads.js';
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

export const EpmxSettings = Type.Object(
  {
    missingKey: Type.Union([Type.Literal('leave-out'), Type.Literal('refuse')], {
      default: 'leave-out',
      description:
        'What happens to a key that is asked for or deleted by name and does not exist: left out, or the error 404.',
    }),
    refusedUpdate: Type.Union([Type.Literal('nothing'), Type.Literal('writable-part')], {
      default: 'nothing',
      description:
        'What a refused update or deletion still does: "nothing", or the part that concerns writable keys. The answer is an error either way.',
    }),
  },
  { ...closed, description: 'Settings of an epmx service instance (endpoint metadata).' },
);
export type EpmxSettings = Static<typeof EpmxSettings>;

/** `kaa.applications.<app>` in config/epmx.yaml: nothing. */
export const EpmxApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'EPMX has no settings for an application.' },
);

const KeyAccess = Type.Union(
  [
    Type.Null(),
    Type.Object(
      {
        'write-enabled': Type.Optional(
          Type.Boolean({ description: 'Whether endpoints may change or delete the key; true when absent.' }),
        ),
      },
      closed,
    ),
  ],
  { description: 'How endpoints may use this key; null: read and write.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/epmx.yaml. */
export const EpmxVersionConfig = Type.Object(
  {
    'metadata-keys': Type.Optional(
      Type.Union(
        [Type.Null(), Type.Record(Type.String({ pattern: METADATA_KEY_PATTERN }), KeyAccess, closed)],
        {
          default: null,
          description:
            'The metadata keys that endpoints may use; keys that are not listed are out of their reach. Null: every key may be read and written.',
        },
      ),
    ),
  },
  { ...closed, description: 'What endpoints of one application version may do with their metadata.' },
);
export type EpmxVersionConfig = Static<typeof EpmxVersionConfig>;
