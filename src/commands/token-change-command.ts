/**
 * What `kaa token suspend`, `reactivate` and `revoke` share: they differ in one word.
 */
import { string as textArgument } from '@oclif/core/args';
import { changeToken, type TokenChange } from '../operator/cm.js';
import { findTokenHolder } from '../operator/resolve.js';
import { OperatorCommand } from './operator-command.js';
import { applicationFlag } from './operator-flags.js';

const DONE: Readonly<Record<TokenChange, string>> = {
  suspend: 'suspended',
  reactivate: 'reactivated',
  revoke: 'revoked for good',
};

export interface ChangedToken {
  readonly token: string;
  readonly endpointId: string;
  readonly applicationName: string;
  readonly change: TokenChange;
}

/** The base of the commands that change the state of a token. */
export abstract class TokenChangeCommand extends OperatorCommand {
  static override args = {
    token: textArgument({ description: 'The token, as the endpoint uses it.', required: true }),
  };

  static override flags = { application: applicationFlag() };

  protected async change(change: TokenChange): Promise<ChangedToken> {
    const { args, flags } = await this.parse(TokenChangeCommand);
    const kaa = await this.kaa(flags);
    const found = await findTokenHolder(kaa, args.token, flags.application);
    await changeToken(kaa, found, change);
    const { endpointId, applicationName } = found;
    this.log(
      `${this.style.green('✓')} The token ${args.token} of endpoint ${endpointId} is ${DONE[change]}.`,
    );
    return { token: args.token, endpointId, applicationName, change };
  }
}
