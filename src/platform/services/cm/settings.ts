/**
 * Settings of CM: what public sources leave open about the life of endpoint tokens. (open question 29)
 */
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

export const CmSettings = Type.Object(
  {
    revokedTokenAgain: Type.Union([Type.Literal('refuse'), Type.Literal('allow')], {
      default: 'refuse',
      description:
        'Whether the text of a revoked token may be issued again in its application. The text of a deleted token may, in any case.',
    }),
    revokeInactive: Type.Union([Type.Literal('allow'), Type.Literal('refuse')], {
      default: 'allow',
      description: 'Whether a token that was never used can be revoked.',
    }),
  },
  { ...closed, description: 'Settings of the cm service instance (endpoint tokens).' },
);
export type CmSettings = Static<typeof CmSettings>;

/** `kaa.applications.<app>` in config/cm.yaml: nothing. */
export const CmApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'CM has no settings for an application.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/cm.yaml: nothing. */
export const CmVersionConfig = Type.Object(
  {},
  { ...closed, description: 'CM has no settings for a version.' },
);
