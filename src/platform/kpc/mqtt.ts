/**
 * 1/KP over MQTT 3.1, 3.1.1 and 5: aedes speaks the protocol, KPC decides everything else.
 *
 * aedes keeps the connection, the acknowledgements and the subscriptions of each client. Its routing is replaced: what a
 * client publishes goes to {@link Communication} and to nobody else, so subscriptions are granted and have no effect.
 * A connection of MQTT 5 is translated on its way (`mqtt5/`); the others go to aedes as they are.
 */
import type { Duplex } from 'node:stream';
import type { AedesPublishPacket, AuthenticateError, Client, ConnectPacket, Subscription } from 'aedes';
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { RandomStream } from '../../kernel/random.js';
import type { EventBus } from '../esp/events.js';
import type { Authenticate, ClientConnection } from './authentication.js';
import type { Communication } from './communication.js';
import { limitOf } from './limit-failures.js';
import { KpcBroker } from './mqtt-broker.js';
import { MqttEntry, NO_ID } from './mqtt-entry.js';
import { MqttSession } from './mqtt-session.js';
import { endingOf } from './mqtt5/codes.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import type { RefusalLog } from './refusal-log.js';
import type { CloseCause } from './session.js';
import type { KpcSettings } from './settings.js';

const PROTOCOLS: Readonly<Record<number, string>> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5' };
const CLIENT_ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

export interface MqttPorts {
  readonly settings: KpcSettings;
  readonly clock: Clock;
  /** Draws the IDs of clients that name none. */
  readonly random: RandomStream;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly refusals: RefusalLog;
  readonly communication: Communication;
  readonly authenticate: Authenticate;
}

/** How a connection came, before its client has said anything. */
export type Arrival = Pick<ClientConnection, 'transport' | 'certificate'>;

export class MqttFront {
  readonly #ports: MqttPorts;
  readonly #broker: KpcBroker;
  readonly #entry: MqttEntry;
  readonly #sessions = new Map<Client, MqttSession>();
  /** Also those that have ended: a message that was acknowledged before the end is handled after it. */
  readonly #everySession = new WeakMap<Client, MqttSession>();
  readonly #arrivals = new WeakMap<object, Arrival>();
  readonly #credentials = new WeakMap<Client, readonly string[]>();
  /** Why a client's connection ended, where it was not the client's own wish. */
  readonly #endings = new WeakMap<Client, string>();

