/**
 * 1/KP over MQTT 3.1 and 3.1.1: aedes speaks the protocol, KPC decides everything else.
 *
 * aedes keeps the connection, the acknowledgements and the subscriptions of each client. Its routing is replaced: what a
 * client publishes goes to {@link Communication} and to nobody else, so subscriptions are granted and have no effect.
 * This module leans on `Aedes.publish` being called after PUBACK was written; `test/wire/order.test.ts` holds it to that.
 */
import type { Duplex } from 'node:stream';
import { Aedes, type AedesPublishPacket, type Client } from 'aedes';
import type { Journal } from '../../kernel/journal.js';
import type { Communication } from './communication.js';
import type { ClientSession, Qos } from './session.js';

/** Packets that a client may send before its CONNACK; they are held and handled after it. [§2.7] */
const HELD_PACKETS_MAX = 1000;
/** aedes multiplies its heartbeat interval by four, and timers end at 2^31-1 ms. */
const HEARTBEAT_MS = 2 ** 29 - 1;
/** CONNACK of MQTT 5 with the reason "unsupported protocol version" and no properties. */
const CONNACK_UNSUPPORTED_VERSION = Buffer.from([0x20, 0x03, 0x00, 0x84, 0x00]);

const PROTOCOLS: Readonly<Record<number, string>> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5' };

export interface MqttPorts {
  readonly journal: Journal;
  readonly communication: Communication;
}

/** A broker in MQTT's eyes that routes nothing. */
class KpcBroker extends Aedes {
  readonly #onPublish: (packet: AedesPublishPacket, client: Client) => void;

  constructor(onPublish: (packet: AedesPublishPacket, client: Client) => void) {
    super({ id: 'kpc', queueLimit: HELD_PACKETS_MAX, heartbeatInterval: HEARTBEAT_MS });
    this.#onPublish = onPublish;
  }

  // Called for every PUBLISH of a client, for its will, and for aedes' own $SYS notices (which have no client).
  override publish(packet: AedesPublishPacket, client: unknown, done?: (error?: Error) => void): void {
    if (typeof client === 'function') {
      (client as () => void)();
      return;
    }
    if (client) this.#onPublish(packet, client as Client);
    done?.();
  }
}

/** One MQTT client as KPC's session. */
class MqttSession implements ClientSession {
  constructor(
    readonly client: string,
    readonly aedesClient: Client,
  ) {}

  get closed(): boolean {
    return this.aedesClient.closed;
  }

  send(topic: string, payload: string, qos: Qos): void {
    this.aedesClient.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => {});
  }

  close(): void {
    this.aedesClient.close();
  }
}

export class MqttFront {
  readonly #ports: MqttPorts;
  readonly #broker: KpcBroker;
  readonly #sessions = new Map<Client, MqttSession>();
  /** Why a client's connection failed, until it is gone. */
  readonly #failures = new WeakMap<Client, string>();

  private constructor(ports: MqttPorts) {
    this.#ports = ports;
    this.#broker = new KpcBroker((packet, client) => this.#onPublish(packet, client));
    this.#wire();
  }

  static async open(ports: MqttPorts): Promise<MqttFront> {
    const front = new MqttFront(ports);
    await front.#broker.listen();
    return front;
  }

  /** Serves MQTT on a connection of any kind. */
  serve(stream: Duplex): void {
    this.#broker.handle(stream);
  }

  /** Ends every connection. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#broker.close(() => resolve());
    });
  }

  #wire(): void {
    const { journal } = this.#ports;
    this.#broker.preConnect = (client, packet, callback) => {
      // A session ends with its connection: KPC keeps nothing for a client that is away, the extensions do.
      packet.clean = true;
      if (packet.protocolVersion === 5) {
        client.conn.write(CONNACK_UNSUPPORTED_VERSION);
        this.#refused(packet.clientId, 'it speaks MQTT 5; this platform speaks 3.1 and 3.1.1');
        this.#failures.set(client, 'reported');
        callback(new Error('unsupported protocol version'), false);
        return;
      }
      callback(null, true);
    };
    this.#broker.on('client', (client) => this.#onClient(client));
    this.#broker.on('clientDisconnect', (client) => this.#onDisconnect(client));
    this.#broker.on('clientError', (client, error) => this.#failures.set(client, error.message));
    this.#broker.on('connectionError', (client, error) => {
      if (!this.#failures.has(client)) this.#refused(client.id ?? '(no client ID yet)', error.message);
    });
    this.#broker.on('subscribe', (subscriptions, client) => {
      const filters = subscriptions.map((subscription) => subscription.topic);
      journal.append({ type: 'kpc.subscribed', client: client.id, filters });
    });
  }

  #onClient(client: Client): void {
    this.#sessions.set(client, new MqttSession(client.id, client));
    const protocol = PROTOCOLS[client.version as number] ?? `MQTT protocol level ${client.version}`;
    this.#ports.journal.append({
      type: 'kpc.client-connected',
      client: client.id,
      transport: 'mqtt',
      protocol,
    });
  }

  #onPublish(packet: AedesPublishPacket, client: Client): void {
    const session = this.#sessions.get(client);
    if (session === undefined) return;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    this.#ports.communication.receive(session, { topic: packet.topic, payload, qos: packet.qos });
  }

  #onDisconnect(client: Client): void {
    const session = this.#sessions.get(client);
    if (session === undefined) return;
    this.#sessions.delete(client);
    const reason = this.#failures.get(client) ?? 'the client closed the connection';
    this.#ports.journal.append({ type: 'kpc.client-disconnected', client: client.id, reason });
    this.#ports.communication.closed(session);
  }

  #refused(client: string, reason: string): void {
    this.#ports.journal.append({ type: 'kpc.client-refused', client, reason });
  }
}
