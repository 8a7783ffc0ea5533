/**
 * What a snapshot holds: the state of a local platform as plain data, checked by these schemas when it comes back.
 *
 * Instants are milliseconds since the epoch. Names are those of the code and of Kaa. What the blueprint says is not in
 * it, with one exception: what was changed in Tekton while the platform ran. Connections, blobs and the journal are not
 * in it either.
 */

import { SERIAL_NUMBER_PATTERN } from '../../blueprint/credentials-model.js';
import { ENDPOINT_ID_PATTERN, NAME_PATTERN, TOKEN_PATTERN } from '../../blueprint/model.js';
import { TENANT_PATTERN } from '../../blueprint/tenants-model.js';
import { type Static, Type } from '../../schema.js';

/** Counts up when an older kaa could no longer read what a newer one writes. */
export const SNAPSHOT_FORMAT = 1;

const closed = { additionalProperties: false } as const;
const Instant = Type.Number();
const Name = Type.String({ pattern: NAME_PATTERN });
const EndpointId = Type.String({ pattern: ENDPOINT_ID_PATTERN });
const State = Type.Enum(['Inactive', 'Active', 'Suspended', 'Revoked']);
/** Absent: the tenant of the blueprint. */
const Tenant = Type.Optional(Type.String({ pattern: TENANT_PATTERN }));
const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const SnapshotHeader = Type.Object(
  {
    format: Type.Integer({ minimum: 1 }),
    /** Version of the kaa that wrote it. */
    kaa: Type.String(),
    blueprint: Type.String(),
    tenant: Type.String(),
    seed: Type.Integer({ minimum: 0 }),
    /** ISO 8601, for people. */
    savedAt: Type.String(),
  },
  closed,
);

const OptionalText = Type.Optional(Type.String());
const About = { displayName: OptionalText, description: OptionalText };
const Dates = { createdAt: Instant, updatedAt: Instant };

export const SavedTekton = Type.Object(
  {
    applications: Type.Array(
      Type.Object({ applicationName: Name, tenant: Tenant, group: OptionalText, ...About, ...Dates }, closed),
    ),
    versions: Type.Array(
      Type.Object({ applicationName: Name, appVersionName: Name, ...About, ...Dates }, closed),
    ),
    settings: Type.Array(
      Type.Object(
        {
          serviceInstance: Name,
          applicationName: Name,
          appVersionName: Type.Optional(Name),
          settings: AnyObject,
        },
        closed,
      ),
    ),
  },
  closed,
);

export const SavedEndpoint = Type.Object(
  {
    endpointId: EndpointId,
    applicationName: Name,
    appVersionName: Name,
    metadata: AnyObject,
    createdAt: Instant,
    versionSince: Instant,
    metadataUpdatedAt: Type.Optional(Instant),
  },
  closed,
);

export const SavedToken = Type.Object(
  {
    tokenId: Type.String(),
    applicationName: Name,
    token: Type.String({ pattern: TOKEN_PATTERN }),
    endpointId: EndpointId,
    state: State,
    ...Dates,
  },
  closed,
);

export const SavedConfiguration = Type.Object(
  {
    appVersionName: Name,
    endpointId: Type.Optional(EndpointId),
    name: Type.String(),
    config: Type.Unknown(),
    createdDate: Instant,
    updatedDate: Instant,
  },
  closed,
);

const SavedStatus = Type.Object(
  {
    endpointId: EndpointId,
    appVersionName: Name,
    name: Type.String(),
    configId: Type.String(),
    status: Type.Union([Type.Literal('DISPATCHED'), Type.Literal('APPLIED'), Type.Literal('FAILED')]),
    lastDispatchedDate: Type.Optional(Instant),
    lastConfirmedDate: Type.Optional(Instant),
    confirmationStatusCode: Type.Optional(Type.Number()),
    confirmationReasonPhrase: Type.Optional(Type.String()),
  },
  closed,
);

