/**
 * KPC as a whole: its transports opened, listening, and closed again. What a message means is not known here.
 *
 *     TCP ──────────────┐
 *     TLS ──────────────┼─► mqtt ──► communication ◄── http ◄── POST /kp1/…
 *     HTTP at /ws ──────┘
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import type { EventBus } from '../esp/events.js';
import type { Authenticate } from './authentication.js';
import type { Communication } from './communication.js';
import { Connections } from './connections.js';
import { type ListenAddress, type Listener, listenOn, urlOf } from './listener.js';
import { MqttFront } from './mqtt.js';
import { RefusalLog } from './refusal-log.js';
import type { KpcSettings } from './settings.js';

export interface KpcPorts {
  readonly settings: KpcSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly communication: Communication;
  readonly authenticate: Authenticate;
  /** Answers HTTP requests that are not 1/KP. */
  readonly elsewhere?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Files that the settings name are relative to it. */
  readonly blueprintFolder: string;
}

/** Which ports to open on an address; those that are absent stay closed. 0 takes any free port. */
export interface ListenPorts {
  readonly host: string;
  /** MQTT over TCP. */
  readonly port?: number | undefined;
  readonly tlsPort?: number | undefined;
  /** HTTP and, at /ws, WebSocket. */
  readonly httpPort?: number | undefined;
  /** Where the development authority of TLS lies; needed with `tlsPort`. */
  readonly tlsFolder?: string | undefined;
}

/** Where it listens, as URLs. */
export interface OpenAddresses {
  readonly mqtt?: string;
  readonly mqtts?: string;
  readonly ws?: string;
  /** Without the path: 1/KP is at `/kp1/…` below it. */
  readonly http?: string;
  /** The certificate that clients of `mqtts` must trust. */
  readonly certificateAuthority?: string;
}

/** Under which names this machine is reached when it listens on all of its addresses. */
const OWN_HOSTS = ['localhost', '127.0.0.1', '::1'];
const ANY_HOST: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export class Kpc {
  readonly #ports: KpcPorts;
  readonly #refusals: RefusalLog;
  readonly #connections: Connections;
  readonly #mqtt: MqttFront;
  readonly #listeners: Listener[] = [];
  #addresses: OpenAddresses = {};

  private constructor(ports: KpcPorts, refusals: RefusalLog, mqtt: MqttFront) {
    const { clock, settings } = ports;
    this.#ports = ports;
    this.#refusals = refusals;
    this.#mqtt = mqtt;
    this.#connections = new Connections({ clock, refusals, limits: settings.limits });
  }

  static async open(ports: KpcPorts): Promise<Kpc> {
    const refusals = new RefusalLog(ports.journal, ports.clock);
    const random = ports.random.stream('kpc/client-id');
    return new Kpc(ports, refusals, await MqttFront.open({ ...ports, random, refusals }));
  }

  get addresses(): OpenAddresses {
    return this.#addresses;
  }

  /** MQTT sessions there are now. */
  get sessions(): number {
    return this.#mqtt.sessions;
  }

  /** A connection in memory, as a client's end of a socket. */
  connect(): Duplex {
    const [client, server] = duplexPair({ allowHalfOpen: false });
    // A pair does not hang up together by itself.
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
    this.#mqtt.serve(server);
    return client;
  }

  /**
   * Opens ports. When one cannot be opened, those opened before stay so until `close`.
   * @throws KaaError PORT_BUSY, TLS_PORT_BUSY, HTTP_PORT_BUSY, LISTEN_FAILED, CERTIFICATE_UNUSABLE, FILE_NOT_WRITABLE
   */
  async listen(ports: ListenPorts): Promise<void> {
    const { host, port, tlsPort, httpPort } = ports;
    if (port !== undefined) await this.#listenTcp({ host, port });
    if (tlsPort !== undefined) await this.#listenTls({ host, port: tlsPort }, ports.tlsFolder ?? '');
    if (httpPort !== undefined) await this.#listenHttp({ host, port: httpPort });
  }

  /** Tells of refusals that have only been counted so far. */
  flushRefusals(): void {
    this.#refusals.flush();
  }

  /** Ends every connection; clients of MQTT 5 are told why. */
  async close(): Promise<void> {
    const closed = this.#listeners.splice(0).map((listener) => listener.close());
    await this.#mqtt.close();
    await this.#connections.close();
    await Promise.all(closed);
    this.#refusals.flush();
  }

  async #listenTcp(wanted: ListenAddress): Promise<void> {
    const server = createServer((socket) => {
      if (!socket.destroyed) this.#mqtt.serve(socket, { transport: 'tcp' });
    });
    const address = await this.#bind(server, wanted, 'PORT_BUSY');
    this.#addresses = { ...this.#addresses, mqtt: urlOf('mqtt', address) };
  }

  async #listenTls(wanted: ListenAddress, tlsFolder: string): Promise<void> {
    const { settings, clock, blueprintFolder } = this.#ports;
    const { createTlsServer, tlsMaterial } = await import('./tls.js');
    const hosts = ANY_HOST.has(wanted.host) ? OWN_HOSTS : [...new Set([wanted.host, ...OWN_HOSTS])];
    const { tls } = settings.transports;
    const now = clock.now();
    const material = await tlsMaterial({ settings: tls, blueprintFolder, tlsFolder, hosts, now });
    const server = createTlsServer(material, {
      limits: settings.limits,
      refusals: this.#refusals,
      serve: (socket, certificate) => this.#mqtt.serve(socket, { transport: 'tls', certificate }),
    });
    const mqtts = urlOf('mqtts', await this.#bind(server, wanted, 'TLS_PORT_BUSY'));
    const { authorityFile } = material;
    const trust = authorityFile === undefined ? {} : { certificateAuthority: authorityFile };
    this.#addresses = { ...this.#addresses, mqtts, ...trust };
  }

  async #listenHttp(wanted: ListenAddress): Promise<void> {
    const { settings, clock, communication, elsewhere } = this.#ports;
    const { http, ws } = settings.transports;
    const [{ createHttpServer }, { serveWebSocket, WS_PATH }] = await Promise.all([
      import('./http.js'),
      import('./websocket.js'),
    ]);
    const refusals = this.#refusals;
    const server = createHttpServer({ settings, clock, communication, refusals, elsewhere });
    const serve = (stream: Duplex) => this.#mqtt.serve(stream, { transport: 'ws' });
    if (ws.enabled) serveWebSocket(server, { limits: settings.limits, refusals, serve });
    const address = await this.#bind(server, wanted, 'HTTP_PORT_BUSY');
    this.#addresses = {
      ...this.#addresses,
      ...(ws.enabled && { ws: urlOf('ws', address, WS_PATH) }),
      ...(http.enabled && { http: urlOf('http', address) }),
    };
  }

  async #bind(
    server: Server,
    wanted: ListenAddress,
    busy: Parameters<typeof listenOn>[2],
  ): Promise<ListenAddress> {
    this.#connections.watch(server);
    const listener = await listenOn(server, wanted, busy);
    this.#listeners.push(listener);
    return listener.address;
  }
}
