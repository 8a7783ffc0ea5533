/**
 * What the platform's side knows of the commands of a run: read from its events in the journal, which are only there when the
 * platform is in the same process.
 *
 * A command that was sent before the run, such as one that waits for an endpoint of the blueprint, is none of the run's.
 */
import type { EntryOf, EventOf } from '../../kernel/journal.js';
import { CommandResultRequest } from '../../kp1/payloads.js';
import { parseRequestTopic } from '../../kp1/topic.js';
import { parseJsonAs } from '../../kp1/validator.js';
import type { Latencies } from './latencies.js';
import type { CommandReport } from './report.js';

type Stage = 'pending' | 'executed' | 'expired';

interface Entry {
  readonly since: number;
  stage: Stage;
  /** The message of results after which it had come to an end. */
  endedAfter?: number;
}

/** A message of results. */
interface Results {
  /** The run's first is 1. */
  readonly number: number;
  readonly payload: string;
}

/** Commands that are remembered; the oldest are forgotten. */
const COMMANDS_MAX = 100_000;
const NOT_FOUND = 404;

/** What it reads. */
export const LEDGER_TYPES = [
  'cex.command-pending',
  'cex.command-executed',
  'cex.command-expired',
  'kpc.request-refused',
] as const;

/** Results whose refusal may still come; it follows at once, unless a fault holds it back. */
const RESULTS_MAX = 1000;
/** Characters of their payloads in all; the latest is kept, however long it is. */
const RESULTS_LENGTH_MAX = 64 * 1024;
const RESULT_PATH = '/result/';

export class CommandLedger {
  readonly #execution: Latencies;
  /** By endpoint, type and ID; oldest first. */
  readonly #commands = new Map<string, Entry>();
  /** By topic, oldest first. */
  readonly #results = new Map<string, Results>();
  /** Characters of all their payloads. */
  #resultsLength = 0;
  /** Messages of results until now. */
  #received = 0;
  readonly #counts = { sent: 0, answered: 0, timedOut: 0, late: 0, duplicate: 0 };

  /** @param execution from when commands were sent to when their results came */
  constructor(execution: Latencies) {
    this.#execution = execution;
  }

  /** A message of an endpoint: a refusal does not say again what was refused. */
  received({ topic, payload }: EntryOf<'kpc.message-received'>): void {
    if (!topic.includes(RESULT_PATH)) return;
    this.#take(topic);
    this.#results.set(topic, { number: ++this.#received, payload });
    this.#resultsLength += payload.length;
    while (this.#isOverfull) this.#take(this.#results.keys().next().value as string);
  }

  /** Takes an event of the journal in. */
  read(event: EventOf<(typeof LEDGER_TYPES)[number]>): void {
    switch (event.type) {
      case 'cex.command-pending':
        this.#counts.sent++;
        this.#keep(keyOf(event), event.at);
        break;
      case 'cex.command-executed':
        this.#end(keyOf(event), 'executed', event.at);
        break;
      case 'cex.command-expired':
        this.#end(keyOf(event), 'expired', event.at);
        break;
      case 'kpc.request-refused':
        if (event.statusCode === NOT_FOUND) this.#refused(event.endpointId, event.topic);
        break;
    }
  }

  /** @param delivered how many the endpoints have received */
  report(delivered: number): CommandReport {
    return { ...this.#counts, delivered, executionMs: this.#execution.summary() };
  }

  get timedOut(): number {
    return this.#counts.timedOut;
  }

  get execution(): Latencies {
    return this.#execution;
  }

  #keep(key: string, since: number): void {
    this.#commands.set(key, { since, stage: 'pending' });
    if (this.#commands.size > COMMANDS_MAX)
      this.#commands.delete(this.#commands.keys().next().value as string);
  }

  #end(key: string, stage: 'executed' | 'expired', at: number): void {
    const entry = this.#commands.get(key);
    if (entry === undefined) return;
    this.#counts[stage === 'executed' ? 'answered' : 'timedOut']++;
    entry.stage = stage;
    entry.endedAfter = this.#received;
    if (stage === 'executed') this.#execution.record(at - entry.since);
  }

  get #isOverfull(): boolean {
    const { size } = this.#results;
    return size > RESULTS_MAX || (size > 1 && this.#resultsLength > RESULTS_LENGTH_MAX);
  }

  /** They are kept no longer. */
  #take(topic: string): Results | undefined {
    const results = this.#results.get(topic);
    this.#results.delete(topic);
    this.#resultsLength -= results?.payload.length ?? 0;
    return results;
  }

  /** Results of commands that were not outstanding: over by then, or with a result already. */
  #refused(endpointId: string, topic: string): void {
    const message = this.#take(topic);
    if (message === undefined) return;
    const address = parseRequestTopic(topic);
    const results = parseJsonAs(CommandResultRequest, Buffer.from(message.payload));
    if (address.fault !== undefined || !results.ok) return;
    const commandType = address.resourcePath.slice(RESULT_PATH.length);
    for (const { id: commandId } of results.value) {
      const entry = this.#commands.get(keyOf({ endpointId, commandType, commandId }));
      if (entry?.stage === 'expired') this.#counts.late++;
      // What this same message has ended is no duplicate: it was outstanding.
      else if (entry?.stage === 'executed' && entry.endedAfter !== message.number) this.#counts.duplicate++;
    }
  }
}

interface CommandRef {
  readonly endpointId: string;
  readonly commandType: string;
  readonly commandId: number;
}

const keyOf = ({ endpointId, commandType, commandId }: CommandRef) =>
  `${endpointId}/${commandType}/${commandId}`;
