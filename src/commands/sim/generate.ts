/**
 * `kaa sim generate`: what fleets would send, as a file.
 */
import { string as textArgument } from '@oclif/core/args';
import { option, string } from '@oclif/core/flags';
import { type DataSetReport, FORMATS, type Format, generateDataSet, WallClock } from '../../index.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { blueprintFlag, countFlag, durationFlag, rateFlag, seedFlag, shardFlag } from '../flags.js';
import { startFrom } from '../instants.js';
import { onInterrupt } from '../interrupt.js';
import { say } from '../output.js';
import { dataSetSummary } from '../render/data-set.js';
import { startLine } from '../status-line.js';

const STDOUT = '-';
const FORMAT_OF: Readonly<Record<string, Format>> = {
  csv: 'csv',
  parquet: 'parquet',
  lp: 'line-protocol',
};

export default class SimGenerate extends BaseCommand {
  static override description =
    'Write what fleets would send, as a data set, without a platform.\n' +
    'The values are those of kaa sim run --virtual with the same seed.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> fleets --duration 1d --output day.csv',
    '<%= config.bin %> <%= command.id %> fleets --start now-7d --duration 7d --seed 7 --output week.parquet',
    '<%= config.bin %> <%= command.id %> fleets --samples 1000 --output - | jq .sample',
  ];

  static override args = {
    fleets: textArgument({
      description: 'A fleet file or a folder of them; fleets/ of the blueprint without it.',
    }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    output: string({
      char: 'o',
      description: 'The file, which is there when it is complete; - is the output.',
      env: 'KAA_OUTPUT',
      helpValue: 'FILE',
      default: STDOUT,
    }),
    format: option({ options: FORMATS })({
      char: 'f',
      description: 'By the ending of the file without it (.csv, .parquet, .lp), else ndjson.',
      env: 'KAA_FORMAT',
    }),
    start: string({
      description: 'When it begins, in ISO 8601 or as now-7d; 2026-01-05T00:00:00Z without it.',
      env: 'KAA_START',
      helpValue: 'TIME',
    }),
    duration: durationFlag({
      description: 'How long it is; without this and --samples as long as the stages, or 10s.',
    }),
    samples: countFlag({ description: 'End after exactly so many data samples.', env: 'KAA_SAMPLES' }),
    endpoints: countFlag({
      description: 'Endpoints of all fleets; they share them in their own proportion.',
      env: 'KAA_ENDPOINTS',
    }),
    rate: rateFlag(),
    seed: seedFlag(),
    shard: shardFlag(),
  };

  async run(): Promise<DataSetReport | undefined> {
    const { args, flags } = await this.parse(SimGenerate);
    const toStdout = flags.output === STDOUT;
    const ending = /\.([a-z]+)$/.exec(flags.output)?.[1] ?? '';
    const interrupt = onInterrupt();
    const line = startLine(process.stderr);
    try {
      const report = await generateDataSet({
        ...flags,
        fleets: args.fleets,
        format: flags.format ?? FORMAT_OF[ending] ?? 'ndjson',
        output: toStdout ? process.stdout : flags.output,
        startAt: flags.start === undefined ? undefined : startFrom(flags.start, new WallClock().now()),
        durationMs: flags.duration,
        signal: interrupt.signal,
        onProgress: ({ phase, samples }) =>
          line.show(
            `${samples.toLocaleString('en')} data samples${phase === 'columns' ? ', to see which columns there are' : ''}`,
          ),
      });
      line.clear();
      if (report.interrupted === true) process.exitCode = EXIT.interrupted;
      const text = dataSetSummary(report, toStdout ? this.errorStyle : this.style);
      // The output is the data set's alone.
      if (toStdout) say(`${text}\n`);
      else this.log(text);
      return toStdout ? undefined : report;
    } finally {
      line.clear();
      interrupt.release();
    }
  }
}
