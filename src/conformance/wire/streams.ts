/**
 * Connections to a server elsewhere: TCP, TLS and WebSocket, each as a stream of bytes, or the reason why there is none.
 */
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { kaaError } from '../../errors.js';

/** MQTT's own ports. */
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the server reset the connection',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be resolved',
  EHOSTUNREACH: 'there is no route to that host',
  ETIMEDOUT: 'it does not answer',
};

/** Certificates of an authority that is not known here, by the codes of TLS. */
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain has a self-signed certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'the authority of its certificate is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority of its certificate is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
};

export interface StreamOptions {
  /** Certificates of the authority to trust, in PEM; those that Node knows when absent. */
  readonly authority?: string | undefined;
}

/**
 * A connection to `mqtt://`, `mqtts://`, `ws://` or `wss://`.
 * @throws KaaError TARGET_UNREACHABLE, TARGET_UNTRUSTED
 */
export async function openStream(target: string, { authority }: StreamOptions = {}): Promise<Duplex> {
  const url = new URL(target);
  if (url.protocol === 'ws:' || url.protocol === 'wss:') return await openWebSocket(target, authority);
  // Brackets belong to the address of IPv6 in a URL only.
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const port = url.port === '' ? (PORTS[url.protocol] as number) : Number(url.port);
  const isSecure = url.protocol === 'mqtts:';
  const socket = isSecure
    ? connectTls({ host, port, ...trusting(authority), ...(isIP(host) === 0 && { servername: host }) })
    : connectTcp({ host, port });
  // By call: the options of TLS know no `noDelay`.
  socket.setNoDelay(true);
  await opened(socket, isSecure ? 'secureConnect' : 'connect', target);
  return socket;
}

const trusting = (authority: string | undefined) => (authority === undefined ? {} : { ca: authority });

async function openWebSocket(target: string, authority: string | undefined): Promise<Duplex> {
  const { createWebSocketStream, WebSocket } = await import('ws');
  const socket = new WebSocket(target, 'mqtt', trusting(authority));
  await opened(socket, 'open', target);
  return createWebSocketStream(socket);
}

/** What sockets of every kind have. */
interface Opening {
  once(event: string, listener: (error: NodeJS.ErrnoException) => void): unknown;
}

function opened(socket: Opening, event: string, target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => reject(unreachable(target, error)));
    socket.once(event, () => resolve());
  });
}

/** Why there is no connection, as an error for people. */
export function unreachable(target: string, error: NodeJS.ErrnoException): Error {
  const untrusted = UNTRUSTED[error.code ?? ''];
  if (untrusted !== undefined)
    return kaaError('TARGET_UNTRUSTED', { target, reason: untrusted }, { cause: error });
  const text = error.message === '' ? String(error.code) : error.message.replace(/\.$/, '');
  const reason = REASONS[error.code ?? ''] ?? text;
  return kaaError('TARGET_UNREACHABLE', { target, reason }, { cause: error });
}
