/**
 * `kaa endpoint list`: the endpoints of a Kaa, a page of them.
 */
import { string } from '@oclif/core/flags';
import { listEndpoints, type RestEndpoint } from '../../operator/epr.js';
import type { Page } from '../../operator/rest.js';
import { countFlag, integer } from '../flags.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag } from '../operator-flags.js';
import { rest as remainder, table } from '../render/records.js';

const LIMIT = 50;
const OFFSET_MAX = 1_000_000_000;

export default class EndpointList extends OperatorCommand {
  static override description = 'List endpoints with their application version and metadata.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --app-version my-building-v1 --limit 10',
  ];

  static override flags = {
    application: applicationFlag({ description: 'Only endpoints of this application.' }),
    'app-version': string({ description: 'Only endpoints of this application version.', helpValue: 'NAME' }),
    filter: string({ description: 'Only endpoints that match this endpoint filter.', helpValue: 'ID' }),
    limit: countFlag({ description: `How many to show; ${LIMIT} without it.` }),
    offset: string({ description: 'How many to leave out at the beginning.', helpValue: 'N' }),
  };

  async run(): Promise<Page<RestEndpoint>> {
    const { flags } = await this.parse(EndpointList);
    const offset = flags.offset === undefined ? undefined : integer('offset', flags.offset, OFFSET_MAX);
    const page = await listEndpoints(await this.kaa(flags), {
      applicationName: flags.application,
      applicationVersionName: flags['app-version'],
      filterId: flags.filter,
      include: 'metadata',
      limit: flags.limit ?? LIMIT,
      offset,
    });
    const rows = page.content.map(({ endpointId, appVersion, metadata = {} }) => [
      endpointId,
      appVersion.name,
      Object.keys(metadata).length === 0 ? '' : metadata,
    ]);
    const head = ['Endpoint ID', 'Application version', 'Metadata'];
    const none =
      page.totalElements > 0 && offset !== undefined
        ? `none: --offset ${offset} is behind the last; there are ${page.totalElements}`
        : 'no endpoints';
    this.log(
      table(head, rows, this.style, { none }) + remainder(rows.length, page.totalElements, this.style),
    );
    return page;
  }
}