export const SavedConfigurations = Type.Object(
  { configurations: Type.Array(SavedConfiguration), statuses: Type.Array(SavedStatus) },
  closed,
);

export const SavedSoftware = Type.Object(
  {
    software: Type.Array(
      Type.Object(
        {
          applicationName: Name,
          version: Type.String({ minLength: 1 }),
          specification: Type.Unknown(),
          upgradableFrom: Type.Optional(Type.Array(Type.String())),
        },
        closed,
      ),
    ),
    /** What each endpoint reported as applied. */
    applied: Type.Array(Type.Object({ endpointId: EndpointId, version: Type.String() }, closed)),
  },
  closed,
);

const CredentialState = {
  credentialsId: Type.String(),
  tenant: Tenant,
  state: State,
  createdDate: Instant,
  updatedDate: Instant,
  lastUseDate: Type.Optional(Instant),
};

export const SavedCredentials = Type.Object(
  {
    basic: Type.Array(
      Type.Object(
        {
          username: Type.String({ minLength: 1 }),
          /** SHA-256 of the password, 64 hexadecimal digits. */
          passwordDigest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          ...CredentialState,
        },
        closed,
      ),
    ),
    x509: Type.Array(
      Type.Object(
        {
          issuer: Type.String({ minLength: 1 }),
          serialNumber: Type.String({ pattern: SERIAL_NUMBER_PATTERN }),
          ...CredentialState,
        },
        closed,
      ),
    ),
  },
  closed,
);

export const SavedFilter = Type.Object(
  {
    filterId: Type.String(),
    applicationName: Name,
    name: Type.String(),
    description: Type.String(),
    mongoQuery: Type.Unknown(),
    ...Dates,
  },
  closed,
);

const PointValue = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);

/** One time series of one endpoint, by column: the n-th values belong to the n-th timestamp. */
export const SavedSeries = Type.Object(
  {
    applicationName: Name,
    endpointId: EndpointId,
    timeSeries: Type.String({ minLength: 1 }),
    /** Data points that had to make room before. */
    dropped: Type.Integer({ minimum: 0 }),
    timestamps: Type.Array(Type.Number()),
    values: Type.Record(Type.String(), Type.Array(PointValue)),
    /** By value name, the positions of data points without this value; there the column holds null. */
    absent: Type.Optional(Type.Record(Type.String(), Type.Array(Type.Integer({ minimum: 0 })))),
  },
  closed,
);

export type SnapshotHeader = Static<typeof SnapshotHeader>;
export type SavedTekton = Static<typeof SavedTekton>;
export type SavedEndpoint = Static<typeof SavedEndpoint>;
export type SavedToken = Static<typeof SavedToken>;
export type SavedConfigurations = Static<typeof SavedConfigurations>;
export type SavedSoftware = Static<typeof SavedSoftware>;
export type SavedCredentials = Static<typeof SavedCredentials>;
export type SavedFilter = Static<typeof SavedFilter>;
export type SavedSeries = Static<typeof SavedSeries>;

/** The whole state of a local platform. */
export interface SavedState {
  readonly tekton: SavedTekton;
  readonly endpoints: readonly SavedEndpoint[];
  readonly tokens: readonly SavedToken[];
  readonly configurations: SavedConfigurations;
  readonly software: SavedSoftware;
  readonly credentials: SavedCredentials;
  readonly filters: readonly SavedFilter[];
  readonly timeSeries: readonly SavedSeries[];
  /** By extension instance, in the form that its extension gives it. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** The state, and where it comes from. */
export interface Snapshot extends SavedState {
  readonly header: SnapshotHeader;
}

export const EMPTY_STATE: SavedState = {
  tekton: { applications: [], versions: [], settings: [] },
  endpoints: [],
  tokens: [],
  configurations: { configurations: [], statuses: [] },
  software: { software: [], applied: [] },
  credentials: { basic: [], x509: [] },
  filters: [],
  timeSeries: [],
  extensions: {},
};
