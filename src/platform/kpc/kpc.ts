/**
 * KPC as a whole: its transports opened, listening, and closed again. What a message means is not known here.
 *
 *     TCP ──────────────┐
 *     TLS ──────────────┼─► mqtt ──► communication ◄── http ◄── POST /kp1/…
 *     HTTP at /ws ──────┘
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../kernel/clock.js';
import type { InFlight } from '../../kernel/in-flight.js';
import type { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import type { EventBus } from '../esp/events.js';
import type { Authenticate } from './authentication.js';
import type { Communication } from './communication.js';
import { Connections } from './connections.js';
import { type DirectClient, type DirectDoor, DirectFront } from './direct.js';
import { hostCheck } from './host-check.js';
import { type ListenAddress, type Listener, listenOn, urlOf } from './listener.js';
import { postInMemory } from './memory-http.js';
import { memoryPipe } from './memory-pipe.js';
import { MqttFront } from './mqtt.js';
import { RefusalLog } from './refusal-log.js';
import type { Response } from './session.js';
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
  /** In virtual time: told of everything that is on its way. No timer of the machine may then have a say. */
  readonly inFlight?: InFlight | undefined;
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
  readonly #direct: DirectFront;
  readonly #listeners: Listener[] = [];
  #addresses: OpenAddresses = {};
  /** What it listens on, with the ports that were really bound; undefined when in memory alone. */
  #bound: ListenPorts | undefined;
  #isDown = false;

  private constructor(ports: KpcPorts, refusals: RefusalLog, mqtt: MqttFront) {
    const { clock, settings } = ports;
    this.#ports = ports;
    this.#refusals = refusals;
    this.#mqtt = mqtt;
    this.#direct = new DirectFront(ports);
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

  /** Sessions there are now. */
  get sessions(): number {
    return this.#mqtt.sessions + this.#direct.sessions;
  }

  /** A connection in memory, as a client's end of a socket. */
  connect(): Duplex {
    if (this.#isDown) return refusedStream();
    const [client, server] = memoryPipe(this.#ports.inFlight);
    this.#mqtt.serve(server);
    return client;
  }

  /** A client without a protocol around its messages; undefined while nobody is taken. */
  direct(client: DirectClient): DirectDoor | undefined {
    return this.#isDown ? undefined : this.#direct.open(client);
  }

  /** 1/KP over HTTP in memory: what a POST would bring. */
  async post(topic: string, payload: string): Promise<Response> {
    if (this.#isDown) throw Object.assign(new Error('the platform is down'), { code: 'ECONNREFUSED' });
    return await postInMemory(this.#ports, topic, payload);
  }

  /**
   * Opens ports. When one cannot be opened, those opened before stay so until `close`.
   * @throws KaaError PORT_BUSY, TLS_PORT_BUSY, HTTP_PORT_BUSY, LISTEN_FAILED, CERTIFICATE_UNUSABLE, FILE_NOT_WRITABLE
   */
  async listen(ports: ListenPorts): Promise<void> {
    const { host, port, tlsPort, httpPort, tlsFolder } = ports;
    const note = (bound: Partial<ListenPorts>) => {
      this.#bound = { host, tlsFolder, ...this.#bound, ...bound };
    };
    if (port !== undefined) note({ port: await this.#listenTcp({ host, port }) });
    if (tlsPort !== undefined)
      note({ tlsPort: await this.#listenTls({ host, port: tlsPort }, tlsFolder ?? '') });
    if (httpPort !== undefined) note({ httpPort: await this.#listenHttp({ host, port: httpPort }) });
  }

  /** Ends every connection and takes no more of them, in memory neither, until `up`. */
  async down(): Promise<void> {
    this.#isDown = true;
    const closed = this.#closeListeners();
    this.#mqtt.endSessions('restarting');
    this.#direct.endSessions('restarting');
    await this.#connections.close();
    await closed;
  }

  /** After `down`: takes connections again, on the same ports. @throws KaaError as {@link listen} */
  async up(): Promise<void> {
    if (this.#bound !== undefined) await this.listen(this.#bound);
    this.#isDown = false;
  }

  /** Tells of refusals that have only been counted so far. */
  flushRefusals(): void {
    this.#refusals.flush();
  }

  /** Ends every connection; clients of MQTT 5 are told why. */
  async close(): Promise<void> {
    const closed = this.#closeListeners();
    this.#direct.endSessions('shutting-down');
    await this.#mqtt.close();
    await this.#connections.close();
    await closed;
    this.#refusals.flush();
  }

  async #closeListeners(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }

  async #listenTcp(wanted: ListenAddress): Promise<number> {
    // Who has sent its last may still read its answers: whoever serves the socket ends it.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      if (!socket.destroyed) this.#mqtt.serve(socket, { transport: 'tcp' });
    });
    const address = await this.#bind(server, wanted, 'PORT_BUSY');
    this.#addresses = { ...this.#addresses, mqtt: urlOf('mqtt', address) };
    return address.port;
  }

  async #listenTls(wanted: ListenAddress, tlsFolder: string): Promise<number> {
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
    const address = await this.#bind(server, wanted, 'TLS_PORT_BUSY');
    const mqtts = urlOf('mqtts', address);
    const { authorityFile } = material;
    const trust = authorityFile === undefined ? {} : { certificateAuthority: authorityFile };
    this.#addresses = { ...this.#addresses, mqtts, ...trust };
    return address.port;
  }

  async #listenHttp(wanted: ListenAddress): Promise<number> {
    const { settings, clock, communication, elsewhere } = this.#ports;
    const { http, ws } = settings.transports;
    const [{ createHttpServer }, { serveWebSocket, WS_PATH }] = await Promise.all([
      import('./http.js'),
      import('./websocket.js'),
    ]);
    const refusals = this.#refusals;
    const isOurHost = hostCheck(wanted.host, http.hosts);
    const server = createHttpServer({ settings, clock, communication, refusals, elsewhere, isOurHost });
    const serve = (stream: Duplex) => this.#mqtt.serve(stream, { transport: 'ws' });
    if (ws.enabled) serveWebSocket(server, { limits: settings.limits, refusals, serve, isOurHost });
    const address = await this.#bind(server, wanted, 'HTTP_PORT_BUSY');
    this.#addresses = {
      ...this.#addresses,
      ...(ws.enabled && { ws: urlOf('ws', address, WS_PATH) }),
      ...(http.enabled && { http: urlOf('http', address) }),
    };
    return address.port;
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

/** What a client gets from a port that nobody listens on. */
function refusedStream(): Duplex {
  const [client] = memoryPipe();
  const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  // Not before whoever asked for it has had the chance to listen.
  setImmediate(() => client.destroy(error));
  return client;
}
