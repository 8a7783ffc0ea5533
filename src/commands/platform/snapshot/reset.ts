/**
 * `kaa platform snapshot reset`: sets the state of the running platform back to what its blueprint declares.
 */
import { resetState } from '../../../operator/snapshots.js';
import { count } from '../../../tui/format.js';
import { OperatorCommand } from '../../operator-command.js';

export default class PlatformSnapshotReset extends OperatorCommand {
  static override description =
    'Set the state of the running platform back to what its blueprint and fleets declare. What was stored is gone.\n' +
    'Clients are disconnected, as by a restart.';

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<{ readonly endpoints: number }> {
    const { flags } = await this.parse(PlatformSnapshotReset);
    const state = await resetState(await this.kaa(flags));
    this.log(
      `${this.style.green('✓')} Back to what the blueprint declares: ${count(state.endpoints)} endpoints`,
    );
    return state;
  }
}
