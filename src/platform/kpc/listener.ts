/**
 * The TCP port of KPC: binds it, hands each connection on, and says clearly when it cannot.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { kaaError } from '../../errors.js';

export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Listener {
  /** Where it really listens. */
  readonly address: ListenAddress;
  close(): Promise<void>;
}

/** @throws KaaError PORT_BUSY, LISTEN_FAILED */
export function listenTcp(wanted: ListenAddress, serve: (socket: Socket) => void): Promise<Listener> {
  const server = createServer({ noDelay: true }, serve);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(asKaaError(error, wanted)));
    server.listen(wanted.port, wanted.host, 1024, () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : wanted.port;
      resolve({ address: { host: wanted.host, port }, close: () => closeServer(server) });
    });
  });
}

function asKaaError(error: NodeJS.ErrnoException, { host, port }: ListenAddress): Error {
  if (error.code === 'EADDRINUSE') return kaaError('PORT_BUSY', { host, port }, { cause: error });
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
