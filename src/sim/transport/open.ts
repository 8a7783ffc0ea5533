/**
 * The transport that an address asks for.
 */
import { addressOf, isHttp } from './address.js';
import type { NetworkPorts } from './mqtt.js';
import type { Transport } from './transport.js';

/**
 * To any 1/KP server: `mqtt://`, `mqtts://`, `ws://`, `wss://`, `http://` or `https://`.
 * @throws KaaError TARGET_INVALID
 */
export async function createTransport(target: string, ports: NetworkPorts): Promise<Transport> {
  const address = addressOf(target);
  if (!isHttp(address.protocol)) {
    const { createMqttTransport } = await import('./mqtt.js');
    return createMqttTransport(target, ports);
  }
  const [{ createHttpTransport }, { createPoster }] = await Promise.all([
    import('./http.js'),
    import('./http-poster.js'),
  ]);
  const poster = await createPoster(address, ports.tls);
  return createHttpTransport(target, { clock: ports.clock, poster });
}
