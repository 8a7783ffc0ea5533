/**
 * Requests of HTTP over the network, with connections that are kept for the next one.
 */
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Address } from './address.js';
import type { Posted, Poster } from './http.js';
import { joinedTls, serverName } from './tls.js';
import type { ClientTls } from './transport.js';

type Http = Pick<typeof import('node:http'), 'request' | 'Agent'>;

/** Connections at the same time; further requests wait for one. */
const SOCKETS_MAX = 1000;

export async function createPoster(address: Address, tls: ClientTls | undefined): Promise<Poster> {
  const http: Http = address.isSecure ? await import('node:https') : await import('node:http');
  return new NetworkPoster(address, http, tls);
}

class NetworkPoster implements Poster {
  readonly #address: Address;
  readonly #http: Http;
  readonly #tls: ClientTls | undefined;
  #agent: Agent | undefined;

  constructor(address: Address, http: Http, tls: ClientTls | undefined) {
    this.#address = address;
    this.#http = http;
    this.#tls = tls;
  }

  async probe(tls: ClientTls | undefined): Promise<void> {
    await this.#request('HEAD', '/', '', tls);
  }

  post(topic: string, payload: string, tls: ClientTls | undefined): Promise<Posted> {
    const path = topic.split('/').map(encodeURIComponent).join('/');
    return this.#request('POST', `/${path}`, payload, tls);
  }

  rest(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #request(method: string, path: string, payload: string, tls: ClientTls | undefined): Promise<Posted> {
    const options = this.#optionsOf(method, path, payload, tls);
    try {
      return await this.#once(options, payload);
    } catch (error) {
      // A server may close a connection that it has kept, just when it is used again.
      if ((error as { isStale?: boolean }).isStale !== true) throw error;
      return await this.#once(options, payload);
    }
  }

  #once(options: RequestOptions, payload: string): Promise<Posted> {
    return new Promise((resolve, reject) => {
      const request: ClientRequest = this.#http.request(options, (response) => {
        collect(response).then(
          (body) => resolve({ statusCode: response.statusCode ?? 0, body }),
          (error: unknown) => reject(error),
        );
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && error.code === 'ECONNRESET';
        reject(Object.assign(error, { isStale }));
      });
      request.end(payload);
    });
  }

  #optionsOf(method: string, path: string, payload: string, tls: ClientTls | undefined): RequestOptions {
    const { host, port, isSecure } = this.#address;
    this.#agent ??= new this.#http.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX, noDelay: true });
    return {
      agent: this.#agent,
      method,
      host,
      port,
      path: `${this.#address.path}${path}`,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
      ...(isSecure && { ...serverName(host), ...joinedTls(this.#tls, tls) }),
    };
  }
}

async function collect(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
