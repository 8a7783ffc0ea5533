/**
 * The message that an extension instance has in hand at this moment: what a service notes meanwhile of the endpoint is of that
 * message. Services know neither clients nor topics; this is how a person is told whose message it was.
 */
import type { Exchange } from './answers.js';

export interface Speaker {
  readonly client: string;
  readonly topic: string;
  readonly token: string;
}

export class InHand {
  #exchange: Exchange | undefined;
  #token = '';
  #endpointId = '';

  begin(exchange: Exchange, token: string, endpointId: string): void {
    this.#exchange = exchange;
    this.#token = token;
    this.#endpointId = endpointId;
  }

  end(): void {
    this.#exchange = undefined;
  }

  /** Undefined when no message of this endpoint is in hand. */
  speakerOf(endpointId: string): Speaker | undefined {
    if (this.#exchange === undefined || this.#endpointId !== endpointId) return undefined;
    const { session, message } = this.#exchange;
    return { client: session.client, topic: message.topic, token: this.#token };
  }
}
