/**
 * Endpoints as blueprint.yaml declares them: with a token, and what they have at the start.
 */
import { type Static, Type } from '../schema.js';

const closed = { additionalProperties: false } as const;

/** Endpoint tokens: never empty; the dot is barred since tokens appear in NATS subjects. (Kaa concepts) */
export const TOKEN_PATTERN = '^[^+#/.]+$';
/** Endpoint IDs that a person chooses. (What's new 1.1) */
export const ENDPOINT_ID_PATTERN = '^[a-zA-Z0-9._~-]+$';

export const EndpointDeclaration = Type.Object(
  {
    token: Type.String({
      pattern: TOKEN_PATTERN,
      description: 'The endpoint token; unique in the application.',
    }),
    endpointId: Type.Optional(
      Type.String({ pattern: ENDPOINT_ID_PATTERN, description: 'Made from the seed when absent.' }),
    ),
    metadata: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'Metadata at the start.' }),
    ),
    configuration: Type.Optional(
      Type.Unknown({
        description: 'A configuration for this endpoint alone; it wins over the default of the version.',
      }),
    ),
    commands: Type.Optional(
      Type.Array(
        Type.Object(
          { type: Type.String({ pattern: '^[a-zA-Z0-9_-]+$' }), payload: Type.Optional(Type.Unknown()) },
          closed,
        ),
        { description: 'Commands that wait for the endpoint when the platform starts.' },
      ),
    ),
  },
  { ...closed, description: 'An endpoint that the local platform registers when it starts.' },
);
export type EndpointDeclaration = Static<typeof EndpointDeclaration>;
