/**
 * What a session has published and the server has not acknowledged: as many messages as there are packet IDs, the rest waits.
 *
 * Servers acknowledge in order, so those in flight are counted and not listed, unless somebody wants to know which of them
 * it was. [MQTT-4.6.0-2]
 */
import { PACKET_ID_MAX } from '../../mqtt/packets.js';
import type { Published } from './transport.js';

type Send = (topic: string, payload: string, packetId: number) => void;

export class Window {
  readonly #send: Send;
  #inFlight = 0;
  #lastId = 0;
  /** Messages for which there is no packet ID left; undefined as long as that has not happened. */
  #waiting: [topic: string, payload: string, published: Published | undefined][] | undefined;
  /** Whose messages are in flight, in order; undefined as long as nobody has wanted to know. */
  #senders: (Published | undefined)[] | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  publish(topic: string, payload: string, published: Published | undefined): void {
    if (this.#inFlight < PACKET_ID_MAX) this.#pass(topic, payload, published);
    else {
      this.#waiting ??= [];
      this.#waiting.push([topic, payload, published]);
    }
  }

  /** The server has taken over the oldest. False when there was none. */
  acknowledged(): boolean {
    if (this.#inFlight === 0) return false;
    this.#inFlight--;
    const published = this.#senders?.shift();
    const next = this.#waiting?.shift();
    if (next !== undefined) this.#pass(...next);
    published?.acknowledged?.();
    return true;
  }

  #pass(topic: string, payload: string, published: Published | undefined): void {
    if (this.#senders !== undefined || published?.acknowledged !== undefined) {
      this.#senders ??= new Array(this.#inFlight).fill(undefined);
      this.#senders.push(published);
    }
    this.#inFlight++;
    this.#lastId = this.#lastId === PACKET_ID_MAX ? 1 : this.#lastId + 1;
    this.#send(topic, payload, this.#lastId);
  }
}
