/**
 * `kaa platform snapshot save`: writes the state of the running platform to a folder.
 */
import { resolve } from 'node:path';
import { string } from '@oclif/core/args';
import type { SnapshotInfo } from '../../../index.js';
import { saveSnapshotOf } from '../../../operator/snapshots.js';
import { OperatorCommand } from '../../operator-command.js';
import { savedLine } from '../../render/snapshots.js';

export default class PlatformSnapshotSave extends OperatorCommand {
  static override description =
    'Write the state of the running platform to a folder, in place of the snapshot that is there.\n' +
    'The folder is swapped in as a whole: a crash leaves the old snapshot or the new one.';

  static override examples = ['<%= config.bin %> <%= command.id %> state'];

  static override args = {
    dir: string({ description: 'The folder; made when it is not there.', required: true }),
  };

  async run(): Promise<SnapshotInfo> {
    const { args, flags } = await this.parse(PlatformSnapshotSave);
    const saved = await saveSnapshotOf(await this.kaa(flags), resolve(args.dir));
    this.log(savedLine(saved, this.style));
    return saved;
  }
}
