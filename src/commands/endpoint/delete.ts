/**
 * `kaa endpoint delete`: unregisters an endpoint, with everything that Kaa knows of it.
 */
import { deleteEndpoint } from '../../operator/epr.js';
import { findEndpoint } from '../../operator/resolve.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointArgument } from '../operator-flags.js';

export default class EndpointDelete extends OperatorCommand {
  static override description =
    'Unregister an endpoint: its tokens, metadata, configurations and commands go with it.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  static override args = { endpoint: endpointArgument() };

  static override flags = { application: applicationFlag() };

  async run(): Promise<{ readonly deleted: string }> {
    const { args, flags } = await this.parse(EndpointDelete);
    const kaa = await this.kaa(flags);
    const { endpointId } = await findEndpoint(kaa, args.endpoint, flags.application);
    await deleteEndpoint(kaa, endpointId);
    this.log(`${this.style.green('✓')} Endpoint ${endpointId} is unregistered.`);
    return { deleted: endpointId };
  }
}
