/**
 * `kaa fault list`: the faults of the running platform, and how often each has struck.
 */
import { type Fault, listFaults } from '../../operator/operations.js';
import { OperatorCommand } from '../operator-command.js';
import { FAULT_HEAD, faultRows } from '../render/faults.js';
import { table } from '../render/records.js';

export default class FaultList extends OperatorCommand {
  static override description = 'List the faults of the running platform, and how often each has struck.';

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<{ readonly faults: readonly Fault[] }> {
    const { flags } = await this.parse(FaultList);
    const faults = await listFaults(await this.kaa(flags));
    this.log(table(FAULT_HEAD, faultRows(faults), this.style, { right: [2], none: 'no faults are armed' }));
    return { faults };
  }
}
