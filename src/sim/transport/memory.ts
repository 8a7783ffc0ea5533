/**
 * The transport into an embedded broker: the same MQTT bytes, without a socket.
 *
 * The caller gives each session its end of a connection, which need not be a stream that can be piped, and sees to it that
 * closing one end closes the other: a pair of `node:stream` does not do so by itself. No timer of the machine runs while a
 * session is open, and with `inFlight` virtual time waits for what the session has under way.
 */
import type { Duplex } from 'node:stream';
import { type Clock, LONGEST_TIMER_MS } from '../../kernel/clock.js';
import type { InFlight } from '../../kernel/in-flight.js';
import type { MqttConnection } from './mqtt-session.js';
import { openerOf } from './openers.js';
import type { Transport } from './transport.js';

export interface MemoryPorts {
  readonly clock: Clock;
  /** Hands the broker one end and gives back the other. */
  readonly connect: () => Duplex;
  /** Only in virtual time. */
  readonly inFlight?: InFlight | undefined;
}

export function createMemoryTransport({ clock, connect, inFlight }: MemoryPorts): Transport {
  const connection: MqttConnection = {
    target: 'memory',
    clock,
    // Both ends are in this process: nobody need ask whether the other is still there.
    keepalive: 0,
    connectTimeoutMs: LONGEST_TIMER_MS,
    inFlight,
    openStream: connect,
  };
  const openSession = openerOf();
  return { name: connection.target, open: (options) => openSession(connection, options) };
}
