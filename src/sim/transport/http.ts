/**
 * The transport of 1/KP over HTTP: each request is a POST to its topic, and the response is its answer. (reference §3.1)
 *
 * There is no connection to keep, so a session is only what its endpoints have in common. It counts as lost when a request
 * gets no response at all. Nothing is ever pushed: an endpoint that wants commands asks for them.
 */
import type { Clock } from '../../kernel/clock.js';
import { answerTopic } from '../../kp1/topic.js';
import { failureOf, reasonOf } from './reasons.js';
import type { ClientTls, Published, Session, SessionOptions, Transport } from './transport.js';

export interface Posted {
  readonly statusCode: number;
  readonly body: Uint8Array;
}

/** Whoever carries requests: `http-poster.ts` over the network, or a platform in this process. */
export interface Poster {
  /** Settles when the server has responded in whatever way; rejects when it cannot be reached. */
  probe(tls: ClientTls | undefined): Promise<void>;
  /** @param topic begins the path after the base address */
  post(topic: string, payload: string, tls: ClientTls | undefined): Promise<Posted>;
  /** No client needs it for now; what it keeps open may be closed. */
  rest(): void;
}

export interface HttpPorts {
  readonly clock: Clock;
  readonly poster: Poster;
}

/** Longest wait for a response; a server that is silent for longer counts as gone. */
const RESPONSE_TIMEOUT_MS = 120_000;
/** Real clients take nothing else for success. (Node-RED connector) */
const SUCCESS = 200;

export function createHttpTransport(name: string, { clock, poster }: HttpPorts): Transport {
  let sessions = 0;
  /** Clients that come at the same time ask once for all of them whether anybody is there. */
  let probe: Promise<void> | undefined;
  const forget = () => {
    probe = undefined;
  };
  return {
    name,
    async open(options) {
      probe ??= poster.probe(options.tls);
      try {
        await probe;
      } catch (error) {
        forget();
        throw failureOf(name, error as Error);
      }
      sessions++;
      return new HttpSession(clock, poster, options, {
        onLost: forget,
        onClosed: () => {
          if (--sessions === 0) poster.rest();
        },
      });
    },
  };
}

interface SessionPorts {
  readonly onLost: () => void;
  readonly onClosed: () => void;
}

class HttpSession implements Session {
  readonly #clock: Clock;
  readonly #poster: Poster;
  readonly #options: SessionOptions;
  readonly #ports: SessionPorts;
  #isOpen = true;

  constructor(clock: Clock, poster: Poster, options: SessionOptions, ports: SessionPorts) {
    this.#clock = clock;
    this.#poster = poster;
    this.#options = options;
    this.#ports = ports;
  }

  publish(topic: string, payload: string, published?: Published): void {
    if (!this.#isOpen) return;
    const cancel = this.#clock.schedule(RESPONSE_TIMEOUT_MS, 'a response of HTTP', () =>
      this.#lose('it does not answer'),
    );
    this.#poster.post(topic, payload, this.#options.tls).then(
      ({ statusCode, body }) => {
        cancel();
        if (!this.#isOpen) return;
        const outcome = statusCode === SUCCESS ? 'status' : 'error';
        // Whoever waits for no answer takes the response for an acknowledgement.
        if (outcome === 'status' && published?.acknowledged !== undefined) published.acknowledged();
        else this.#options.onMessage(answerTopic(topic, outcome), body);
      },
      (error: Error) => {
        cancel();
        this.#lose(reasonOf(error));
      },
    );
  }

  async close(): Promise<void> {
    this.#end();
  }

  #lose(reason: string): void {
    if (!this.#end()) return;
    this.#ports.onLost();
    this.#options.onLost(reason);
  }

  #end(): boolean {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    if (wasOpen) this.#ports.onClosed();
    return wasOpen;
  }
}
