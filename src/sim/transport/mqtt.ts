/**
 * The transport over TCP or TLS, to any 1/KP server: `mqtt://host:port` and `mqtts://host:port`.
 */
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { kaaError } from '../../errors.js';
import type { Clock } from '../../kernel/clock.js';
import { openMqttSession } from './mqtt-session.js';
import type { Transport } from './transport.js';

const KEEPALIVE_SECONDS = 60;
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

/** @throws KaaError TARGET_INVALID when the text is no address of an MQTT server */
export function createMqttTransport(target: string, ports: { readonly clock: Clock }): Transport {
  const { host, port, isSecure } = addressOf(target);
  const openStream = (): Duplex => {
    if (!isSecure) return connectTcp({ host, port, noDelay: true });
    return connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) });
  };
  return {
    name: target,
    open: (options) =>
      openMqttSession({ target, clock: ports.clock, keepalive: KEEPALIVE_SECONDS, openStream }, options),
  };
}

/** @throws KaaError TARGET_INVALID when the text is no address of an MQTT server */
export function addressOf(target: string): { host: string; port: number; isSecure: boolean } {
  const url = URL.canParse(target) ? new URL(target) : null;
  const standardPort = PORTS[url?.protocol ?? ''];
  if (url === null || standardPort === undefined || url.hostname === '') {
    throw kaaError('TARGET_INVALID', { target, reason: 'this is no address of an MQTT server' });
  }
  return {
    // Brackets belong to the address of IPv6 in a URL only.
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? standardPort : Number(url.port),
    isSecure: url.protocol === 'mqtts:',
  };
}
