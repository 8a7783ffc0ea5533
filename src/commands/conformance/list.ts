/**
 * `kaa conformance list`: the requirements of the Kaa RFCs, in our words.
 */
import { string } from '@oclif/core/flags';
import { listRequirements, type Requirement } from '../../index.js';
import { BaseCommand } from '../base.js';
import { requirementTable } from '../render/conformance.js';

export default class ConformanceList extends BaseCommand {
  static override description =
    'List the requirements of the Kaa RFCs that `kaa conformance run` judges: their IDs, how binding they are, whose duty.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --only CEP-*',
  ];

  static override flags = {
    only: string({
      description: 'Requirements to list, such as CEP-10,CMP-*.',
      env: 'KAA_ONLY',
      helpValue: 'IDS',
      multiple: true,
      delimiter: ',',
    }),
  };

  async run(): Promise<readonly Requirement[]> {
    const { flags } = await this.parse(ConformanceList);
    const requirements = listRequirements(flags.only);
    this.log(requirementTable(requirements, this.style));
    return requirements;
  }
}
