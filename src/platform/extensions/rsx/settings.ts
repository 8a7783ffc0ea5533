/**
 * Settings of RSX: how many answers are remembered. Kaa says only that their number is bounded.
 */
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

export const RsxSettings = Type.Object(
  {
    answersPerEndpoint: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 20,
      description: 'Last answers that are remembered for each endpoint.',
    }),
    endpointsMax: Type.Integer({
      minimum: 1,
      default: 100_000,
      description:
        'Endpoints whose answers are remembered: those that were answered last; when there are more, a tenth of them is forgotten at once.',
    }),
  },
  { ...closed, description: 'Settings of an rsx service instance (request status).' },
);
export type RsxSettings = Static<typeof RsxSettings>;

/** `kaa.applications.<app>` in config/rsx.yaml: nothing. */
export const RsxApplicationConfig = Type.Object(
  {},
  { ...closed, description: 'RSX has no settings for an application.' },
);

/** `kaa.applications.<app>.versions.<av>` in config/rsx.yaml: nothing. */
export const RsxVersionConfig = Type.Object(
  {},
  { ...closed, description: 'RSX has no settings for a version.' },
);
