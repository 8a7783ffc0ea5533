/**
 * The ports of KPC: binds a server to an address, and says clearly when it cannot.
 */
import type { Server } from 'node:net';
import { type ErrorCode, kaaError } from '../../errors.js';

export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Listener {
  /** Where it really listens. */
  readonly address: ListenAddress;
  /** Takes no more connections; settles when those that are there have ended. */
  close(): Promise<void>;
}

type BusyCode = Extract<ErrorCode, 'PORT_BUSY' | 'HTTP_PORT_BUSY' | 'TLS_PORT_BUSY'>;

/** Connections that may wait to be accepted. */
const BACKLOG = 1024;

/**
 * @param busy the error when another program has the port: it names the flag that helps
 * @throws KaaError of `busy`, LISTEN_FAILED
 */
export function listenOn(server: Server, wanted: ListenAddress, busy: BusyCode): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(asKaaError(error, wanted, busy));
    server.once('error', fail);
    server.listen(wanted.port, wanted.host, BACKLOG, () => {
      server.off('error', fail);
      // Running out of descriptors ends one connection, not the platform.
      server.on('error', () => {});
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : wanted.port;
      resolve({ address: { host: wanted.host, port }, close: () => closeServer(server) });
    });
  });
}

/** An address as a URL has it: IPv6 in brackets. */
export function urlOf(scheme: string, { host, port }: ListenAddress, path = ''): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}

function asKaaError(error: NodeJS.ErrnoException, { host, port }: ListenAddress, busy: BusyCode): Error {
  if (error.code === 'EADDRINUSE') return kaaError(busy, { host, port }, { cause: error });
  const reasons: Record<string, string> = {
    EACCES: 'that port needs more rights',
    EADDRNOTAVAIL: 'this machine does not have that address',
    ENOTFOUND: 'there is no host of that name',
  };
  return kaaError(
    'LISTEN_FAILED',
    { host, port, reason: reasons[error.code ?? ''] ?? error.message },
    { cause: error },
  );
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
