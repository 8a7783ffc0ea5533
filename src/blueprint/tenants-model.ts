/**
 * Tenants: isolated partitions of one platform, as blueprint.yaml declares them. (reference §1.1)
 *
 * A blueprint is of one tenant; further ones stand under `tenants`, and an application says which of them it belongs to.
 * A tenant has credentials and says which of them its clients must come with. Topics name no tenant: the application
 * version in them does, since its name is unique in the whole server. What callers of REST see is of their tenant.
 */
import { type Static, type TProperties, Type } from '../schema.js';
import { Credentials } from './credentials-model.js';

const closed = { additionalProperties: false } as const;

/** What follows the last @ of a user name. */
export const TENANT_PATTERN = '^[^@\\s]+$';

const Required = (what: string) =>
  Type.Optional(
    Type.Object(
      { required: Type.Boolean() },
      { ...closed, description: `Whether clients must come with ${what}.` },
    ),
  );

const basicAuth = Required('a user name (<user>@<tenant>) and a password');
const x509Auth = Required('a client certificate');
const Transport = <Members extends TProperties>(members: Members, what: string) =>
  Type.Optional(Type.Object(members, { ...closed, description: `Authentication of clients over ${what}.` }));

/** (reference §8.2) */
export const TenantTransports = Type.Object(
  {
    tcp: Transport({ basicAuth }, 'MQTT over TCP'),
    tls: Transport({ basicAuth, x509Auth }, 'MQTT over TLS'),
    ws: Transport({ basicAuth }, 'MQTT over WebSocket'),
  },
  {
    ...closed,
    description:
      "Which client credentials the tenant's endpoints are spoken for with; what is left out is as in the settings of kpc.",
  },
);

export const Tenant = Type.Object(
  { credentials: Type.Optional(Credentials), transports: Type.Optional(TenantTransports) },
  { ...closed, description: 'A tenant besides the one of the blueprint.' },
);

export const Tenants = Type.Record(Type.String({ pattern: TENANT_PATTERN }), Tenant, {
  ...closed,
  description:
    'Tenants besides the one of the blueprint, by name. Applications say which one they belong to.',
});

export type Tenant = Static<typeof Tenant>;

interface OfTenants {
  readonly tenant: string;
  readonly tenants?: Readonly<Record<string, Tenant>> | undefined;
}

/** Every tenant by name, the blueprint's own first. */
export function tenantNames({ tenant, tenants = {} }: OfTenants): string[] {
  return [tenant, ...Object.keys(tenants)];
}

/** The credentials of each tenant, the blueprint's own first. */
export function credentialsByTenant(
  blueprint: OfTenants & { readonly credentials?: Credentials | undefined },
): readonly (readonly [tenant: string, credentials: Credentials])[] {
  const { tenant, credentials = {}, tenants = {} } = blueprint;
  const others = Object.entries(tenants).map(([name, other]) => [name, other.credentials ?? {}] as const);
  return [[tenant, credentials], ...others];
}
