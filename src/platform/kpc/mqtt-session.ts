/**
 * One MQTT client as KPC's session: sends, counts what waits to be read, and ends with a reason.
 */
import type { Client } from 'aedes';
import type { Outbox } from '../../mqtt/outbox.js';
import type { ClientIdentity } from './authentication.js';
import type { ClientInside } from './intake.js';
import { endingOf } from './mqtt5/codes.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import type { ClientSession, CloseCause, Qos } from './session.js';

export interface MqttSessionOptions {
  readonly identity: ClientIdentity;
  readonly sendBufferBytes: number;
  readonly outbox: Outbox;
  /** Told why the session is being closed, before it is. */
  readonly onClosing: (session: MqttSession, cause: CloseCause) => void;
}

export class MqttSession implements ClientSession {
  readonly identity: ClientIdentity;
  /** Topic filters that it is subscribed to, to count them. */
  readonly filters = new Set<string>();
  readonly #aedesClient: Client;
  readonly #options: MqttSessionOptions;

  constructor(
    readonly client: string,
    aedesClient: Client,
    options: MqttSessionOptions,
  ) {
    this.#aedesClient = aedesClient;
    this.#options = options;
    this.identity = options.identity;
  }

  get closed(): boolean {
    return this.#aedesClient.closed;
  }

  send(topic: string, payload: string, qos: Qos): void {
    const { outbox, sendBufferBytes } = this.#options;
    if (outbox.unsent > sendBufferBytes) {
      this.close('slow-reader');
      return;
    }
    if (qos === 2) {
      this.#aedesClient.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => {});
      return;
    }
    outbox.publish(topic, payload, qos, qos === 0 ? 0 : this.#nextId());
  }

  close(cause: CloseCause): void {
    if (this.closed) return;
    this.#options.outbox.flush();
    this.announce(cause);
    this.#aedesClient.close();
  }

  end(cause: CloseCause): void {
    this.#options.outbox.flush(() => this.close(cause));
  }

  /** From the numbers that aedes uses for its own, so that no two are the same. */
  #nextId(): number {
    const inside = this.#aedesClient as unknown as ClientInside;
    const id = inside._nextId;
    inside._nextId = id >= 65_535 ? 1 : id + 1;
    return id;
  }

  /** Says why the connection is about to be closed by somebody else. */
  announce(cause: CloseCause): void {
    this.#options.onClosing(this, cause);
    const { conn } = this.#aedesClient;
    if (conn instanceof Mqtt5Stream) conn.farewell = endingOf(cause);
  }
}
