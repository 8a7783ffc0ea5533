/**
 * The link of a device: a relay in front of a port of the platform. It passes bytes on and knows nothing of them.
 *
 *     device ─► relay ─► platform
 *
 * A cut is a reset on the device's side, as of a cable that is pulled or a router that has forgotten the connection.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { LinkState } from './link.js';

export interface Relay {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on an address and passes every connection on to a port of this machine.
 * @throws NodeJS.ErrnoException as `listen` does
 */
export async function openRelay(
  state: LinkState,
  from: { readonly host: string; readonly port: number },
  to: { readonly host: string; readonly port: number },
): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (state.isDown) state.turnAway(socket);
    else relay(socket, state, to);
  });
  await listening(server, from);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : from.port;
  return {
    host: from.host,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function relay(socket: Socket, state: LinkState, to: { readonly host: string; readonly port: number }): void {
  const upstream = connect(to.port, to.host);
  socket.setNoDelay(true);
  upstream.setNoDelay(true);
  const remove = state.add({
    destroy() {
      socket.resetAndDestroy();
      upstream.destroy();
    },
  });
  for (const side of [socket, upstream]) side.on('error', () => {});
  socket.once('close', () => {
    remove();
    upstream.destroy();
  });
  upstream.once('close', () => socket.destroy());
  socket.pipe(upstream);
  upstream.pipe(socket);
}

function listening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
