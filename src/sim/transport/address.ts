/**
 * The address of a 1/KP server, taken apart: `mqtt://host:port`, `wss://host/ws`, `https://host/kpc`.
 */
import type { Protocol } from '../../blueprint/fleet/connection.js';
import { kaaError } from '../../errors.js';

export interface Address {
  /** As it was given. */
  readonly target: string;
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** What stands before `/kp1`, or the path of the WebSocket; without a slash at its end. */
  readonly path: string;
}

const PORTS: Readonly<Record<Protocol, number>> = {
  mqtt: 1883,
  mqtts: 8883,
  ws: 80,
  wss: 443,
  http: 80,
  https: 443,
};

const SECURE: ReadonlySet<Protocol> = new Set<Protocol>(['mqtts', 'wss', 'https']);

/** Where Kaa has MQTT over WebSocket. (reference §3.2) */
const WS_PATH = '/ws';

/** @throws KaaError TARGET_INVALID when the text is no address of a 1/KP server */
export function addressOf(target: string): Address {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  const protocol = url?.protocol.slice(0, -1) as Protocol;
  if (url === undefined || !Object.hasOwn(PORTS, protocol) || url.hostname === '') {
    throw kaaError('TARGET_INVALID', { target, reason: 'this is no address of a 1/KP server' });
  }
  const path = url.pathname.replace(/\/$/, '');
  return {
    target,
    protocol,
    // Brackets belong to the address of IPv6 in a URL only.
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? PORTS[protocol] : Number(url.port),
    isSecure: SECURE.has(protocol),
    path: path === '' && isWebSocket(protocol) ? WS_PATH : path,
  };
}

export const isWebSocket = (protocol: Protocol): boolean => protocol === 'ws' || protocol === 'wss';
export const isHttp = (protocol: Protocol): boolean => protocol === 'http' || protocol === 'https';
