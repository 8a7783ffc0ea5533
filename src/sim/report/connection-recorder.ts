/**
 * Writes down what happens to connections: each event once into the journal and once into the figures.
 */
import type { Journal } from '../../kernel/journal.js';
import type { SentRequest } from '../connection/requests.js';
import type { ConnectionFigures } from './connection-figures.js';
import type { Tally } from './tally.js';

interface FleetEndpoint {
  readonly fleet: string;
  readonly token: string;
}

export class ConnectionRecorder {
  readonly #journal: Journal;
  readonly #figures: ConnectionFigures;
  readonly #tally: Tally;
  readonly #nameOf: (endpoint: number) => FleetEndpoint;

  constructor(journal: Journal, tally: Tally, nameOf: (endpoint: number) => FleetEndpoint) {
    this.#journal = journal;
    this.#tally = tally;
    this.#figures = tally.connections;
    this.#nameOf = nameOf;
  }

  /** @param isAgain it had a connection before */
  opened(client: string, isAgain: boolean): void {
    if (isAgain) this.#figures.reconnects++;
    else this.#figures.opened++;
    this.#journal.append({ type: 'sim.connected', client });
  }

  lost(client: string, reason: string): void {
    this.#figures.lost++;
    this.#failed(`connection lost: ${reason}`);
    this.#journal.append({ type: 'sim.connection-lost', client, reason });
  }

  /** On purpose. */
  closed(client: string, reason: string): void {
    this.#journal.append({ type: 'sim.connection-closed', client, reason });
  }

  /** @param reason why the attempt before failed; undefined before the first */
  reconnecting(client: string, attempt: number, inMs: number, reason: string | undefined): void {
    if (reason !== undefined) this.#failed(`no connection again: ${reason}`);
    const why = reason === undefined ? {} : { reason };
    this.#journal.append({ type: 'sim.reconnecting', client, attempt, inMs, ...why });
  }

  /** It tries no more. @param attempts that have failed */
  gaveUp(client: string, attempts: number): void {
    if (attempts > 0) this.#failed(`gave up after ${attempts} attempts to connect again`);
    this.#journal.append({ type: 'sim.gave-up', client, attempts });
  }

  /** So many more endpoints can speak now; fewer when negative. */
  speaking(change: number): void {
    const speaking = this.#figures.speaking + change;
    this.#figures.speaking = speaking;
    this.#figures.speakingMax = Math.max(this.#figures.speakingMax, speaking);
  }

  /** @param from the client that it spoke through */
  moved(endpoint: number, from: string, to: string): void {
    this.#figures.moves++;
    this.#journal.append({ type: 'sim.roamed', ...this.#nameOf(endpoint), from, to });
  }

  /** A message for an endpoint that is off. */
  missed(endpoint: number, path: string): void {
    this.#figures.missedMessages++;
    this.#journal.append({ type: 'sim.message-missed', ...this.#nameOf(endpoint), path });
  }

  /** Data samples that were taken while there was no connection. */
  notSent(endpoint: number, samples: number): void {
    this.#figures.notSent += samples;
    this.#journal.append({ type: 'sim.samples-not-sent', ...this.#nameOf(endpoint), samples });
  }

  /** Again, under another request ID. */
  resent(request: SentRequest, payload: string): void {
    this.#figures.resent += request.samples;
    const { topic } = request;
    this.#journal.append({ type: 'sim.request-resent', ...this.#nameOf(request.endpoint), topic, payload });
  }

  /** Another attempt of what has been answered already. */
  answeredAgain(request: SentRequest): void {
    this.#figures.answeredAgain += request.samples;
    const { topic } = request;
    this.#journal.append({ type: 'sim.request-answered-again', ...this.#nameOf(request.endpoint), topic });
  }

  #failed(reason: string): void {
    this.#tally.failed(reason, 'kpc');
  }
}
