/**
 * Writes down what happens to the endpoints of a run: each event once into the journal and once into the tally.
 */

import type { FaultKind } from '../../blueprint/fleet/faults.js';
import type { Journal } from '../../kernel/journal.js';
import { isSuccess } from '../../kp1/error-response.js';
import type { Answer, SentRequest, UnansweredCause } from '../connection/kp1-client.js';
import { ConnectionRecorder } from './connection-recorder.js';
import { DeviceRecorder } from './device-recorder.js';
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
  readonly connection: ConnectionRecorder;
  /** For what endpoints do of themselves. */
  readonly device: DeviceRecorder;

  constructor(journal: Journal, tally: Tally, nameOf: (endpoint: number) => FleetEndpoint) {
    this.#journal = journal;
    this.#tally = tally;
    this.#nameOf = nameOf;
    this.connection = new ConnectionRecorder(journal, tally, nameOf);
    this.device = new DeviceRecorder(journal, tally.device, nameOf);
  }

  sent(request: SentRequest, payload: string): void {
    this.#tally.sent(request);
    if (this.#journal.skip('sim.request-sent')) return;
    const { fleet, token } = this.#nameOf(request.endpoint);
    this.#journal.append({ type: 'sim.request-sent', fleet, token, topic: request.topic, payload });
  }

  answered(request: SentRequest, answer: Answer): void {
    this.#tally.answered(request, answer);
    const type = outcomeOf(answer);
    if (this.#journal.skip(type)) return;
    const { error, latencyMs } = answer;
    const { fleet, token } = this.#nameOf(request.endpoint);
    const common = { fleet, token, topic: request.topic, latencyMs };
    if (error !== undefined) this.#journal.append({ type: 'sim.request-rejected', ...common, ...error });
    else if (type !== 'sim.request-rejected') this.#journal.append({ type, ...common });
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

  /** A fault of the fleet file has struck the endpoint. @param detail what it struck, such as a field */
  fault(endpoint: number, fault: FaultKind, detail?: string): void {
    this.#tally.struck(fault);
    const what = detail === undefined ? { fault } : { fault, detail };
    this.#journal.append({ type: 'sim.fault', ...this.#nameOf(endpoint), ...what });
  }

  /** A second answer to the same request. */
  duplicate(endpoint: number): void {
    this.#tally.duplicate(endpoint);
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

  /** It has been reported: as applied, or, with a status that is no success, as refused. [7/CMP CMP-25, CMP-26] */
  configurationApplied(endpoint: number, configuration: ConfigurationRef, status: ConfigurationStatus): void {
    const { statusCode, reasonPhrase } = status;
    const common = { ...this.#nameOf(endpoint), ...configuration, statusCode };
    if (isSuccess(statusCode)) {
      this.#tally.configurations.applied++;
      this.#journal.append({ type: 'sim.configuration-applied', ...common });
      return;
    }
    this.#tally.configurations.refused++;
    const because = reasonPhrase === undefined ? {} : { reasonPhrase };
    this.#journal.append({ type: 'sim.configuration-refused', ...common, ...because });
  }

  note(fleet: string, text: string): void {
    this.#tally.notes.push(text);
    this.#journal.append({ type: 'sim.note', fleet, text });
  }
}

function outcomeOf({ error, isLate }: Answer) {
  if (error !== undefined) return 'sim.request-rejected';
  return isLate ? 'sim.request-late' : 'sim.request-confirmed';
}

/** What an endpoint says of a configuration, in codes of HTTP. */
export interface ConfigurationStatus {
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
}

/** A configuration as the journal names it. */
export interface ConfigurationRef {
  readonly extension: string;
  /** `default` for the one without a name. */
  readonly name: string;
  readonly configId: string;
}
