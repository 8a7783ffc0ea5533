/**
 * What KPC asks of whoever knows the client credentials (CCM): may this client connect, and under which credentials?
 *
 * Client authentication and the tokens of endpoints are independent of each other. [1/KP KP-23]
 */

/** A client certificate that a trusted authority has signed. [22/CAP] */
export interface ClientCertificate {
  /** Distinguished name of the issuer, as in RFC 2253: `CN=kaa development authority,O=kaa`. */
  readonly issuer: string;
  /** In base 10. */
  readonly serialNumber: string;
}

/** How a client comes. A connection in memory counts as TCP. */
export interface ClientConnection {
  readonly transport: 'tcp' | 'tls' | 'ws';
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly certificate?: ClientCertificate | undefined;
}

/** What is kept of it for the time of the connection. */
export interface ClientIdentity {
  readonly transport: ClientConnection['transport'];
  /** The credentials that the client has identified with: its session ends when one of them is revoked. */
  readonly credentialsIds: readonly string[];
}

export type Authentication =
  | { readonly ok: true; readonly credentialsIds?: readonly string[] }
  /** `reason` is for the journal; the client learns only that it is refused. */
  | { readonly ok: false; readonly reason: string };

export type Authenticate = (connection: ClientConnection) => Authentication;

/** Everybody may connect: Kaa's default. */
export const anybody: Authenticate = () => ({ ok: true });
