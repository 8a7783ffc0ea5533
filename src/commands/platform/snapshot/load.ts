/**
 * `kaa platform snapshot load`: puts a snapshot in place of the state of the running platform.
 */
import { resolve } from 'node:path';
import { string } from '@oclif/core/args';
import type { SnapshotInfo } from '../../../index.js';
import { loadSnapshotInto } from '../../../operator/snapshots.js';
import { OperatorCommand } from '../../operator-command.js';
import { loadedLine } from '../../render/snapshots.js';

export default class PlatformSnapshotLoad extends OperatorCommand {
  static override description =
    'Put a snapshot in place of the state of the running platform: all of it, or nothing when something is wrong with it.\n' +
    'Clients are disconnected, as by a restart.';

  static override examples = ['<%= config.bin %> <%= command.id %> state'];

  static override args = { dir: string({ description: 'The folder of the snapshot.', required: true }) };

  async run(): Promise<SnapshotInfo> {
    const { args, flags } = await this.parse(PlatformSnapshotLoad);
    const loaded = await loadSnapshotInto(await this.kaa(flags), resolve(args.dir));
    this.log(loadedLine(loaded, this.style));
    return loaded;
  }
}
