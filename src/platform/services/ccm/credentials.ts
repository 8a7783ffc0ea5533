/**
 * Client credentials and what comes of a client that shows them: values, and what speaks against letting it in.
 */
import { isUsableState, type LifeCycleState } from '../life-cycle.js';
import type { ClientTransport, Requirement } from './requirements.js';

interface Credentials {
  readonly credentialsId: string;
  readonly tenant: string;
  readonly state: LifeCycleState;
  /** Milliseconds since the epoch, as are all dates here. */
  readonly createdDate: number;
  readonly updatedDate: number;
  /** When a client last identified with them. */
  readonly lastUseDate?: number | undefined;
}

export interface BasicCredentials extends Credentials {
  readonly kind: 'basic';
  /** Without the tenant. */
  readonly username: string;
}

export interface X509Credentials extends Credentials {
  readonly kind: 'x509';
  readonly issuer: string;
  /** Base 10. */
  readonly serialNumber: string;
}

export type ClientCredentials = BasicCredentials | X509Credentials;

/** What a client came with. The certificate has passed the checks of TLS: chain, dates. [22/CAP CAP-08] */
export interface ClientConnection {
  readonly transport: ClientTransport;
  /** `<user>@<tenant>` */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Serial number in base 10. */
  readonly certificate?: { readonly issuer: string; readonly serialNumber: string } | undefined;
}

/** `credentialsIds` are those the client has identified with: its session ends when one of them is revoked. */
export type Authentication =
  | { readonly ok: true; readonly credentialsIds: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** What is known of a client that has been let in. */
export interface Identity {
  readonly transport: ClientTransport;
  readonly credentialsIds: readonly string[];
}

export type Kind = ClientCredentials['kind'];

/** Certificates are looked at first. */
export const KINDS = ['x509', 'basic'] as const;

/** Whose credentials they are, or why nobody's. */
export type Identified<Entry = ClientCredentials> = { readonly entry: Entry } | { readonly reason: string };

/** What came of everything that a client showed. */
export type Attempts<Entry = ClientCredentials> = { readonly [Key in Kind]?: Identified<Entry> };

const WHAT: Readonly<Record<Kind, string>> = {
  x509: 'a client certificate',
  basic: 'a user name and a password',
};

/** Why a tenant does not let a client in; undefined when it does. */
export function faultOf(attempts: Attempts, tenant: string, required: Requirement): string | undefined {
  for (const kind of KINDS) {
    if (!required[kind]) continue;
    const attempt = attempts[kind];
    if (attempt === undefined) return `${WHAT[kind]} is required`;
    if ('reason' in attempt) return attempt.reason;
    if (attempt.entry.tenant !== tenant)
      return `the client credentials are of the tenant ${attempt.entry.tenant}`;
  }
  return undefined;
}

/** Credentials as what identifies a client, unless their life is against it. */
export function usable<Entry extends { readonly state: LifeCycleState }>(entry: Entry): Identified<Entry> {
  return isUsableState(entry.state) ? { entry } : { reason: `the client credentials are ${entry.state}` };
}
