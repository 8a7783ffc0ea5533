/**
 * `kaa endpoint create`: registers an endpoint.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { type CreatedEndpoint, createEndpoint } from '../../operator/epr.js';
import { OperatorCommand } from '../operator-command.js';
import { jsonFrom } from '../operator-flags.js';
import { record } from '../render/records.js';

export default class EndpointCreate extends OperatorCommand {
  static override description =
    'Register an endpoint of an application version.\nKaa shows its token this once: note it.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> my-building-v1',
    `<%= config.bin %> <%= command.id %> my-building-v1 --token thermostat-c --metadata '{"floor": 3}'`,
  ];

  static override args = {
    version: textArgument({ description: 'Application version, such as my-building-v1.', required: true }),
  };

  static override flags = {
    token: string({ description: 'Its token; made up by Kaa without it.' }),
    id: string({ description: 'Its endpoint ID; made up by Kaa without it.' }),
    metadata: string({ description: 'Its metadata as a JSON object, or @file.', helpValue: 'JSON' }),
  };

  async run(): Promise<CreatedEndpoint> {
    const { args, flags } = await this.parse(EndpointCreate);
    const { metadata } = flags;
    const kaa = await this.kaa(flags);
    const created = await createEndpoint(kaa, {
      appVersionName: args.version,
      endpointToken: flags.token,
      endpointId: flags.id,
      metadata: metadata === undefined ? undefined : await jsonFrom(metadata, '--metadata', '{"floor": 3}'),
    });
    const { endpointId, token, status } = created;
    this.log(record({ 'Endpoint ID': endpointId, Token: token, 'State of the token': status }, this.style));
    return created;
  }
}
