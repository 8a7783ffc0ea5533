/**
 * One MQTT client as KPC's session: sends, counts what waits to be read, and ends with a reason.
 *
 * There is one from the first packet on, before it is known who speaks: whatever is to be remembered of a connection is here,
 * and nowhere else.
 */
import type { Client } from 'aedes';
import type { InFlight } from '../../kernel/in-flight.js';
import { RepeatedTopic } from '../../kp1/repeated-topic.js';
import type { Outbox } from '../../mqtt/outbox.js';
import type { ClientIdentity } from './authentication.js';
import type { ClientInside } from './intake.js';
import type { Arrival } from './mqtt-admission.js';
import { endingOf } from './mqtt5/codes.js';
import { Mqtt5Stream } from './mqtt5/stream.js';
import type { RefusalLog } from './refusal-log.js';
import type { Route } from './routes.js';
import type { ClientSession, CloseCause, Qos } from './session.js';

/** Of all sessions. */
export interface SessionPorts {
  readonly sendBufferBytes: number;
  readonly refusals: RefusalLog;
  /** Only in virtual time. */
  readonly inFlight?: InFlight | undefined;
}

export class MqttSession implements ClientSession {
  readonly arrival: Arrival;
  readonly outbox: Outbox;
  readonly lastTopic = new RepeatedTopic();
  lastRoute: Route | undefined;
  /** Who it has shown to be when it was let in. */
  identity: ClientIdentity | undefined;
  /** It asked for its session to be kept, and named no client ID to find it by. [MQTT-3.1.3-8] */
  lacksId = false;
  /** Its CONNECT has been taken, be it connected still or not. */
  hasBegun = false;
  /** Why its connection ended, or is about to, where that is not the client's own wish. */
  ending: string | undefined;
  readonly #aedesClient: Client;
  readonly #ports: SessionPorts;
  #filters: Set<string> | undefined;

  constructor(aedesClient: Client, arrival: Arrival, outbox: Outbox, ports: SessionPorts) {
    this.#aedesClient = aedesClient;
    this.arrival = arrival;
    this.outbox = outbox;
    this.#ports = ports;
  }

  get client(): string {
    return this.#aedesClient.id;
  }

  get closed(): boolean {
    return this.#aedesClient.closed;
  }

  /** Topic filters that it is subscribed to, to count them. */
  get filters(): Set<string> {
    this.#filters ??= new Set();
    return this.#filters;
  }

  send(topic: string, payload: string, qos: Qos): void {
    if (this.outbox.unsent > this.#ports.sendBufferBytes) {
      this.close('slow-reader');
      return;
    }
    if (qos === 2) {
      this.#ports.inFlight?.touch();
      this.#aedesClient.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => {});
      return;
    }
    this.outbox.publish(topic, payload, qos, qos === 0 ? 0 : this.#nextId());
  }

  close(cause: CloseCause): void {
    if (this.closed) return;
    this.outbox.flush();
    this.announce(cause);
    this.#aedesClient.close();
  }

  end(cause: CloseCause): void {
    this.outbox.flush(() => this.close(cause));
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
    const ending = endingOf(cause);
    this.ending = ending.reason;
    if (cause === 'slow-reader') this.#ports.refusals.limited('sendBufferBytes', this.client, ending.reason);
    const { conn } = this.#aedesClient;
    if (conn instanceof Mqtt5Stream) conn.farewell = ending;
  }
}
