/**
 * `kaa endpoint disconnect`: ends the connection of whoever speaks for an endpoint.
 */
import { disconnectEndpoint } from '../../operator/operations.js';
import { findEndpoint } from '../../operator/resolve.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointArgument } from '../operator-flags.js';

export default class EndpointDisconnect extends OperatorCommand {
  static override description =
    'End the connection of the client that speaks for an endpoint, with all that it carries.\n' +
    'The client may come back at once: to keep an endpoint away, suspend its token.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  static override args = { endpoint: endpointArgument() };

  static override flags = { application: applicationFlag() };

  async run(): Promise<{ readonly endpointId: string; readonly clients: readonly string[] }> {
    const { args, flags } = await this.parse(EndpointDisconnect);
    const kaa = await this.kaa(flags);
    const { endpointId } = await findEndpoint(kaa, args.endpoint, flags.application);
    const clients = await disconnectEndpoint(kaa, endpointId);
    const named = clients.map((client) => `"${client}"`).join(', ');
    this.log(`${this.style.green('✓')} The connection of ${named} is ended: it spoke for ${endpointId}.`);
    return { endpointId, clients };
  }
}
