/**
 * The fleet's side of 1/KP: one client, one session, and the endpoints that it represents.
 *
 * It numbers requests, publishes them, and finds the request that a message answers by its whole topic, never by the beginning of
 * it: request 1 is not request 10. Everything else for one of its endpoints is a push. It keeps no figures and
 * knows nothing of samples or commands: whoever owns it is told through {@link Kp1Events}. It never subscribes, since
 * answers and pushes come without. [1/KP KP-12..15, KP-24]
 */

import type { Confirm } from '../../blueprint/fleet/samples.js';
import type { Clock } from '../../kernel/clock.js';
import { answeredRequestId, outcomeFor } from '../../kp1/answer-topic.js';
import type { ErrorResponse } from '../../kp1/error-response.js';
import { decodeErrorResponse } from '../../kp1/error-response.js';
import { RequestTopics } from '../../kp1/request-topics.js';
import { type Outcome, parseServerTopic, REQUEST_ID_MAX, type ResourceAddress } from '../../kp1/topic.js';
import type { Deadlines } from './deadlines.js';
import { Outstanding } from './outstanding.js';
import { Pending, type PendingOwner, PlainPending } from './pending.js';
import type { Answer, Outgoing, Push, SentRequest, UnansweredCause } from './requests.js';

export type * from './requests.js';

/** Takes requests on their way out: a session, or what lies before it. */
export interface Carrier {
  publish(topic: string, payload: string, request: SentRequest): void;
}

export interface Kp1Events {
  onSent(request: SentRequest, payload: string): void;
  onAnswered(request: SentRequest, answer: Answer): void;
  /** There was no answer in time; after a timeout it may still come. */
  onUnanswered(request: SentRequest, afterMs: number, cause: UnansweredCause): void;
  onPush(push: Push): void;
  /** Another answer to a request that was answered; it is told as unexpected besides. */
  onDuplicate(endpoint: number): void;
  /** @param token undefined when the topic has none */
  onUnexpected(topic: string, token: string | undefined, reason: string): void;
}

/** The same for all clients of a fleet. */
export interface Kp1ClientOptions {
  readonly appVersion: string;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** The number in the run of one of that client's endpoints; undefined for the token of somebody else. */
  readonly endpointOf: (token: string, client: number) => number | undefined;
  readonly events: Kp1Events;
  /** What confirms data samples; `status` when absent. */
  readonly confirm?: Confirm | undefined;
}

/** Requests without an answer that a client still remembers, so that a late answer is known as such. */
const UNANSWERED_MAX = 1000;

/** The requests, answers and pushes of one connection, which may carry many endpoints. */
export class Kp1Client implements PendingOwner {
  readonly #options: Kp1ClientOptions;
  /** Of the client in the run. */
  readonly #number: number;
  readonly #topics: RequestTopics;
  readonly #pending = new Outstanding();
  #unanswered = 0;
  #lastId = 0;
  /** Requests with IDs above this, up to the last, are outstanding or have been answered: nothing of them is forgotten. */
  #forgotten = 0;
  #sent = 0;
  /** The place of the last request that was answered, in the order of sending. */
  #answered = 0;
  #carrier: Carrier | undefined;

  constructor(options: Kp1ClientOptions, number: number) {
    this.#options = options;
    this.#number = number;
    this.#topics = new RequestTopics(options.appVersion);
  }

  /** From now on requests go out through this session, whose messages must come to {@link receive}. */
  attach(carrier: Carrier): void {
    this.#carrier = carrier;
    this.#forgotten = this.#lastId;
  }

  /** The request that a message answers; undefined when it answers none. */
  requestOf(topic: string): SentRequest | undefined {
    const pending = this.#pendingOf(topic);
    return pending !== undefined && outcomeFor(pending.topic, topic) !== undefined ? pending : undefined;
  }

