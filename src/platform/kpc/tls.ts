/**
 * MQTT over TLS: the server and its certificate, and the certificates of clients.
 *
 * A client may come with a certificate; whether it must is up to authentication. One that no trusted authority has signed,
 * or that has expired, counts as none. [22/CAP CAP-08]
 */
import type { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { kaaError } from '../../errors.js';
import type { ClientCertificate } from './authentication.js';
import { developmentAuthority, signServer } from './certificates.js';
import type { KpcLimits } from './limits.js';
import type { RefusalLog } from './refusal-log.js';
import { tlsFailure } from './tls-failures.js';
import type { KpcTransports } from './transports.js';

export interface TlsMaterial {
  readonly certificate: string;
  readonly key: string;
  /** Who signs the certificates of clients, PEM. */
  readonly clientAuthorities: string;
  /** The file that clients must trust; undefined when the server's certificate is the user's own. */
  readonly authorityFile: string | undefined;
}

export interface TlsOptions {
  readonly settings: KpcTransports['tls'];
  /** Files of the settings are relative to it. */
  readonly blueprintFolder: string;
  /** Where the development authority lies, or will. */
  readonly tlsFolder: string;
  /** What the server is called by those who connect. */
  readonly hosts: readonly string[];
  readonly now: number;
}

/** @throws KaaError CERTIFICATE_UNUSABLE, FILE_NOT_WRITABLE */
export async function tlsMaterial(options: TlsOptions): Promise<TlsMaterial> {
  const { settings, blueprintFolder, tlsFolder, hosts, now } = options;
  const read = (file: string) => readMaterial(resolve(blueprintFolder, file));
  const { certificate, key, clientAuthorities } = settings;
  const own =
    certificate === undefined || key === undefined
      ? undefined
      : { certificate: await read(certificate), key: await read(key) };
  const theirs = clientAuthorities === undefined ? undefined : await read(clientAuthorities);
  if (own !== undefined && theirs !== undefined)
    return { ...own, clientAuthorities: theirs, authorityFile: undefined };
  const authority = await developmentAuthority(tlsFolder, now);
  return {
    ...(own ?? (await signServer(authority, hosts, now))),
    clientAuthorities: theirs ?? authority.certificate,
    authorityFile: own === undefined ? authority.file : undefined,
  };
}

async function readMaterial(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw kaaError('CERTIFICATE_UNUSABLE', { file, reason: (error as Error).message }, { cause: error });
  }
}

export interface TlsPorts {
  readonly limits: KpcLimits;
  readonly refusals: RefusalLog;
  readonly serve: (socket: TLSSocket, certificate: ClientCertificate | undefined) => void;
}

/** The server, which does not listen yet. @throws KaaError CERTIFICATE_UNUSABLE */
export function createTlsServer(material: TlsMaterial, { limits, refusals, serve }: TlsPorts): Server {
  const { certificate, key, clientAuthorities } = material;
  let server: Server;
  try {
    server = createServer({
      cert: certificate,
      key,
      ca: clientAuthorities,
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: limits.connectTimeoutMs,
    });
  } catch (error) {
    const reason = (error as Error).message;
    throw kaaError('CERTIFICATE_UNUSABLE', { file: 'transports.tls', reason }, { cause: error });
  }
  server.on('secureConnection', (socket) => {
    // Who has sent its last may still read its answers: whoever serves the socket ends it.
    socket.allowHalfOpen = true;
    const given = socket.getPeerX509Certificate();
    if (given !== undefined && !socket.authorized) {
      const reason = `its certificate is not trusted: ${socket.authorizationError}`;
      refusals.refused(
        'tls',
        socket.remoteAddress ?? '(gone)',
        reason,
        'Have it signed by an authority of kpc.',
      );
    }
    serve(socket, given !== undefined && socket.authorized ? identityOf(given) : undefined);
  });
  server.on('tlsClientError', (error: Error, socket) => {
    const { reason, remedy } = tlsFailure(error);
    refusals.refused('tls', socket.remoteAddress ?? '(gone)', reason, remedy);
    socket.destroy();
  });
  return server;
}

/** Issuer as in RFC 2253, the name first; serial number in base 10. [22/CAP] */
function identityOf({ issuer, serialNumber }: X509Certificate): ClientCertificate {
  return {
    issuer: issuer.split('\n').reverse().join(','),
    serialNumber: BigInt(`0x${serialNumber}`).toString(),
  };
}
