/**
 * The blueprint: the declarative description of a solution, as `blueprint.yaml` holds it.
 *
 * The schemas here are the one source of the TypeScript types, of the checks, and of the JSON Schema that editors
 * use (`schemas/blueprint.schema.json`). A blueprint folder also has `config/<service-instance>.yaml` (in the layout of
 * Kaa's own migration: `kaa.applications.<app>.versions.<av>`), the JSON Schemas that the versions name, and `fleets/`.
 * What the settings of each service may be is not known here: the platform says so in its catalog.
 */
import { type Static, type TSchema, Type } from '../schema.js';
import type { LoadedContract } from './contract-model.js';
import { Credentials } from './credentials-model.js';
import { EndpointDeclaration } from './endpoint-model.js';
import { SoftwareDeclaration } from './software-model.js';
import { TENANT_PATTERN, type Tenant, Tenants } from './tenants-model.js';

export { ENDPOINT_ID_PATTERN, EndpointDeclaration, TOKEN_PATTERN } from './endpoint-model.js';

const closed = { additionalProperties: false } as const;

/** Names of applications and application versions. (Kaa concepts) */
export const NAME_PATTERN = '^[a-z0-9_-]+$';
/** Names of service instances: a level of the topic. */
export const INSTANCE_PATTERN = '^[a-z0-9_-]+$';
/** The part of a version's name after the application's, since Kaa 1.2. */
export const VERSION_SUFFIX_PATTERN = '^[a-z0-9]+$';

const SchemaFile = Type.String({
  minLength: 1,
  description: 'A JSON Schema file (.json), relative to blueprint.yaml.',
});

export const CommandSchemas = Type.Object(
  {
    payload: Type.Optional(SchemaFile),
    result: Type.Optional(SchemaFile),
  },
  { ...closed, description: 'What a command of this type carries, and what the endpoint reports back.' },
);

export const VersionSchemaFiles = Type.Object(
  {
    dataSample: Type.Optional(SchemaFile),
    metadata: Type.Optional(SchemaFile),
    configuration: Type.Optional(SchemaFile),
    commands: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-zA-Z0-9_-]+$' }), CommandSchemas, {
        ...closed,
        description: 'The command types that endpoints of this version understand.',
      }),
    ),
  },
  { ...closed, description: 'What endpoints of this version send and understand, as JSON Schemas.' },
);

export const ApplicationVersion = Type.Object(
  {
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    schemas: Type.Optional(VersionSchemaFiles),
    contract: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'What endpoints of this version promise to do: a YAML file, relative to blueprint.yaml.',
      }),
    ),
    configuration: Type.Optional(
      Type.Unknown({
        description: 'The default configuration of the version, pushed to its endpoints by cmx.',
      }),
    ),
    endpoints: Type.Optional(Type.Array(EndpointDeclaration)),
  },
  {
    ...closed,
    description: 'An application version: one set of capabilities. The name is a level of the topic.',
  },
);

export const Application = Type.Object(
  {
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    tenant: Type.Optional(
      Type.String({ minLength: 1, description: "Its tenant; the blueprint's when absent." }),
    ),
    software: Type.Optional(Type.Array(SoftwareDeclaration)),
    versions: Type.Record(Type.String({ pattern: NAME_PATTERN }), ApplicationVersion, {
      ...closed,
      minProperties: 1,
      description: 'By name; Kaa composes <application>-<suffix>, unique in the whole server.',
    }),
  },
  { ...closed, description: 'A container for endpoints of one kind.' },
);

