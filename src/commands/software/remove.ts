/**
 * `kaa software remove`: withdraws a software version.
 */
import { string as textArgument } from '@oclif/core/args';
import { removeSoftware } from '../../operator/otao.js';
import { whichApplication } from '../../operator/tekton.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag } from '../operator-flags.js';

export default class SoftwareRemove extends OperatorCommand {
  static override description = 'Withdraw a software version; endpoints that have it keep it.';

  static override examples = ['<%= config.bin %> <%= command.id %> 1.1.0'];

  static override args = {
    version: textArgument({ description: 'The version to withdraw.', required: true }),
  };

  static override flags = { application: applicationFlag() };

  async run(): Promise<{ readonly application: string; readonly removed: string }> {
    const { args, flags } = await this.parse(SoftwareRemove);
    const kaa = await this.kaa(flags);
    const application = await whichApplication(kaa, flags.application);
    await removeSoftware(kaa, application, args.version);
    this.log(`${this.style.green('✓')} ${application} no longer offers ${args.version}.`);
    return { application, removed: args.version };
  }
}
