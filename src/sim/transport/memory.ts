/**
 * The transport into an embedded broker: the same MQTT bytes, without a socket.
 *
 * The caller gives each session its end of a pair of streams, and sees to it that closing one end closes the other:
 * a pair of `node:stream` does not do so by itself.
 */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../kernel/clock.js';
import { openMqttSession } from './mqtt-session.js';
import type { Transport } from './transport.js';

export interface MemoryPorts {
  readonly clock: Clock;
  /** Hands the broker one end and gives back the other. */
  readonly connect: () => Duplex;
}

export function createMemoryTransport({ clock, connect }: MemoryPorts): Transport {
  return {
    name: 'memory',
    // No keep-alive: both ends are in this process, and its timers would read the machine's time.
    open: (options) =>
      openMqttSession({ target: 'memory', clock, keepalive: 0, openStream: connect }, options),
  };
}
