/**
 * Settings of TSX: whether the time is told without a request ID.
 */
import { type Static, Type } from '../../../schema.js';
import { ANSWER_SETTINGS } from '../observe.js';

const closed = { additionalProperties: false } as const;

export const TsxSettings = Type.Object(ANSWER_SETTINGS, {
  ...closed,
  description: 'Settings of a tsx service instance (time).',
});
export type TsxSettings = Static<typeof TsxSettings>;

/** `kaa.applications.<app>` in config/tsx.yaml: nothing. */
export const TsxApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'TSX has no settings for an application.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/tsx.yaml: nothing. */
export const TsxVersionConfig = Type.Object(
  {},
  { ...closed, description: 'TSX has no settings for a version.' },
);
