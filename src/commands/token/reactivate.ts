/**
 * `kaa token reactivate`: lets a suspended token be used again.
 */
import { type ChangedToken, TokenChangeCommand } from '../token-change-command.js';

export default class TokenReactivate extends TokenChangeCommand {
  static override description = 'Reactivate a suspended token.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  async run(): Promise<ChangedToken> {
    return await this.change('reactivate');
  }
}
