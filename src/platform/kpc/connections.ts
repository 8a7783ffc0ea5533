/**
 * The connections from outside, over all transports together: counted, limited, and ended when the platform stops.
 */
import type { Server, Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import type { KpcLimits } from './limits.js';
import type { RefusalLog } from './refusal-log.js';

/** How long what is on its way to a client may take when the platform stops. */
const GRACE_MS = 500;

export interface ConnectionsPorts {
  readonly clock: Clock;
  readonly limits: KpcLimits;
  readonly refusals: RefusalLog;
}

export class Connections {
  readonly #ports: ConnectionsPorts;
  readonly #sockets = new Set<Socket>();

  constructor(ports: ConnectionsPorts) {
    this.#ports = ports;
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Counts what a server accepts, before anybody else sees it. */
  watch(server: Server): void {
    const { limits, refusals } = this.#ports;
    server.prependListener('connection', (socket: Socket) => {
      if (this.#sockets.size >= limits.connections) {
        const reason = `more than ${limits.connections} connections at one time`;
        refusals.limited('connections', socket.remoteAddress ?? '(gone)', reason);
        socket.destroy();
        return;
      }
      socket.setNoDelay(true);
      socket.setKeepAlive(true, limits.tcpKeepAliveMs);
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Ends them all: what has been written may still go out, for a moment. */
  async close(): Promise<void> {
    const closed = [...this.#sockets].map(
      (socket) =>
        new Promise<void>((resolve) => {
          const cancel = this.#ports.clock.schedule(GRACE_MS, 'the end of a connection', () =>
            socket.destroy(),
          );
          socket.once('close', () => {
            cancel();
            resolve();
          });
          socket.destroySoon();
        }),
    );
    await Promise.all(closed);
  }
}
