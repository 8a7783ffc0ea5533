/**
 * A broker in MQTT's eyes that routes nothing: aedes with its routing taken out.
 *
 * It leans on how aedes works inside: `publish` is called after PUBACK was written, `registerClient` before CONNACK, and each client
 * has its `_parser`, `_nextId`, `_eos` and `waitForDrain`; and see `intake.ts` and `mqtt-parser.ts`. `test/wire/` fails if that changes.
 */
import { Aedes, type AedesPublishPacket, type Client } from 'aedes';
import type { Packet } from 'mqtt-packet';
import { Payload } from '../../kp1/payload.js';
import { makeNumbersAsNeeded } from '../../mqtt/packets.js';
import type { ClientInside } from './intake.js';
import type { KpcLimits } from './limits.js';
import { ClientParser, SharedParser } from './mqtt-parser.js';
import type { ClientMessage } from './session.js';

/** aedes multiplies its heartbeat interval by four, and timers end at 2^31-1 ms. */
const HEARTBEAT_MS = 2 ** 29 - 1;
const NOTHING = Buffer.alloc(0);

type Done = (error?: Error) => void;

interface StoreInside {
  incomingStorePacket(client: Client, packet: AedesPublishPacket): Promise<void>;
}

export interface BrokerListeners {
  /** aedes is given a packet, and goes on with it in later turns of the event loop. */
  readonly onPacket?: (() => void) | undefined;
  readonly onPublish: (message: ClientMessage, client: Client) => void;
  /** The first client is about to be closed because the second has the same client ID. */
  readonly onTakeover: (older: Client) => void;
}

const payloadOf = (payload: string | Buffer) =>
  typeof payload === 'string' ? Payload.ofText(payload) : new Payload(payload);

export class KpcBroker extends Aedes {
  readonly #listeners: BrokerListeners;
  readonly #parser: SharedParser;

  constructor(limits: KpcLimits, listeners: BrokerListeners) {
    super({
      id: 'kpc',
      heartbeatInterval: HEARTBEAT_MS,
      connectTimeout: limits.connectTimeoutMs,
      drainTimeout: limits.drainTimeoutMs,
      maxClientsIdLength: limits.clientIdBytes,
      ...({ maxInflightInbound: limits.inflightQos2 } as object),
    });
    makeNumbersAsNeeded();
    this.#listeners = listeners;
    this.#parser = new SharedParser(limits.packetBytes, (packet) => {
      listeners.onPacket?.();
      keepEveryFilter(packet);
    });
  }

  override async listen(): Promise<void> {
    await super.listen();
    const store = (this as unknown as { persistence: StoreInside }).persistence;
    const keep = store.incomingStorePacket.bind(store);
    // Of a message of QoS 2 only the ID must be remembered: its payload has been handled by then.
    store.incomingStorePacket = (client, packet) => keep(client, { ...packet, payload: NOTHING } as never);
  }

  /**
   * As `handle` of aedes, with a parser that is safe for bytes from anywhere. It must be given whole packets, see `intake.ts`,
   * and be told when the connection has closed.
   */
  take(...[stream]: Parameters<Aedes['handle']>): Client {
    const client = this.handle(stream);
    const inside = client as unknown as ClientInside;
    inside._parser = new ClientParser(client, this.#parser);
    // aedes draws where its packet IDs begin; here nothing is drawn but from named streams.
    inside._nextId = 1;
    // How aedes watches for the end of a stream takes more memory than an end of a connection in memory.
    inside._eos();
    inside._eos = () => {};
    return client;
  }

  // Called for every PUBLISH of a client, for its will, and for aedes' own $SYS notices (which have no client).
  override publish(packet: AedesPublishPacket, client: unknown, done?: Done): void {
    if (typeof client === 'function') {
      (client as Done)();
      return;
    }
    if (!client) {
      done?.();
      return;
    }
    const from = client as Client;
    const { topic, payload, qos, retain } = packet;
    // What aedes publishes for a client that went without a word is the very packet of its CONNECT.
    const isWill = (packet as unknown) === (client as { will?: unknown }).will;
    this.#listeners.onPublish({ topic, payload: payloadOf(payload), qos, retain, isWill }, from);
    if (done === undefined) return;
    // Who does not read its answers is not read either, until it does.
    if (from.conn.writableNeedDrain && !from.closed) (client as unknown as ClientInside).waitForDrain(done);
    // At QoS 0 the parser waits further up the stack: it must not be given more bytes before it has returned.
    else if (packet.qos === 0) setImmediate(done);
    else done();
  }

  // Subscriptions have no part in delivery, so nobody need know them.
  override subscribe(_topic: string, _deliver: unknown, done?: () => void): void {
    done?.();
  }

  override unsubscribe(_topic: string, _deliver: unknown, done?: () => void): void {
    done?.();
  }

  /** [MQTT-3.1.4-2] */
  registerClient(client: Client): void {
    const older = (this as unknown as { clients: Record<string, Client | undefined> }).clients[client.id];
    if (older !== undefined) this.#listeners.onTakeover(older);
    (Aedes.prototype as unknown as KpcBroker).registerClient.call(this, client);
  }
}

/**
 * aedes takes filters that are equal for one and then has a return code too few: as objects no two texts are the same.
 * [MQTT-3.8.4-5, MQTT-3.8.4-6]
 */
function keepEveryFilter(packet: Packet): void {
  if (packet.cmd !== 'subscribe' || packet.subscriptions.length === 1) return;
  const seen = new Set<string>();
  for (const subscription of packet.subscriptions) {
    const { topic } = subscription;
    if (seen.has(topic)) subscription.topic = Object(topic) as string;
    seen.add(topic);
  }
}
