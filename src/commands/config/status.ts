/**
 * `kaa config status`: whether configurations arrived, and what the endpoints said.
 */
import { string } from '@oclif/core/flags';
import { type ConfigurationStatus, configurationStatuses } from '../../operator/ecr.js';
import { findEndpoint } from '../../operator/resolve.js';
import { countFlag } from '../flags.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag } from '../operator-flags.js';
import { table } from '../render/records.js';

const LIMIT = 50;

export default class ConfigStatus extends OperatorCommand {
  static override description = 'Show which configurations were sent and what the endpoints reported.';

  static override examples = ['<%= config.bin %> <%= command.id %> --endpoint thermostat-a'];

  static override flags = {
    endpoint: string({ description: 'Endpoint ID, or a token of the endpoint.', env: 'KAA_ENDPOINT' }),
    'app-version': string({ description: 'Only of this application version.', helpValue: 'NAME' }),
    application: applicationFlag(),
    limit: countFlag({ description: `How many to show; ${LIMIT} without it.` }),
  };

  async run(): Promise<{ readonly statuses: readonly ConfigurationStatus[] }> {
    const { flags } = await this.parse(ConfigStatus);
    const kaa = await this.kaa(flags);
    const named = flags.endpoint;
    const endpoint = named === undefined ? undefined : await findEndpoint(kaa, named, flags.application);
    const statuses = await configurationStatuses(kaa, {
      endpointId: endpoint?.endpointId,
      appVersionName: flags['app-version'],
      size: flags.limit ?? LIMIT,
    });
    const head = ['Endpoint ID', 'Application version', 'Configuration ID', 'Status', 'Answer', 'Confirmed'];
    const rows = statuses.map((status) => [
      status.endpointId,
      status.appVersionName,
      status.configId,
      status.status,
      [status.confirmationStatusCode, status.confirmationReasonPhrase].filter(Boolean).join(' '),
      status.lastConfirmedDate,
    ]);
    this.log(table(head, rows, this.style, { none: 'no configuration has been sent' }));
    return { statuses };
  }
}
