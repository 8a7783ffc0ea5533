/**
 * Which client credentials each transport requires, from the settings of KPC and of the tenant; none unless told so.
 * (reference §8.2)
 */

export type ClientTransport = 'tcp' | 'tls' | 'ws';

export interface Requirement {
  readonly basic: boolean;
  readonly x509: boolean;
}

export type Requirements = Readonly<Record<ClientTransport, Requirement>>;

/** @param kpcSettings `transports.<transport>.basicAuth.required` and `….x509Auth.required` are read, if there */
export function requirementsOf(kpcSettings: unknown): Requirements {
  const transports = member(kpcSettings, 'transports');
  const of = (transport: ClientTransport): Requirement => ({
    basic: isRequired(member(transports, transport), 'basicAuth'),
    x509: isRequired(member(transports, transport), 'x509Auth'),
  });
  return { tcp: of('tcp'), tls: of('tls'), ws: of('ws') };
}

/** What a tenant says, and where it says nothing what the settings of KPC say. */
export function tenantRequirements(tenant: unknown, kpc: Requirements): Requirements {
  const transports = member(tenant, 'transports');
  const of = (transport: ClientTransport): Requirement => {
    const said = member(transports, transport);
    return {
      basic: member(said, 'basicAuth') === undefined ? kpc[transport].basic : isRequired(said, 'basicAuth'),
      x509: member(said, 'x509Auth') === undefined ? kpc[transport].x509 : isRequired(said, 'x509Auth'),
    };
  };
  return { tcp: of('tcp'), tls: of('tls'), ws: of('ws') };
}

function isRequired(transport: unknown, kind: string): boolean {
  return member(member(transport, kind), 'required') === true;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
