/**
 * What a run learns from the events of a platform in the same process: how its commands fared, and which requests a fault of
 * the platform has struck.
 */
import type { Journal } from '../../kernel/journal.js';
import { CommandLedger, LEDGER_TYPES } from './command-ledger.js';
import { Latencies } from './latencies.js';
import type { CommandReport } from './report.js';
import type { Tally } from './tally.js';

export class PlatformSide {
  readonly #ledger: CommandLedger;
  #stop = () => {};

  private constructor(execution: Latencies) {
    this.#ledger = new CommandLedger(execution);
  }

  static async create(): Promise<PlatformSide> {
    return new PlatformSide(await Latencies.create());
  }

  /** Reads along from now on. */
  start(journal: Journal, tally: Tally): void {
    const stopFaults = journal.count(['platform.fault'], ({ topic }) => tally.excuse(topic));
    const stopResults = journal.count(['kpc.message-received'], (entry) => this.#ledger.received(entry));
    const stopLedger = journal.listen((event) => this.#ledger.read(event), LEDGER_TYPES);
    this.#stop = () => {
      stopFaults();
      stopResults();
      stopLedger();
    };
  }

  stop(): void {
    this.#stop();
  }

  /** What thresholds ask of the commands. */
  get figures(): Pick<CommandLedger, 'timedOut' | 'execution'> {
    return this.#ledger;
  }

  /** @param delivered how many the endpoints have received */
  commands(delivered: number): CommandReport {
    return this.#ledger.report(delivered);
  }
}
