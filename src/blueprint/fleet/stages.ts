/**
 * The stages of a fleet: which share of its endpoints is there, and when.
 */
import { type Static, Type } from '../../schema.js';
import { closed, Duration } from './common.js';

export const Stage = Type.Object(
  {
    over: Type.Optional(Duration('How long the ramp to the new share takes; 0s for at once.')),
    to: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Share of the endpoints, 0 to 1.' }),
    ),
    hold: Type.Optional(Duration('How long the share stays as it is.')),
  },
  { ...closed, description: 'A ramp, { over, to }, or a time in which nothing changes, { hold }.' },
);

export type Stage = Static<typeof Stage>;
