/**
 * `kaa token list`: the tokens of an endpoint.
 */
import { type ListedToken, listTokens } from '../../operator/cm.js';
import { findEndpoint } from '../../operator/resolve.js';
import type { Page } from '../../operator/rest.js';
import { countFlag } from '../flags.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, endpointArgument } from '../operator-flags.js';
import { rest as remainder, table } from '../render/records.js';
import { TOKEN_HEAD, tokenRows } from '../render/tokens.js';

const LIMIT = 20;

export default class TokenList extends OperatorCommand {
  static override description =
    'List the tokens of an endpoint with their states. Kaa shows IDs of tokens, not their texts.';

  static override examples = ['<%= config.bin %> <%= command.id %> thermostat-a'];

  static override args = { endpoint: endpointArgument() };

  static override flags = {
    application: applicationFlag(),
    limit: countFlag({ description: `How many to show; ${LIMIT} without it.` }),
  };

  async run(): Promise<Page<ListedToken>> {
    const { args, flags } = await this.parse(TokenList);
    const kaa = await this.kaa(flags);
    const { endpointId } = await findEndpoint(kaa, args.endpoint, flags.application);
    const page = await listTokens(kaa, endpointId, flags.limit ?? LIMIT);
    const rows = tokenRows(page.content);
    const shown = table(TOKEN_HEAD, rows, this.style, { none: 'no tokens' });
    this.log(shown + remainder(rows.length, page.totalElements, this.style));
    return page;
  }
}
