/**
 * Data samples that are sent again, under a new request ID, until they are answered: `samples.resend` of a fleet file.
 *
 * What counts is the delivery, not its attempts: it is confirmed once, by whichever attempt is answered first, and
 * unanswered when all have been in vain. A server may well have taken the data samples of several attempts.
 */
import type { Samples } from '../../blueprint/fleet/samples.js';
import type { Clock } from '../../kernel/clock.js';
import { parseDuration } from '../../kernel/duration.js';
import type { Recorder } from '../report/recorder.js';
import { type Deadline, Deadlines } from './deadlines.js';
import type { Answer, Outgoing, SentRequest, UnansweredCause } from './kp1-client.js';

export interface Resend {
  readonly afterMs: number;
  /** How often again. */
  readonly attempts: number;
}

export interface ResenderPorts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** False when the endpoint has no connection. */
  readonly send: (outgoing: Outgoing) => boolean;
}

interface Delivery extends Deadline {
  readonly outgoing: Outgoing;
  /** Attempts that may still be made, and those that may still be answered. */
  left: number;
  open: number;
  /** When it was first to be sent, milliseconds since the epoch; there may have been no connection. */
  readonly begunAt: number;
  /** The first request; undefined before one has gone out. */
  first: SentRequest | undefined;
  isOver: boolean;
  /** Set while it counts as unanswered. */
  givenUpAs: UnansweredCause | undefined;
  /** Of its last attempt. */
  sentAt: number;
}

/** Undefined when nothing is to be sent again. */
export function resendOf(samples: Samples | undefined): Resend | undefined {
  const resend = samples?.resend;
  return resend && { afterMs: parseDuration(resend.after) ?? 0, attempts: resend.attempts ?? 1 };
}

/** The deliveries of a fleet. */
export class Resender {
  readonly #ports: ResenderPorts;
  readonly #resend: Resend;
  readonly #timers: Deadlines;
  readonly #live = new Set<Delivery>();

  constructor(resend: Resend, ports: ResenderPorts) {
    this.#ports = ports;
    this.#resend = resend;
    this.#timers = new Deadlines(ports.clock, resend.afterMs);
  }

  /** Deliveries that are neither answered nor given up. */
  get size(): number {
    return this.#live.size;
  }

  send(outgoing: Outgoing): void {
    const delivery: Delivery = {
      outgoing,
      left: this.#resend.attempts,
      open: 0,
      begunAt: this.#ports.clock.now(),
      first: undefined,
      isOver: false,
      givenUpAs: undefined,
      sentAt: 0,
      earlier: undefined,
      later: undefined,
      isAwaited: false,
      expire: () => this.#again(delivery),
    };
    this.#live.add(delivery);
    this.#attempt(delivery);
  }

  /** Nothing is sent again; what waits for its next attempt is given up. */
  stop(): void {
    this.#timers.stop();
    for (const delivery of this.#live) {
      delivery.left = 0;
      if (delivery.open === 0) this.#giveUp(delivery, 'stopped');
    }
  }

  onSent(request: SentRequest, payload: string): void {
    const delivery = request.delivery as Delivery;
    delivery.open++;
    if (delivery.first !== undefined) this.#ports.recorder.connection.resent(request, payload);
    else this.#ports.recorder.sent(request, payload);
    delivery.first ??= request;
  }

  onAnswered(request: SentRequest, answer: Answer): void {
    const delivery = request.delivery as Delivery;
    const { first, givenUpAs } = delivery;
    if (first === undefined) return;
    if (delivery.isOver && givenUpAs === undefined) {
      this.#ports.recorder.connection.answeredAgain(request);
      return;
    }
    this.#end(delivery);
    const latencyMs = this.#ports.clock.now() - delivery.begunAt;
    first.unansweredAs = givenUpAs;
    delivery.givenUpAs = undefined;
    this.#ports.recorder.answered(first, { ...answer, latencyMs, isLate: givenUpAs !== undefined });
  }

  onUnanswered(request: SentRequest, cause: UnansweredCause): void {
    const delivery = request.delivery as Delivery;
    delivery.open--;
    if (!delivery.isOver && delivery.open <= 0 && delivery.left === 0) this.#giveUp(delivery, cause);
  }

  #again(delivery: Delivery): void {
    if (delivery.isOver || delivery.left === 0) return;
    delivery.left--;
    this.#attempt(delivery);
  }

  #attempt(delivery: Delivery): void {
    const { outgoing, begunAt } = delivery;
    // What waited for a connection was not late because of this machine.
    const dueAt = this.#ports.clock.now() === begunAt ? outgoing.dueAt : undefined;
    const isSent = this.#ports.send({ ...outgoing, dueAt, delivery });
    if (delivery.left > 0) {
      delivery.sentAt = this.#ports.clock.now();
      this.#timers.add(delivery);
    } else if (!isSent && delivery.open <= 0) this.#giveUp(delivery, 'connection-lost');
  }

  #giveUp(delivery: Delivery, cause: UnansweredCause): void {
    this.#end(delivery);
    const { first, outgoing } = delivery;
    const { recorder, clock } = this.#ports;
    if (first === undefined) {
      recorder.connection.notSent(outgoing.endpoint, outgoing.samples);
      return;
    }
    delivery.givenUpAs = cause;
    recorder.unanswered(first, clock.now() - delivery.begunAt, cause);
  }

  #end(delivery: Delivery): void {
    delivery.isOver = true;
    this.#timers.remove(delivery);
    this.#live.delete(delivery);
  }
}
