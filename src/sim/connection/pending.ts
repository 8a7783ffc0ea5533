/**
 * A request between its sending and its answer, as its client keeps it.
 *
 * One object for each, and no closure: there are as many of them as there are data samples.
 */
import type { Deadline } from './deadlines.js';
import type { Outgoing, RequestKind, SentRequest, UnansweredCause } from './requests.js';

/** Who is told what becomes of a request. */
export interface PendingOwner {
  expired(pending: Pending): void;
  acknowledged(pending: Pending): void;
}

/** A request that asks for its answer. */
export class Pending implements SentRequest, Deadline {
  readonly kind: RequestKind;
  readonly endpoint: number;
  readonly token: string;
  readonly extension: string;
  readonly resourcePath: string;
  readonly samples: number;
  readonly dueAt: number | undefined;
  readonly fault: string | undefined;
  readonly delivery: object | undefined;
  readonly topic: string;
  readonly sentAt: number;
  harmMs = 0;
  unansweredAs: UnansweredCause | undefined = undefined;
  /** Its number among those outstanding: the request ID in its topic, unless it is plain. */
  readonly id: number;
  /** Which request of the client it is, from 1. */
  readonly place: number;
  earlier: Deadline | undefined = undefined;
  later: Deadline | undefined = undefined;
  isAwaited = false;
  protected readonly owner: PendingOwner;

  // In a row, without an object around them: one is made for every data sample.
  constructor(
    outgoing: Outgoing,
    owner: PendingOwner,
    id: number,
    topic: string,
    sentAt: number,
    place: number,
  ) {
    this.kind = outgoing.kind;
    this.endpoint = outgoing.endpoint;
    this.token = outgoing.token;
    this.extension = outgoing.extension;
    this.resourcePath = outgoing.resourcePath;
    this.samples = outgoing.samples;
    this.dueAt = outgoing.dueAt;
    this.fault = outgoing.fault;
    this.delivery = outgoing.delivery;
    this.topic = topic;
    this.sentAt = sentAt;
    this.id = id;
    this.place = place;
    this.owner = owner;
  }

  /** Without a request ID. */
  get isPlain(): boolean {
    return false;
  }

  expire(): void {
    this.owner.expired(this);
  }
}

/** A request without a request ID: nothing answers it, the acknowledgement of MQTT has to do. */
export class PlainPending extends Pending {
  override get isPlain(): boolean {
    return true;
  }

  acknowledged(): void {
    this.owner.acknowledged(this);
  }
}
