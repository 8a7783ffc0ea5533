/**
 * Writes down what happens to the endpoints of a run: each event once into the journal and once into the tally.
 */
import type { Journal } from '../../kernel/journal.js';
import type { Answer, SentRequest, UnansweredCause } from '../connection/kp1-client.js';
import type { Tally } from './tally.js';

/** An endpoint as the journal names it. */
export interface FleetEndpoint {
  readonly fleet: string;
  readonly token: string;
}

export class Recorder {
  readonly #journal: Journal;
  readonly #tally: Tally;
  readonly #nameOf: (endpoint: number) => FleetEndpoint;

  constructor(journal: Journal, tally: Tally, nameOf: (endpoint: number) => FleetEndpoint) {
    this.#journal = journal;
    this.#tally = tally;
    this.#nameOf = nameOf;
  }

  /** @param endpoints how many the client carries */
  connected(client: string, endpoints: number): void {
    this.#tally.opened++;
    this.#tally.connected += endpoints;
    this.#journal.append({ type: 'sim.connected', client });
  }

  connectionLost(client: string, endpoints: number, reason: string): void {
    this.#tally.connected -= endpoints;
    this.#tally.lostConnections++;
    this.#tally.failed(`connection lost: ${reason}`, 'kpc');
    this.#journal.append({ type: 'sim.connection-lost', client, reason });
  }

  sent(request: SentRequest, payload: string): void {
    this.#tally.sent(request);
    const { topic } = request;
    this.#journal.append({ type: 'sim.request-sent', ...this.#nameOf(request.endpoint), topic, payload });
  }

  answered(request: SentRequest, answer: Answer): void {
    this.#tally.answered(request, answer);
    const { error, latencyMs, isLate } = answer;
    const common = { ...this.#nameOf(request.endpoint), topic: request.topic, latencyMs };
    if (error !== undefined) this.#journal.append({ type: 'sim.request-rejected', ...common, ...error });
    else this.#journal.append({ type: isLate ? 'sim.request-late' : 'sim.request-confirmed', ...common });
  }

  unanswered(request: SentRequest, afterMs: number, cause: UnansweredCause): void {
    this.#tally.unanswered(request, cause);
    const { topic } = request;
    this.#journal.append({
      type: 'sim.request-unanswered',
      ...this.#nameOf(request.endpoint),
      topic,
      afterMs,
    });
  }

  unexpected(fleet: string, token: string, topic: string, reason: string): void {
    this.#tally.unexpectedMessages++;
    this.#journal.append({ type: 'sim.unexpected-message', fleet, token, topic, reason });
  }

  commandReceived(endpoint: number, commandType: string, commandId: number): void {
    this.#tally.commands.received++;
    this.#journal.append({ type: 'sim.command-received', ...this.#nameOf(endpoint), commandType, commandId });
  }

  commandAnswered(endpoint: number, commandType: string, commandId: number, statusCode: number): void {
    this.#tally.commands.answered++;
    const common = { ...this.#nameOf(endpoint), commandType, commandId };
    this.#journal.append({ type: 'sim.command-answered', ...common, statusCode });
  }

  configurationReceived(endpoint: number, configuration: ConfigurationRef): void {
    this.#tally.configurations.received++;
    this.#journal.append({ type: 'sim.configuration-received', ...this.#nameOf(endpoint), ...configuration });
  }

  configurationApplied(endpoint: number, configuration: ConfigurationRef, statusCode: number): void {
    this.#tally.configurations.applied++;
    const common = { ...this.#nameOf(endpoint), ...configuration };
    this.#journal.append({ type: 'sim.configuration-applied', ...common, statusCode });
  }

  note(fleet: string, text: string): void {
    this.#tally.notes.push(text);
    this.#journal.append({ type: 'sim.note', fleet, text });
  }
}

/** A configuration as the journal names it. */
export interface ConfigurationRef {
  readonly extension: string;
  /** `default` for the one without a name. */
  readonly name: string;
  readonly configId: string;
}
