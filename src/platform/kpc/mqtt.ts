/**
 * 1/KP over MQTT 3.1, 3.1.1 and 5: aedes speaks the protocol, KPC decides everything else.
 *
 * aedes keeps the connection, the acknowledgements and the subscriptions of each client. Its routing is replaced: what a
 * client publishes goes to {@link Communication} and to nobody else, so subscriptions are granted and have no effect.
 * A connection of MQTT 5 is translated on its way (`mqtt5/`); the others go to aedes as they are.
 */
import type { Duplex } from 'node:stream';
import type { Client, ConnectPacket } from 'aedes';
import { type Clock, LONGEST_TIMER_MS } from '../../kernel/clock.js';
import type { InFlight } from '../../kernel/in-flight.js';
import type { Journal } from '../../kernel/journal.js';
import type { RandomStream } from '../../kernel/random.js';
import { Outbox, Scratch } from '../../mqtt/outbox.js';
import type { EventBus } from '../esp/events.js';
import { CUTTING_OFF, cutOff } from './client-check.js';
import type { Communication } from './communication.js';
import { Intake, type IntakePorts } from './intake.js';
import { limitOf } from './limit-failures.js';
import { type Arrival, admitClient, admitFilter, type MqttAdmissionPorts } from './mqtt-admission.js';
import { KpcBroker } from './mqtt-broker.js';
import { MqttEntry, NO_ID } from './mqtt-entry.js';
import { MqttSession, type SessionPorts } from './mqtt-session.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import { ProtocolFault } from './protocol-fault.js';
import type { ClientMessage, CloseCause } from './session.js';

const PROTOCOLS: Readonly<Record<number, string>> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5' };
/** What aedes would time by the machine's clock; the entry times a silent connection by ours. */
const NO_TIMERS = { connectTimeoutMs: LONGEST_TIMER_MS, drainTimeoutMs: 0 };
/** A connection that came over no transport counts as one of TCP. */
const IN_MEMORY: Arrival = { transport: 'tcp' };
const CLIENT_ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

export interface MqttPorts extends MqttAdmissionPorts {
  readonly clock: Clock;
  /** Draws the IDs of clients that name none. */
  readonly random: RandomStream;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly communication: Communication;
  /** Only in virtual time. */
  readonly inFlight?: InFlight | undefined;
}

export class MqttFront {
  readonly #ports: MqttPorts;
  readonly #broker: KpcBroker;
  readonly #entry: MqttEntry;
  /** Those that are connected. */
  readonly #sessions = new Set<MqttSession>();
  /** Also those before and after: a message that was acknowledged before the end is handled after it. */
  readonly #everySession = new WeakMap<Client, MqttSession>();
  readonly #scratch = new Scratch();
  readonly #sessionPorts: SessionPorts;
  readonly #intakePorts: IntakePorts;

