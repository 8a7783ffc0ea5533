/**
 * The fleet's side of 1/KP: one client, one session, and the endpoints that it represents.
 *
 * It numbers requests, publishes them, and finds the request that a message answers by comparing the parts of its topic, never the
 * beginning of it: request 1 is not request 10. Everything else for one of its endpoints is a push. It keeps no figures and
 * knows nothing of samples or commands: whoever owns it is told through {@link Kp1Events}. It never subscribes, since
 * answers and pushes come without. [1/KP KP-12..15, KP-24]
 */
import type { Clock } from '../../kernel/clock.js';
import { decodeErrorResponse, type ErrorResponse } from '../../kp1/error-response.js';
import {
  type Outcome,
  parseServerTopic,
  REQUEST_ID_MAX,
  type ResourceAddress,
  requestTopic,
} from '../../kp1/topic.js';
import type { Session } from '../transport/transport.js';
import type { Deadline, Deadlines } from './deadlines.js';

/** Why a request is made. */
export type RequestKind = 'samples' | 'metadata' | 'result' | 'applied';

export interface Outgoing {
  readonly kind: RequestKind;
  /** Number of the endpoint in the run. */
  readonly endpoint: number;
  readonly token: string;
  readonly extension: string;
  readonly resourcePath: string;
  readonly payload: string;
  /** Data samples in the payload; 0 for other kinds. */
  readonly samples: number;
}

/** A request that has been sent. */
export interface SentRequest extends Omit<Outgoing, 'payload'> {
  readonly topic: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

export interface Answer {
  /** Undefined: success, on `/status`. */
  readonly error: ErrorResponse | undefined;
  readonly latencyMs: number;
  /** It came after the response timeout. */
  readonly isLate: boolean;
}

export interface Push {
  readonly endpoint: number;
  readonly extension: string;
  readonly resourcePath: string;
  /** Only valid during the call. */
  readonly payload: Uint8Array;
}

export type UnansweredCause = 'timeout' | 'connection-lost' | 'stopped';

export interface Kp1Events {
  onSent(request: SentRequest, payload: string): void;
  onAnswered(request: SentRequest, answer: Answer): void;
  /** There was no answer in time; after a timeout it may still come. */
  onUnanswered(request: SentRequest, afterMs: number, cause: UnansweredCause): void;
  onPush(push: Push): void;
  /** @param token undefined when the topic has none */
  onUnexpected(topic: string, token: string | undefined, reason: string): void;
}

export interface Kp1ClientOptions {
  readonly appVersion: string;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** The number in the run of one of this client's endpoints; undefined for the token of somebody else. */
  readonly endpointOf: (token: string) => number | undefined;
  readonly events: Kp1Events;
}

/** Requests without an answer that a client still remembers, so that a late answer is known as such. */
const UNANSWERED_MAX = 1000;

interface Pending extends SentRequest, Deadline {
  readonly requestId: string;
}

/** The requests, answers and pushes of one connection, which may carry many endpoints. */
export class Kp1Client {
  readonly #options: Kp1ClientOptions;
  /** By request ID; the oldest first. */
  readonly #pending = new Map<number, Pending>();
  #unanswered = 0;
  #lastId = 0;
  #session: Session | undefined;

  constructor(options: Kp1ClientOptions) {
    this.#options = options;
  }

  /** From now on requests go out through this session, whose messages must come to {@link receive}. */
  attach(session: Session): void {
    this.#session = session;
  }

  /** Sends a request; false when there is no connection, and nothing is sent. */
  send(outgoing: Outgoing): boolean {
    const session = this.#session;
    if (session === undefined) return false;
    const { kind, endpoint, token, extension, resourcePath, payload, samples } = outgoing;
    const id = nextRequestId(this.#lastId, this.#pending);
    this.#lastId = id;
    const requestId = String(id);
    const topic = requestTopic({
      appVersion: this.#options.appVersion,
      extensionInstance: extension,
      token,
      resourcePath,
      requestId,
    });
    const sentAt = this.#options.clock.now();
    const expire = () => this.#expire(pending);
    const pending: Pending = {
      kind,
      endpoint,
      token,
      extension,
      resourcePath,
      samples,
      topic,
      sentAt,
      requestId,
      expire,
    };
    this.#pending.set(id, pending);
    this.#options.deadlines.add(pending);
    this.#options.events.onSent(pending, payload);
    session.publish(topic, payload);
    return true;
  }

  /** A message of the session. */
  receive(topic: string, payload: Uint8Array): void {
    const address = parseServerTopic(topic);
    const problem = address === undefined ? 'not a topic of 1/KP' : this.#understand(address, payload);
    if (problem !== undefined) this.#options.events.onUnexpected(topic, address?.token, problem);
  }

  /** The connection is gone or given up: what is outstanding stays unanswered. */
  detach(cause: UnansweredCause): void {
    this.#session = undefined;
    for (const pending of this.#pending.values()) {
      if (!this.#options.deadlines.remove(pending)) continue;
      this.#options.events.onUnanswered(pending, this.#options.clock.now() - pending.sentAt, cause);
    }
    this.#pending.clear();
    this.#unanswered = 0;
  }

  /** @returns what is wrong with it; undefined when nothing is */
  #understand(address: ServerAddress, payload: Uint8Array): string | undefined {
    const endpoint = this.#options.endpointOf(address.token);
    if (endpoint === undefined || address.appVersion !== this.#options.appVersion) {
      return 'for an endpoint that this client does not represent';
    }
    if (address.requestId !== undefined) return this.#answer(address, address.requestId, payload);
    if (address.outcome === 'error') return 'an error answer without a request ID';
    const { extensionInstance: extension, resourcePath } = address;
    this.#options.events.onPush({ endpoint, extension, resourcePath, payload });
    return undefined;
  }

  #answer(address: ServerAddress, requestId: string, payload: Uint8Array): string | undefined {
    const id = Number(requestId);
    const pending = this.#pending.get(id);
    if (pending === undefined || !isAnswerTo(pending, address)) return 'an answer to no outstanding request';
    this.#pending.delete(id);
    const isLate = !this.#options.deadlines.remove(pending);
    if (isLate) this.#unanswered--;
    this.#options.events.onAnswered(pending, {
      error: address.outcome === 'error' ? decodeErrorResponse(payload) : undefined,
      latencyMs: this.#options.clock.now() - pending.sentAt,
      isLate,
    });
    return undefined;
  }

  #expire(pending: Pending): void {
    this.#options.events.onUnanswered(pending, this.#options.clock.now() - pending.sentAt, 'timeout');
    // The oldest are the first in the map, and those that run out are the oldest.
    if (++this.#unanswered <= UNANSWERED_MAX) return;
    const oldest = this.#pending.keys().next().value as number;
    this.#pending.delete(oldest);
    this.#unanswered--;
  }
}

type ServerAddress = ResourceAddress & { readonly outcome: Outcome };

/** The application version is compared before. */
function isAnswerTo(pending: Pending, address: ResourceAddress): boolean {
  return (
    pending.requestId === address.requestId &&
    pending.token === address.token &&
    pending.extension === address.extensionInstance &&
    pending.resourcePath === address.resourcePath
  );
}

/** Counted from 1; IDs need to be unique among outstanding requests only. [1/KP KP-10] */
export function nextRequestId(last: number, outstanding: { has(id: number): boolean }): number {
  let id = last;
  do id = id >= REQUEST_ID_MAX - 1 ? 1 : id + 1;
  while (outstanding.has(id));
  return id;
}
