/**
 * What OTAO is told by configuration files: nothing. Software is declared in the blueprint, per application.
 */
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

export const OtaoSettings = Type.Object(
  {},
  { ...closed, description: 'The otao service instance (software register) has no settings.' },
);
export type OtaoSettings = Static<typeof OtaoSettings>;

/** `kaa.applications.<app>` in config/otao.yaml: nothing. */
export const OtaoApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'Software of an application is declared in blueprint.yaml.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/otao.yaml: nothing. */
export const OtaoVersionConfig = Type.Object(
  {},
  { ...closed, description: 'OTAO has no settings for a version.' },
);
