/**
 * `kaa fault disarm`: takes faults away.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { kaaError } from '../../errors.js';
import { disarmFault, disarmFaults, type Fault } from '../../operator/operations.js';
import { OperatorCommand } from '../operator-command.js';

export default class FaultDisarm extends OperatorCommand {
  static override description = 'Take a fault away, or all of them.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> f1',
    '<%= config.bin %> <%= command.id %> --all',
  ];

  static override args = { id: textArgument({ description: 'The fault, as kaa fault list shows it.' }) };

  static override flags = { all: boolean({ description: 'All of them.' }) };

  async run(): Promise<{ readonly faults: readonly Fault[] }> {
    const { args, flags } = await this.parse(FaultDisarm);
    if ((args.id === undefined) === !flags.all) throw kaaError('FAULT_NOT_NAMED', {});
    const kaa = await this.kaa(flags);
    const faults = args.id === undefined ? await disarmFaults(kaa) : [await disarmFault(kaa, args.id)];
    for (const { id, kind, struck } of faults)
      this.log(
        `${this.style.green('✓')} The fault ${id} (${kind}) is gone; it struck ${struck === 1 ? 'once' : `${struck} times`}.`,
      );
    if (faults.length === 0) this.log('No faults were armed.');
    return { faults };
  }
}
