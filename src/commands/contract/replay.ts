/**
 * `kaa contract replay FILE`: tests again what a kept case says has failed, and nothing else.
 */
import { string as textArgument } from '@oclif/core/args';
import { type ContractReport, replayContract } from '../../index.js';
import { BaseCommand } from '../base.js';
import {
  contractProgress,
  deviceAddress,
  finishContract,
  openContractReports,
  reportFlag,
} from '../contract-output.js';
import { durationFlag } from '../flags.js';
import { thisMachine } from '../host.js';
import { onInterrupt } from '../interrupt.js';

export default class ContractReplay extends BaseCommand {
  static override description =
    'Test again what failed in a contract test, and only that: with the same seed, the same fleets or the same device.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> .kaa/contract/smart-building-v1.json',
    '<%= config.bin %> <%= command.id %> .kaa/contract/smart-building-v1.json --report html=case.html',
  ];

  static override args = {
    file: textArgument({ description: 'The case, as kaa contract test has kept it.', required: true }),
  };

  static override flags = {
    timeout: durationFlag({
      description: 'How long the test may take; as before without it.',
      env: 'KAA_TIMEOUT',
    }),
    report: reportFlag(),
  };

  async run(): Promise<ContractReport> {
    const { args, flags } = await this.parse(ContractReplay);
    const reports = await openContractReports(flags.report);
    const interrupt = onInterrupt();
    const progress = contractProgress(process.stderr, process.env);
    try {
      const outcome = await replayContract({
        file: args.file,
        process: thisMachine(),
        timeoutMs: flags.timeout,
        signal: interrupt.signal,
        onStep: progress.step,
        onReady: (address) => this.logToStderr(deviceAddress(address, this.errorStyle)),
      });
      progress.stop();
      return await finishContract(this, outcome, reports);
    } finally {
      progress.stop();
      interrupt.release();
      await reports.close();
    }
  }
}