  private constructor(ports: MqttPorts) {
    this.#ports = ports;
    this.#broker = new KpcBroker(ports.settings.limits, {
      onPublish: (packet, client) => this.#onPublish(packet, client),
      onTakeover: (older) => this.#sessions.get(older)?.announce('taken-over'),
    });
    const { clock, refusals } = ports;
    this.#entry = new MqttEntry({
      clock,
      refusals,
      limits: ports.settings.limits,
      assignClientId: () => this.#newClientId(),
    });
    this.#wire();
  }

  static async open(ports: MqttPorts): Promise<MqttFront> {
    const front = new MqttFront(ports);
    await front.#broker.listen();
    return front;
  }

  /** Serves MQTT on a connection of any kind. */
  serve(stream: Duplex, arrival: Arrival = { transport: 'tcp' }): void {
    this.#entry.admit(stream, (opened) => {
      this.#arrivals.set(opened, arrival);
      this.#broker.take(opened);
    });
  }

  /** Sessions there are now. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#entry.close();
    for (const session of this.#sessions.values()) session.announce('shutting-down');
    await new Promise<void>((resolve) => {
      this.#broker.close(() => resolve());
    });
  }

  #newClientId(): string {
    return `kpc-${this.#ports.random.text(16, CLIENT_ID_ALPHABET)}`;
  }

  #wire(): void {
    const broker = this.#broker;
    broker.preConnect = (_client, packet: ConnectPacket, callback) => {
      // A session ends with its connection: KPC keeps nothing for a client that is away, the extensions do.
      packet.clean = true;
      if (packet.clientId === '') packet.clientId = this.#newClientId();
      callback(null, true);
    };
    broker.authenticate = (client, username, password, callback) => {
      const error = this.#refusalOf(client, username, password);
      callback(error ?? null, error === undefined);
    };
    // $SYS is a topic like any other that is not 1/KP. [MQTT-1.5.4-2]
    broker.authorizePublish = (_client, { topic }, callback) =>
      callback(topic.includes('\u0000') ? new Error('a topic with a null character') : null);
    broker.authorizeSubscribe = (client, subscription, callback) =>
      callback(null, this.#mayAddFilter(client, subscription) ? subscription : null);
    broker.on('client', (client) => this.#onClient(client));
    broker.on('clientDisconnect', (client) => this.#onDisconnect(client));
    broker.on('keepaliveTimeout', (client) => this.#sessions.get(client)?.announce('keep-alive'));
    broker.on('clientError', (client, error) => this.#onError(client, error));
    broker.on('connectionError', (client, error) => this.#onError(client, error));
    broker.on('subscribe', (subscriptions, client) => {
      const filters = subscriptions.map((subscription) => subscription.topic);
      this.#ports.journal.append({ type: 'kpc.subscribed', client: client.id, filters });
      const session = this.#sessions.get(client);
      if (session !== undefined) this.#ports.communication.subscribed(session, filters);
    });
    broker.on('unsubscribe', (filters, client) => {
      for (const filter of filters) this.#sessions.get(client)?.filters.delete(filter);
    });
    this.#ports.events.listen((event) => {
      if (event.type === 'credentials-revoked') this.#onCredentialsRevoked(event.credentialsId);
    });
  }

  #refusalOf(client: Client, username?: string, password?: Buffer): AuthenticateError | undefined {
    const { settings, refusals, authenticate } = this.#ports;
    const { clientIdBytes } = settings.limits;
    if (Buffer.byteLength(client.id) > clientIdBytes) {
      refusals.limited('clientIdBytes', client.id, `a client ID of more than ${clientIdBytes} bytes`);
      return asError(2, 'the client ID is too long');
    }
    const { transport, certificate } = this.#arrivals.get(client.conn) ?? { transport: 'tcp' };
    // What is absent comes as null from aedes.
    const given = { transport, username: username ?? undefined, password: password?.toString(), certificate };
    const result = authenticate(given);
    if (result.ok) {
      this.#credentials.set(client, result.credentialsIds ?? []);
      return undefined;
    }
    refusals.refused(
      'authentication',
      client.id,
      result.reason,
      'Give the client credentials that are Active.',
    );
    return asError(settings.connackRefused, result.reason);
  }

  #mayAddFilter(client: Client, { topic }: Subscription): boolean {
    const session = this.#sessions.get(client);
    if (session === undefined || session.filters.has(topic)) return true;
    const { subscriptions } = this.#ports.settings.limits;
    if (session.filters.size >= subscriptions) {
      this.#ports.refusals.limited('subscriptions', client.id, `more than ${subscriptions} subscriptions`);
      return false;
    }
    session.filters.add(topic);
    return true;
  }

  #onClient(client: Client): void {
    const { sendBufferBytes } = this.#ports.settings.limits;
    const session = new MqttSession(client.id, client, {
      sendBufferBytes,
      credentialsIds: this.#credentials.get(client) ?? [],
      onClosing: (_session, cause) => this.#onClosing(client, cause),
    });
    this.#sessions.set(client, session);
    this.#everySession.set(client, session);
    // aedes forgets a client whose ID has been taken over while it was closing.
    client.conn.once('close', () => setImmediate(() => this.#onDisconnect(client)));
    const version = client.conn instanceof Mqtt5Stream ? 5 : client.version;
    this.#ports.journal.append({
      type: 'kpc.client-connected',
      client: client.id,
      transport: this.#arrivals.get(client.conn)?.transport ?? 'tcp',
      protocol: PROTOCOLS[version] as string,
    });
  }

  #onClosing(client: Client, cause: CloseCause): void {
    const { reason } = endingOf(cause);
    this.#endings.set(client, reason);
    if (cause === 'slow-reader') this.#ports.refusals.limited('sendBufferBytes', client.id, reason);
  }

  /** Before its session began a failure is a refusal; after, it is why the session ended. */
  #onError(client: Client, error: Error & { errorCode?: number }): void {
    const { refusals } = this.#ports;
    const limit = limitOf(error.message);
    if (limit !== undefined && !this.#endings.has(client))
      refusals.limited(limit, client.id ?? NO_ID, error.message);
    if (this.#sessions.has(client)) {
      if (!this.#endings.has(client)) this.#endings.set(client, error.message);
      return;
    }
    // Authentication has told its refusal; and a connection may fail twice while it is torn down.
    if (error.errorCode !== undefined || this.#endings.has(client)) return;
    this.#endings.set(client, error.message);
    if (limit === undefined) refusals.refused('protocol', client.id ?? NO_ID, error.message);
  }

  #onPublish(packet: AedesPublishPacket, client: Client): void {
    const session = this.#everySession.get(client);
    if (session === undefined) return;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const { topic, qos, retain } = packet;
    this.#ports.communication.receive(session, { topic, payload, qos, retain });
    // PUBACK is out before the message is handled, and a client may be gone by then: nothing of it may stay connected.
    if (!this.#sessions.has(client)) this.#ports.communication.closed(session);
  }

  #onDisconnect(client: Client): void {
    const session = this.#sessions.get(client);
    if (session === undefined) return;
    this.#sessions.delete(client);
    const reason = this.#endings.get(client) ?? 'the client closed the connection';
    // What fails from here on is no news: the client has gone.
    this.#endings.set(client, reason);
    this.#ports.journal.append({ type: 'kpc.client-disconnected', client: client.id, reason });
    this.#ports.communication.closed(session);
  }

  /** [22/CAP CAP-17] */
  #onCredentialsRevoked(credentialsId: string): void {
    for (const session of [...this.#sessions.values()])
      if (session.credentialsIds.includes(credentialsId)) session.close('credentials-revoked');
  }
}

function asError(returnCode: 2 | 4 | 5, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode }) as AuthenticateError;
}