export const ServiceInstance = Type.Object(
  {
    service: Type.Optional(
      Type.String({
        description:
          'The service that this is an instance of: kpc, dcx, epmx, cmx, cex, …; an instance that a plain installation has says so by its name.',
      }),
    ),
    version: Type.Optional(
      Type.String({
        description:
          'Version of the service in the installation that this stands for; recorded and shown, the local platform behaves the same for all.',
      }),
    ),
    settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { ...closed, description: 'A service with its settings; several instances of one service are normal.' },
);

export const Environment = Type.Object(
  {
    description: Type.Optional(Type.String()),
    mqtt: Type.String({
      pattern: '^mqtts?://[^/\\s]+$',
      description:
        'Where 1/KP over MQTT is spoken: mqtt://host:port. The platform listens there, or a fleet connects to it.',
    }),
  },
  { ...closed, description: 'A place where the solution runs.' },
);

export const Blueprint = Type.Object(
  {
    name: Type.String({ pattern: NAME_PATTERN, description: 'Name of the solution.' }),
    description: Type.Optional(Type.String()),
    tenant: Type.Optional(
      Type.String({ pattern: TENANT_PATTERN, description: 'Kaa tenant; "kaa" when absent.' }),
    ),
    tenants: Type.Optional(Tenants),
    applications: Type.Record(Type.String({ pattern: NAME_PATTERN }), Application, {
      ...closed,
      minProperties: 1,
    }),
    credentials: Type.Optional(Credentials),
    services: Type.Optional(
      Type.Record(Type.String({ pattern: INSTANCE_PATTERN }), ServiceInstance, {
        ...closed,
        description: 'Service instances by name. Those of a plain installation exist without being named.',
      }),
    ),
    environments: Type.Optional(Type.Record(Type.String({ pattern: NAME_PATTERN }), Environment, closed)),
  },
  { ...closed, title: 'kaa blueprint', description: 'The declarative description of a Kaa solution.' },
);

export type Blueprint = Static<typeof Blueprint>;
export type Application = Static<typeof Application>;
export type ApplicationVersion = Static<typeof ApplicationVersion>;
/** As loaded: one that names no service has that of the plain installation. */
export type ServiceInstance = Static<typeof ServiceInstance> & { service: string };
export type Environment = Static<typeof Environment>;

/** What a service tells the blueprint about its settings; Tekton calls the last two appConfigurationSchema and
 * appVersionConfigurationSchema. All three are closed object schemas with defaults and descriptions. */
export interface ServiceDescription {
  /** True when endpoints speak to it: its instances are levels of the topic. */
  readonly extension: boolean;
  readonly settings: TSchema;
  readonly applicationConfig: TSchema;
  readonly versionConfig: TSchema;
}

/** Every service that the local platform has, by name (`kpc`, `dcx`, …), and the instances of a plain installation. */
export interface ServiceCatalog {
  readonly services: Readonly<Record<string, ServiceDescription>>;
  readonly defaultInstances: Readonly<Record<string, ServiceInstance>>;
}

/** `kaa.applications` of one `config/<service-instance>.yaml`. */
export type ServiceConfig = Readonly<
  Record<
    string,
    Readonly<Record<string, unknown>> & {
      readonly versions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }
  >
>;

/** The schemas of a version, read and parsed. */
export interface VersionSchemas {
  readonly dataSample?: object | undefined;
  readonly metadata?: object | undefined;
  readonly configuration?: object | undefined;
  readonly commands: Readonly<
    Record<string, { readonly payload?: object | undefined; readonly result?: object | undefined }>
  >;
}

/** A blueprint that has been read, checked against itself and frozen. */
export interface LoadedBlueprint {
  /** The folder that holds blueprint.yaml. */
  readonly folder: string;
  readonly name: string;
  readonly tenant: string;
  readonly tenants?: Readonly<Record<string, Tenant>> | undefined;
  readonly applications: Readonly<Record<string, Application>>;
  /** Declared and default instances together, settings checked and completed with their defaults. */
  readonly services: Readonly<
    Record<string, Required<Pick<ServiceInstance, 'service' | 'settings'>> & Pick<ServiceInstance, 'version'>>
  >;
  readonly environments: Readonly<Record<string, Environment>>;
  /** Client credentials. [22/CAP] */
  readonly credentials?: Credentials | undefined;
  /** By service instance name. */
  readonly configs: Readonly<Record<string, ServiceConfig>>;
  /** By application version name, which is unique in the server. [1/KP KP-02] */
  readonly schemas: Readonly<Record<string, VersionSchemas>>;
  /** By application version; those that have one. */
  readonly contracts?: Readonly<Record<string, LoadedContract>> | undefined;
}

/** One thing wrong with a blueprint. */
export interface Problem {
  /** Relative to the folder of the blueprint. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the file, as keys joined by dots; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  /** The nearest valid name, when there is one. */
  readonly suggestion?: string | undefined;
}
