/**
 * The transport of MQTT over TCP, TLS or WebSocket, to any 1/KP server: `mqtt://`, `mqtts://`, `ws://` and `wss://`.
 */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../kernel/clock.js';
import { type Address, addressOf, isWebSocket } from './address.js';
import type { MqttConnection } from './mqtt-session.js';
import { type MqttClientKind, openerOf } from './openers.js';
import { joinedTls, serverName, type TlsOptions } from './tls.js';
import type { ClientTls, SessionOptions, Transport } from './transport.js';

const KEEPALIVE_SECONDS = 60;
/** What is read at once. */
const READ_BYTES = 65_536;

export interface NetworkPorts {
  readonly clock: Clock;
  /** For all clients, besides what each has of its own. */
  readonly tls?: ClientTls | undefined;
  readonly client?: MqttClientKind | undefined;
}

/** @throws KaaError TARGET_INVALID when the text is no address of an MQTT server */
export function createMqttTransport(target: string, { clock, tls, client }: NetworkPorts): Transport {
  const address = addressOf(target);
  const openSession = openerOf(client);
  const room = new Uint8Array(READ_BYTES);
  return {
    name: target,
    open: async (options) => {
      const keepalive = options.keepAliveSeconds ?? KEEPALIVE_SECONDS;
      const openStream = await streamsTo(address, { common: tls, room }, options);
      return openSession({ target, clock, keepalive, openStream }, options);
    },
  };
}

interface Shared {
  readonly common: ClientTls | undefined;
  /** All sockets read into it: by themselves they would take memory anew for each read, and more than they need. */
  readonly room: Uint8Array;
}

async function streamsTo(
  address: Address,
  { common, room }: Shared,
  { tls }: SessionOptions,
): Promise<MqttConnection['openStream']> {
  const { protocol, host, port, isSecure, path } = address;
  const secrets: TlsOptions = isSecure ? joinedTls(common, tls) : {};
  if (isWebSocket(protocol)) {
    const { createWebSocketStream, WebSocket } = await import('ws');
    const authority = host.includes(':') ? `[${host}]` : host;
    const url = `${protocol}://${authority}:${port}${path}`;
    return () => {
      const socket = new WebSocket(url, 'mqtt', { perMessageDeflate: false, ...secrets });
      // MQTT.js passes over errors without a code, and those of a refused upgrade have none.
      socket.on('error', (error: NodeJS.ErrnoException) => {
        error.code ??= 'WEBSOCKET';
      });
      return createWebSocketStream(socket);
    };
  }
  // The options of TLS know no `noDelay`; with a delay each answer waits for the next acknowledgement of TCP.
  if (isSecure) return () => connectTls({ host, port, ...serverName(host), ...secrets }).setNoDelay(true);
  const from = Buffer.from(room.buffer);
  return (onBytes) => {
    const take = (count: number) => {
      onBytes?.(from.subarray(0, count));
      return true;
    };
    const onread = onBytes === undefined ? {} : { onread: { buffer: room, callback: take } };
    return connectTcp({ host, port, noDelay: true, ...onread });
  };
}
