/**
 * `kaa software list`: the software versions that an application offers.
 */
import { listSoftware, type SoftwareVersion } from '../../operator/otao.js';
import { whichApplication } from '../../operator/tekton.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag } from '../operator-flags.js';
import { table } from '../render/records.js';

export default class SoftwareList extends OperatorCommand {
  static override description = 'List the software versions that an application offers its endpoints.';

  static override examples = ['<%= config.bin %> <%= command.id %> --application my-building'];

  static override flags = { application: applicationFlag() };

  async run(): Promise<{ readonly application: string; readonly software: readonly SoftwareVersion[] }> {
    const { flags } = await this.parse(SoftwareList);
    const kaa = await this.kaa(flags);
    const application = await whichApplication(kaa, flags.application);
    const software = await listSoftware(kaa, application);
    const rows = software.map(({ version, upgradableFrom, specification }) => [
      version,
      mayFollow(upgradableFrom),
      specification,
    ]);
    const head = ['Version', 'May follow', 'Specification'];
    this.log(table(head, rows, this.style, { none: `${application} offers no software` }));
    return { application, software };
  }
}

/** Platforms write an absent list as an empty one or null, too. */
function mayFollow(upgradableFrom: SoftwareVersion['upgradableFrom']): string {
  return upgradableFrom?.length ? upgradableFrom.join(', ') : 'every lower version';
}
