/**
 * How much went through a platform since it was built, counted from its journal.
 */
import type { Clock } from '../kernel/clock.js';
import type { Journal } from '../kernel/journal.js';
import type { JournalEvent } from '../kernel/journal-events.js';

export interface MessageCounts {
  readonly received: number;
  readonly sent: number;
  /** Not passed on to any extension. */
  readonly ignored: number;
  /** Refused by an extension. */
  readonly refused: number;
  /** Pushes for endpoints that no client spoke for. */
  readonly undelivered: number;
}

export class Counters {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly #messages = { received: 0, sent: 0, ignored: 0, refused: 0, undelivered: 0 };
  #clients = 0;
  #samples = 0;

  constructor(clock: Clock, journal: Journal) {
    this.startedAt = clock.now();
    journal.listen((event) => this.#count(event));
  }

  get messages(): MessageCounts {
    return { ...this.#messages };
  }

  /** MQTT clients that are connected now. */
  get clients(): number {
    return this.#clients;
  }

  /** Data samples received. */
  get samples(): number {
    return this.#samples;
  }

  #count(event: JournalEvent): void {
    const { type } = event;
    if (type === 'dcx.data-samples-received') this.#samples += event.count;
    else if (type === 'kpc.message-received') this.#messages.received++;
    else if (type === 'kpc.message-sent') this.#messages.sent++;
    else if (type === 'kpc.message-ignored') this.#messages.ignored++;
    else if (type === 'kpc.request-refused') this.#messages.refused++;
    else if (type === 'kpc.message-undelivered') this.#messages.undelivered++;
    else if (type === 'kpc.client-connected') this.#clients++;
    else if (type === 'kpc.client-disconnected') this.#clients--;
  }
}
