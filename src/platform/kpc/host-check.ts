/**
 * Under which names a page in a browser may reach REST and WebSocket: those of this machine, not a name of its own that it
 * has made lead here (DNS rebinding). Who sends no Host at all is no browser.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type RefusalLog, shown } from './refusal-log.js';

const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether a request with that Host header is meant for this server. */
export type HostCheck = (host: string | undefined) => boolean;

/**
 * @param listening the address that is listened on; every address of the machine may be asked for when it is 0.0.0.0 or ::
 * @param more names besides; `*`: any
 */
export function hostCheck(listening: string, more: readonly string[]): HostCheck {
  const names = new Set([listening, ...more].map((name) => name.toLowerCase()));
  return (host) => {
    if (host === undefined || host === '' || names.has('*')) return true;
    const name = nameIn(host);
    return isLoopback(name) || names.has(name) || (ANY_ADDRESS.has(listening) && isIP(name) !== 0);
  };
}

/** Says that somebody asked for another server. */
export function noteHost(refusals: RefusalLog, { headers, socket }: IncomingMessage): void {
  const reason = `it asks for the host ${shown(headers.host ?? '')}`;
  const remedy = 'If the name is yours, add it to transports.http.hosts in the settings of kpc.';
  refusals.refused('host', socket.remoteAddress ?? '(gone)', reason, remedy);
}

/** Without the port, and an address of IPv6 without its brackets. */
function nameIn(host: string): string {
  const name = /^\[(.*)\](?::\d+)?$/.exec(host)?.[1] ?? host.replace(/:\d+$/, '');
  return name.toLowerCase().replace(/\.$/, '');
}

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}
