/**
 * `kaa endpoint show`: one endpoint with its metadata and tokens.
 */
import { type ListedToken, listTokens } from '../../operator/cm.js';
import type { RestEndpoint } from '../../operator/epr.js';
import { findEndpoint } from '../../operator/resolve.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointArgument } from '../operator-flags.js';
import { record, table } from '../render/records.js';
import { TOKEN_HEAD, tokenRows } from '../render/tokens.js';

const TOKENS_SHOWN = 20;

export default class EndpointShow extends OperatorCommand {
  static override description = 'Show an endpoint: application version, metadata, tokens.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  static override args = { endpoint: endpointArgument() };

  static override flags = { application: applicationFlag() };

  async run(): Promise<RestEndpoint & { readonly tokens: readonly ListedToken[] }> {
    const { args, flags } = await this.parse(EndpointShow);
    const kaa = await this.kaa(flags);
    const endpoint = await findEndpoint(kaa, args.endpoint, flags.application);
    const tokens = (await listTokens(kaa, endpoint.endpointId, TOKENS_SHOWN)).content;
    const facts = {
      'Endpoint ID': endpoint.endpointId,
      'Application version': endpoint.appVersion.name,
      Created: endpoint.createdDate,
      Metadata: endpoint.metadata,
    };
    this.log(record(facts, this.style));
    this.log(`\n${table(TOKEN_HEAD, tokenRows(tokens), this.style, { none: 'no tokens' })}`);
    return { ...endpoint, tokens };
  }
}
