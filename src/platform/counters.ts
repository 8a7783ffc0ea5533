/**
 * How much went through a platform since it was built, counted from its journal.
 */
import type { Clock } from '../kernel/clock.js';
import type { EntryOf, Journal } from '../kernel/journal.js';

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

const COUNTED = [
  'dcx.data-samples-received',
  'kpc.message-received',
  'kpc.message-sent',
  'kpc.message-ignored',
  'kpc.request-refused',
  'kpc.message-undelivered',
  'kpc.client-connected',
  'kpc.client-disconnected',
] as const;

export class Counters {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly #messages = { received: 0, sent: 0, ignored: 0, refused: 0, undelivered: 0 };
  #clients = 0;
  #samples = 0;

  constructor(clock: Clock, journal: Journal) {
    this.startedAt = clock.now();
    journal.count(COUNTED, (entry) => this.#count(entry));
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

  #count(entry: EntryOf<(typeof COUNTED)[number]>): void {
    switch (entry.type) {
      case 'dcx.data-samples-received':
        this.#samples += entry.count;
        break;
      case 'kpc.message-received':
        this.#messages.received++;
        break;
      case 'kpc.message-sent':
        this.#messages.sent++;
        break;
      case 'kpc.message-ignored':
        this.#messages.ignored++;
        break;
      case 'kpc.request-refused':
        this.#messages.refused++;
        break;
      case 'kpc.message-undelivered':
        this.#messages.undelivered++;
        break;
      case 'kpc.client-connected':
        this.#clients++;
        break;
      case 'kpc.client-disconnected':
        this.#clients--;
        break;
    }
  }
}
