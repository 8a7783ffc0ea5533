/**
 * One MQTT client as KPC's session: sends, counts what waits to be read, and ends with a reason.
 */
import type { Client } from 'aedes';
import { endingOf } from './mqtt5/codes.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import type { ClientSession, CloseCause, Qos } from './session.js';

export interface MqttSessionOptions {
  readonly credentialsIds: readonly string[];
  readonly sendBufferBytes: number;
  /** Told why the session is being closed, before it is. */
  readonly onClosing: (session: MqttSession, cause: CloseCause) => void;
}

export class MqttSession implements ClientSession {
  readonly credentialsIds: readonly string[];
  /** Topic filters that it is subscribed to, to count them. */
  readonly filters = new Set<string>();
  readonly #aedesClient: Client;
  readonly #options: MqttSessionOptions;
  /** Bytes that were sent and have not been taken by the connection yet. */
  #unread = 0;
  /** Messages that are on their way out. */
  #leaving = 0;
  /** Set once nothing but what is on its way out shall be sent. */
  #ending: CloseCause | undefined;

  constructor(
    readonly client: string,
    aedesClient: Client,
    options: MqttSessionOptions,
  ) {
    this.#aedesClient = aedesClient;
    this.#options = options;
    this.credentialsIds = options.credentialsIds;
  }

  get closed(): boolean {
    return this.#aedesClient.closed;
  }

  send(topic: string, payload: string, qos: Qos): void {
    const size = topic.length + payload.length;
    this.#unread += size;
    if (this.#unread > this.#options.sendBufferBytes) {
      this.close('slow-reader');
      return;
    }
    this.#leaving++;
    this.#aedesClient.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => {
      this.#unread -= size;
      this.#leaving--;
      this.#endIfDone();
    });
  }

  close(cause: CloseCause): void {
    if (this.closed) return;
    this.announce(cause);
    this.#aedesClient.close();
  }

  end(cause: CloseCause): void {
    this.#ending ??= cause;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#ending !== undefined && this.#leaving === 0) this.close(this.#ending);
  }

  /** Says why the connection is about to be closed by somebody else. */
  announce(cause: CloseCause): void {
    this.#options.onClosing(this, cause);
    const { conn } = this.#aedesClient;
    if (conn instanceof Mqtt5Stream) conn.farewell = endingOf(cause);
  }
}
