/**
 * `kaa token issue`: another token for an endpoint.
 */
import { string } from '@oclif/core/flags';
import { type IssuedToken, issueToken } from '../../operator/cm.js';
import { findEndpoint } from '../../operator/resolve.js';
import { whichApplication } from '../../operator/tekton.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointArgument } from '../operator-flags.js';
import { record } from '../render/records.js';

export default class TokenIssue extends OperatorCommand {
  static override description =
    'Issue another token for an endpoint, which keeps its ID and data.\nKaa shows it this once: note it.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> thermostat-a',
    '<%= config.bin %> <%= command.id %> thermostat-a --token thermostat-a2',
  ];

  static override args = { endpoint: endpointArgument() };

  static override flags = {
    application: applicationFlag(),
    token: string({ description: 'The new token; made up by Kaa without it.' }),
  };

  async run(): Promise<IssuedToken & { readonly endpointId: string }> {
    const { args, flags } = await this.parse(TokenIssue);
    const kaa = await this.kaa(flags);
    const { endpointId, appVersion } = await findEndpoint(kaa, args.endpoint, flags.application);
    const applicationName = await whichApplication(kaa, flags.application, appVersion.name);
    const issued = await issueToken(kaa, endpointId, { applicationName, token: flags.token });
    const { token, status } = issued;
    const facts = { Token: token, State: status, Application: applicationName, 'Endpoint ID': endpointId };
    this.log(record(facts, this.style));
    return { ...issued, endpointId };
  }
}
