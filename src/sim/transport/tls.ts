/**
 * Certificates of clients as `node:tls` wants them.
 */
import { isIP } from 'node:net';
import type { ClientTls } from './transport.js';

export interface TlsOptions {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string[];
}

/** What all clients have and what one has of its own: its certificate wins, and both authorities are trusted. */
export function joinedTls(common: ClientTls = {}, own: ClientTls = {}): TlsOptions {
  const { cert, key } = own.cert === undefined ? common : own;
  const ca = [common.ca, own.ca].filter((text) => text !== undefined);
  return {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(ca.length > 0 && { ca }),
  };
}

/** Names go into the handshake, addresses do not. [RFC 6066, 3] */
export const serverName = (host: string): { servername?: string } =>
  isIP(host) === 0 ? { servername: host } : {};
