/**
 * What the platform's side knows of the commands of a run: read from its events in the journal, which are only there when the
 * platform is in the same process.
 *
 * A command that was sent before the run, such as one that waits for an endpoint of the blueprint, is none of the run's.
 */
import type { EventOf, Journal } from '../../kernel/journal.js';
import { CommandResultRequest } from '../../kp1/payloads.js';
import { parseRequestTopic } from '../../kp1/topic.js';
import { parseJsonAs } from '../../kp1/validator.js';
import type { Latencies } from './latencies.js';
import type { CommandReport } from './report.js';

type Stage = 'pending' | 'executed' | 'expired';

interface Entry {
  readonly since: number;
  stage: Stage;
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

/** A refusal follows its message at once: what else happens between the two is little. */
const LOOKED_BACK = 20;

export class CommandLedger {
  readonly #execution: Latencies;
  /** By endpoint, type and ID; oldest first. */
  readonly #commands = new Map<string, Entry>();
  readonly #counts = { sent: 0, answered: 0, timedOut: 0, late: 0, duplicate: 0 };

  /** @param execution from when commands were sent to when their results came */
  constructor(execution: Latencies) {
    this.#execution = execution;
  }

  /** Takes an event of the journal in. */
  read(event: EventOf<(typeof LEDGER_TYPES)[number]>, journal: Journal): void {
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
        if (event.statusCode === NOT_FOUND && event.topic.includes('/result/'))
          this.#refused(event.endpointId, event.topic, payloadBefore(event, journal));
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
    if (stage === 'executed') this.#execution.record(at - entry.since);
  }

  /** Results of commands that were not outstanding: over by then, or with a result already. */
  #refused(endpointId: string, topic: string, payload: string): void {
    const address = parseRequestTopic(topic);
    const results = parseJsonAs(CommandResultRequest, Buffer.from(payload));
    if (address.fault !== undefined || !results.ok) return;
    const commandType = address.resourcePath.slice('/result/'.length);
    for (const { id: commandId } of results.value) {
      const stage = this.#commands.get(keyOf({ endpointId, commandType, commandId }))?.stage;
      if (stage === 'expired') this.#counts.late++;
      // What this same message has ended is no duplicate: it was outstanding.
      else if (stage === 'executed') this.#counts.duplicate++;
    }
  }
}

/** Of the message that a refusal is about; empty when it has left the journal. */
function payloadBefore(
  { seq, topic }: { readonly seq: number; readonly topic: string },
  journal: Journal,
): string {
  for (let back = 1; back <= LOOKED_BACK; back++) {
    const event = journal.at(seq - back);
    if (event?.type === 'kpc.message-received' && event.topic === topic) return event.payload;
  }
  return '';
}

interface CommandRef {
  readonly endpointId: string;
  readonly commandType: string;
  readonly commandId: number;
}

const keyOf = ({ endpointId, commandType, commandId }: CommandRef) =>
  `${endpointId}/${commandType}/${commandId}`;
