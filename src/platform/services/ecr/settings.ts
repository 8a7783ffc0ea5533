/**
 * What ECR is told about applications and versions, in Kaa's own layout.
 */
import { type Static, Type } from '../../../schema.js';

const closed = { additionalProperties: false } as const;

export const EcrSettings = Type.Object(
  {
    statusesPerEndpoint: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 100,
      description: 'Configuration statuses remembered for each endpoint; beyond, the oldest is forgotten.',
    }),
  },
  { ...closed, description: 'Settings of the ecr service instance (configuration register).' },
);
export type EcrSettings = Static<typeof EcrSettings>;

/** `kaa.applications.<app>` in config/ecr.yaml. */
export const EcrApplicationConfig = Type.Object(
  {
    'endpoint-configuration': Type.Optional(
      Type.Object(
        {
          'schema-required': Type.Optional(
            Type.Boolean({
              default: false,
              description: 'Whether configurations that do not match their JSON Schema are refused.',
            }),
          ),
          schema: Type.Optional(
            Type.Union([Type.Null(), Type.String(), Type.Object({})], {
              default: null,
              description: 'JSON Schema of the endpoint configurations, as an object or as JSON text.',
            }),
          ),
        },
        { ...closed, default: {}, description: 'What configurations of the application must look like.' },
      ),
    ),
  },
  { ...closed, description: 'Configurations of the endpoints of one application.' },
);
export type EcrApplicationConfig = Static<typeof EcrApplicationConfig>;

/** `kaa.applications.<app>.versions.<av>` in config/ecr.yaml. */
export const EcrVersionConfig = Type.Object(
  {
    endpointConfigurationSchema: Type.Optional(
      Type.Union([Type.Null(), Type.String(), Type.Object({})], {
        default: null,
        description:
          'JSON Schema of the configurations of this version, as JSON text (or an object); it wins over that of the application.',
      }),
    ),
  },
  { ...closed, description: 'Configurations of the endpoints of one application version.' },
);
export type EcrVersionConfig = Static<typeof EcrVersionConfig>;