  /** Sends a request; false when there is no connection, and nothing is sent. */
  send(outgoing: Outgoing): boolean {
    const carrier = this.#carrier;
    if (carrier === undefined) return false;
    const { token, extension, resourcePath } = outgoing;
    const { clock, deadlines, events, confirm } = this.#options;
    const id = nextRequestId(this.#lastId, this.#pending);
    this.#lastId = id;
    const isPlain = confirm === 'puback' && outgoing.kind === 'samples';
    const topic = this.#topics.of(extension, token, resourcePath, isPlain ? undefined : id);
    const Kind = isPlain ? PlainPending : Pending;
    const pending = new Kind(outgoing, this, id, topic, clock.now(), ++this.#sent);
    this.#pending.add(pending);
    deadlines.add(pending);
    events.onSent(pending, outgoing.payload);
    carrier.publish(topic, outgoing.payload, pending);
    return true;
  }

  /** A message of the session. */
  receive(topic: string, payload: Uint8Array): void {
    if (this.#answer(topic, payload)) return;
    const address = parseServerTopic(topic);
    const problem = address === undefined ? 'not a topic of 1/KP' : this.#understand(address, payload);
    if (problem !== undefined) this.#options.events.onUnexpected(topic, address?.token, problem);
  }

  /** The connection is gone or given up: what is outstanding stays unanswered. */
  detach(cause: UnansweredCause): void {
    this.#carrier = undefined;
    for (const pending of this.#pending.list()) {
      if (!this.#options.deadlines.remove(pending)) continue;
      this.#tellUnanswered(pending, pending.harmMs === Infinity ? 'fault' : cause);
    }
    this.#pending.clear();
    this.#unanswered = 0;
  }

  /** @returns what is wrong with it; undefined when nothing is */
  #understand(address: ServerAddress, payload: Uint8Array): string | undefined {
    const isOurs = address.appVersion === this.#options.appVersion;
    const endpoint = this.#options.endpointOf(address.token, this.#number);
    if (endpoint === undefined || !isOurs) return 'for an endpoint that this client does not represent';
    if (address.requestId !== undefined) return this.#unasked(Number(address.requestId), endpoint);
    if (address.outcome === 'error') return 'an error answer without a request ID';
    const { extensionInstance: extension, resourcePath } = address;
    this.#options.events.onPush({ endpoint, extension, resourcePath, payload });
    return undefined;
  }

  /** An answer to nothing outstanding: what was asked on this connection, and is not known any more, was answered before. */
  #unasked(id: number, endpoint: number): string {
    const wasAsked = id > this.#forgotten && id <= this.#lastId && !this.#pending.has(id);
    if (!wasAsked) return 'an answer to no outstanding request';
    this.#options.events.onDuplicate(endpoint);
    return 'a second answer to the same request';
  }

  /**
   * The endpoint may have moved to another client since it asked: that is no reason not to take the answer.
   * @returns false when it answers none of our requests
   */
  #answer(topic: string, payload: Uint8Array): boolean {
    const pending = this.#pendingOf(topic);
    const outcome = pending && outcomeFor(pending.topic, topic);
    if (pending === undefined || outcome === undefined) return false;
    const error = outcome === 'error' ? decodeErrorResponse(payload) : undefined;
    this.#settle(pending, error);
    const hasNews = error === undefined && payload.length > 0;
    if (pending.kind === 'poll' && hasNews) {
      const { endpoint, extension, resourcePath } = pending;
      this.#options.events.onPush({ endpoint, extension, resourcePath, payload });
    }
    return true;
  }

  /** The request whose ID the topic has, and whose it may be an answer to. */
  #pendingOf(topic: string): Pending | undefined {
    const id = answeredRequestId(topic);
    const pending = id === undefined ? undefined : this.#pending.get(id);
    return pending?.isPlain === false ? pending : undefined;
  }

  /** The server has taken over what has no answer. */
  acknowledged(pending: Pending): void {
    if (this.#pending.get(pending.id) === pending) this.#settle(pending, undefined);
  }

  #settle(pending: Pending, error: ErrorResponse | undefined): void {
    this.#pending.delete(pending.id);
    const { deadlines, clock, events } = this.#options;
    const isLate = !deadlines.remove(pending);
    if (isLate) this.#unanswered--;
    const latencyMs = clock.now() - pending.sentAt;
    const isExcused = isLate && latencyMs - pending.harmMs <= deadlines.timeoutMs;
    const isOvertaken = pending.place < this.#answered;
    if (!isOvertaken) this.#answered = pending.place;
    events.onAnswered(pending, { error, latencyMs, isLate, isExcused, isOvertaken });
  }

  #tellUnanswered(pending: Pending, cause: UnansweredCause): void {
    pending.unansweredAs = cause;
    this.#options.events.onUnanswered(pending, this.#options.clock.now() - pending.sentAt, cause);
  }

  /** Its time has run out; an answer may still come. */
  expired(pending: Pending): void {
    const cause = pending.harmMs >= this.#options.deadlines.timeoutMs ? 'fault' : 'timeout';
    this.#tellUnanswered(pending, cause);
    this.#pending.fallBehind(pending);
    if (++this.#unanswered <= UNANSWERED_MAX) return;
    const { id } = this.#pending.lastStraggler() as Pending;
    this.#pending.delete(id);
    this.#forgotten = id;
    this.#unanswered--;
  }
}

type ServerAddress = ResourceAddress & { readonly outcome: Outcome };

/** Counted from 1; IDs need to be unique among outstanding requests only. [1/KP KP-10] */
export function nextRequestId(last: number, outstanding: { has(id: number): boolean }): number {
  let id = last;
  do id = id >= REQUEST_ID_MAX - 1 ? 1 : id + 1;
  while (outstanding.has(id));
  return id;
}
