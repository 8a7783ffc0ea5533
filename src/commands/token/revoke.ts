/**
 * `kaa token revoke`: ends a token, which is final.
 */
import { type ChangedToken, TokenChangeCommand } from '../token-change-command.js';

export default class TokenRevoke extends TokenChangeCommand {
  static override description = 'Revoke a token for good: its sessions end at once.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  async run(): Promise<ChangedToken> {
    return await this.change('revoke');
  }
}
