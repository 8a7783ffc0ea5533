/**
 * `kaa sim merge`: the reports of the shards of a run as the report of the run.
 */
import { string as textArgument } from '@oclif/core/args';
import { type MergedReport, mergeShards } from '../../index.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { summary } from '../render/summary.js';

export default class SimMerge extends BaseCommand {
  static override strict = false;

  static override description =
    'Merge the reports of the shards of a run into the report of the run.\n' +
    'Exit code 0: all shards are there and the whole run passed; 1: a shard is missing, or the run did not pass.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> shard-1.json shard-2.json shard-3.json',
    '<%= config.bin %> <%= command.id %> reports --json',
  ];

  static override args = {
    reports: textArgument({
      description: 'Files that kaa sim run --shard I/N --report FILE has written, or folders of them.',
      required: true,
    }),
  };

  async run(): Promise<MergedReport> {
    const { argv } = await this.parse(SimMerge);
    const report = await mergeShards(argv as string[]);
    this.log(summary(report, this.style));
    process.exitCode = report.verdict === 'pass' ? EXIT.pass : EXIT.fail;
    return report;
  }
}
