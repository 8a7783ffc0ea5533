/**
 * `kaa token suspend`: ends the sessions of a token until it is reactivated.
 */
import { type ChangedToken, TokenChangeCommand } from '../token-change-command.js';

export default class TokenSuspend extends TokenChangeCommand {
  static override description =
    'Suspend a token that has been used: its sessions end at once, until it is reactivated.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  async run(): Promise<ChangedToken> {
    return await this.change('suspend');
  }
}