  private constructor(ports: MqttPorts) {
    this.#ports = ports;
    const timers = ports.inFlight === undefined ? ports.settings.limits : NO_TIMERS;
    this.#broker = new KpcBroker(
      { ...ports.settings.limits, ...timers },
      {
        onPacket: () => ports.inFlight?.touch(),
        onPublish: (message, client) => this.#onPublish(message, this.#everySession.get(client)),
        onTakeover: (older) => this.#connected(older)?.announce('taken-over'),
      },
    );
    const { clock, refusals, inFlight } = ports;
    const { sendBufferBytes, packetBytes } = ports.settings.limits;
    this.#sessionPorts = { sendBufferBytes, refusals, inFlight };
    const onPublish: IntakePorts['onPublish'] = (message, session) => this.#onPublish(message, session);
    this.#intakePorts = { clock, packetBytes, onPublish };
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
  serve(stream: Duplex, arrival = IN_MEMORY): void {
    this.#entry.admit(stream, (opened) => {
      const client = this.#broker.take(opened);
      const session = new MqttSession(client, arrival, new Outbox(opened, this.#scratch), this.#sessionPorts);
      this.#everySession.set(client, session);
      opened.on('close', () => {
        client.close();
        // aedes forgets a client whose ID has been taken over while it was closing.
        setImmediate(() => this.#onDisconnect(session));
      });
      new Intake(client, session, this.#intakePorts);
    });
  }

  /** Sessions there are now. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** Ends every connection; others may come. */
  endSessions(cause: CloseCause): void {
    this.#entry.close();
    for (const session of [...this.#sessions]) session.close(cause);
  }

  /** Ends every connection for good. */
  async close(): Promise<void> {
    this.#entry.close();
    for (const session of this.#sessions) session.announce('shutting-down');
    await new Promise<void>((resolve) => {
      this.#broker.close(() => resolve());
    });
  }

  #newClientId(): string {
    return `kpc-${this.#ports.random.text(16, CLIENT_ID_ALPHABET)}`;
  }

  #wire(): void {
    const broker = this.#broker;
    broker.preConnect = (client, packet: ConnectPacket, callback) => {
      const session = this.#everySession.get(client) as MqttSession;
      session.lacksId = packet.clientId === '' && !packet.clean;
      // A session ends with its connection: KPC keeps nothing for a client that is away, the extensions do.
      packet.clean = true;
      if (packet.clientId === '') packet.clientId = this.#newClientId();
      callback(null, true);
    };
    broker.authenticate = (client, username, password, callback) => {
      const session = this.#everySession.get(client) as MqttSession;
      const result = admitClient(this.#ports, session, { username, password });
      if (!(result instanceof Error)) session.identity = result;
      callback(result instanceof Error ? result : null, !(result instanceof Error));
    };
    // $SYS is a topic like any other that is not 1/KP. [MQTT-1.5.4-2]
    broker.authorizePublish = (_client, _packet, callback) => callback(null);
    broker.authorizeSubscribe = (client, subscription, callback) =>
      callback(
        null,
        admitFilter(this.#ports, this.#connected(client), subscription.topic) ? subscription : null,
      );
    broker.on('client', (client) => this.#onClient(client));
    broker.on('clientDisconnect', (client) => this.#onDisconnect(this.#everySession.get(client)));
    broker.on('keepaliveTimeout', (client) => this.#connected(client)?.announce('keep-alive'));
    broker.on('clientError', (client, error) => this.#onError(client, error));
    broker.on('connectionError', (client, error) => this.#onError(client, error));
    broker.on('subscribe', (subscriptions, client) => {
      const filters = subscriptions.map((subscription) => String(subscription.topic));
      this.#ports.journal.append({ type: 'kpc.subscribed', client: client.id, filters });
      const session = this.#connected(client);
      if (session !== undefined) this.#ports.communication.subscribed(session, filters);
    });
    broker.on('unsubscribe', (filters, client) => {
      for (const filter of filters) this.#connected(client)?.filters.delete(filter);
    });
    const { events, communication } = this.#ports;
    events.listen(CUTTING_OFF, (event) => cutOff(event, this.#sessions, communication));
  }

  /** Its session, from CONNECT until it is gone. */
  #connected(client: Client): MqttSession | undefined {
    const session = this.#everySession.get(client);
    return session !== undefined && this.#sessions.has(session) ? session : undefined;
  }

  #onClient(client: Client): void {
    const session = this.#everySession.get(client) as MqttSession;
    session.hasBegun = true;
    this.#sessions.add(session);
    const version = client.conn instanceof Mqtt5Stream ? 5 : client.version;
    this.#ports.journal.append({
      type: 'kpc.client-connected',
      client: client.id,
      transport: session.arrival.transport,
      protocol: PROTOCOLS[version] as string,
    });
  }

  /** Before its session began a failure is a refusal, and so is a packet that breaks the rules; else it is why the session ended. */
  #onError(client: Client, error: Error & { errorCode?: number }): void {
    const { refusals } = this.#ports;
    const session = this.#everySession.get(client);
    if (session === undefined) return;
    const limit = limitOf(error.message);
    const fault = error instanceof ProtocolFault ? error : undefined;
    const name = client.id ?? fault?.client ?? NO_ID;
    const isNews = session.ending === undefined;
    if (limit !== undefined && isNews) refusals.limited(limit, name, error.message);
    const isConnected = this.#sessions.has(session);
    // Authentication has told its refusal; and a connection may fail twice while it is torn down.
    if (!isNews || (!isConnected && error.errorCode !== undefined)) return;
    session.ending = error.message;
    if (limit !== undefined || (isConnected && fault === undefined)) return;
    const { token, endpointId } = session.lastRoute ?? {};
    const where = { topic: fault?.topic, token: token?.token, endpointId };
    refusals.refused('protocol', name, error.message, fault?.remedy, where);
  }

  #onPublish(message: ClientMessage, session: MqttSession | undefined): void {
    if (session?.hasBegun !== true) return;
    this.#ports.communication.receive(session, message);
    // PUBACK is out before the message is handled, and a client may be gone by then: nothing of it may stay connected.
    if (!this.#sessions.has(session)) this.#ports.communication.closed(session);
  }

  #onDisconnect(session: MqttSession | undefined): void {
    if (session === undefined || !this.#sessions.delete(session)) return;
    // What fails from here on is no news: the client has gone.
    session.ending ??= 'the client closed the connection';
    const { client, ending: reason } = session;
    this.#ports.journal.append({ type: 'kpc.client-disconnected', client, reason });
    this.#ports.communication.closed(session);
  }
}
