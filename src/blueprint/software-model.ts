/**
 * Software versions as blueprint.yaml declares them for an application: what the instance cmx_ota offers to endpoints.
 */
import { type Static, Type } from '../schema.js';

const closed = { additionalProperties: false } as const;

export const SoftwareDeclaration = Type.Object(
  {
    version: Type.String({
      minLength: 1,
      description: 'Semantic version; the configuration ID that endpoints see.',
    }),
    specification: Type.Unknown({ description: 'What endpoints get as configuration, for example a link.' }),
    upgradableFrom: Type.Optional(
      Type.Array(Type.String(), { description: 'Versions it may follow; absent: every lower one.' }),
    ),
  },
  { ...closed, description: 'A software version offered by the instance cmx_ota.' },
);
export type SoftwareDeclaration = Static<typeof SoftwareDeclaration>;
