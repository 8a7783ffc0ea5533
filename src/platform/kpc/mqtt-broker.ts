/**
 * A broker in MQTT's eyes that routes nothing: aedes with its routing taken out.
 *
 * It leans on how aedes works inside: `publish` is called after PUBACK was written, `registerClient` before CONNACK, and
 * each client has its `_parser` and `waitForDrain`. `test/wire/` fails if that changes.
 */
import { Aedes, type AedesPublishPacket, type Client } from 'aedes';
import type { Parser } from 'mqtt-packet';
import type { KpcLimits } from './limits.js';
import { guardParser } from './packet-guard.js';

/** aedes multiplies its heartbeat interval by four, and timers end at 2^31-1 ms. */
const HEARTBEAT_MS = 2 ** 29 - 1;
const NOTHING = Buffer.alloc(0);

type Done = (error?: Error) => void;

interface ClientInside {
  readonly _parser: Parser;
  waitForDrain(done: Done): void;
}

interface StoreInside {
  incomingStorePacket(client: Client, packet: AedesPublishPacket): Promise<void>;
}

export interface BrokerListeners {
  readonly onPublish: (packet: AedesPublishPacket, client: Client) => void;
  /** The first client is about to be closed because the second has the same client ID. */
  readonly onTakeover: (older: Client) => void;
}

export class KpcBroker extends Aedes {
  readonly #limits: KpcLimits;
  readonly #listeners: BrokerListeners;

  constructor(limits: KpcLimits, listeners: BrokerListeners) {
    super({
      id: 'kpc',
      heartbeatInterval: HEARTBEAT_MS,
      queueLimit: limits.heldPackets,
      connectTimeout: limits.connectTimeoutMs,
      drainTimeout: limits.drainTimeoutMs,
      maxClientsIdLength: limits.clientIdBytes,
      ...({ maxInflightInbound: limits.inflightQos2 } as object),
    });
    this.#limits = limits;
    this.#listeners = listeners;
  }

  override async listen(): Promise<void> {
    await super.listen();
    const store = (this as unknown as { persistence: StoreInside }).persistence;
    const keep = store.incomingStorePacket.bind(store);
    // Of a message of QoS 2 only the ID must be remembered: its payload has been handled by then.
    store.incomingStorePacket = (client, packet) => keep(client, { ...packet, payload: NOTHING } as never);
  }

  /** As `handle` of aedes, with a parser that is safe for bytes from anywhere. */
  take(...[stream]: Parameters<Aedes['handle']>): Client {
    const client = this.handle(stream);
    guardParser((client as unknown as ClientInside)._parser, this.#limits.packetBytes);
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
    this.#listeners.onPublish(packet, from);
    if (done === undefined) return;
    // Who does not read its answers is not read either, until it does.
    if (from.conn.writableNeedDrain && !from.closed) (client as ClientInside).waitForDrain(done);
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
