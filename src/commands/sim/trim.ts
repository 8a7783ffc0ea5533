/**
 * `kaa sim trim`: a part of a recording.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { type TrimReport, trimRecording } from '../../index.js';
import { count } from '../../tui/format.js';
import { BaseCommand } from '../base.js';
import { say } from '../output.js';

const STDOUT = '-';

export default class SimTrim extends BaseCommand {
  static override description =
    'Write a part of a recording, or its data samples as a data set.\n' +
    'The output may be the recording itself, which is then replaced.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> session.ndjson --from 10m --to 15m --output part.ndjson',
    '<%= config.bin %> <%= command.id %> session.ndjson --token thermostat-0001 --direction in',
    '<%= config.bin %> <%= command.id %> session.ndjson --data-samples --output samples.ndjson',
  ];

  static override args = {
    file: textArgument({ description: 'The recording, or a journal.', required: true }),
  };

  static override flags = {
    from: string({
      description: 'Leave out what is before: 10m after its first message, or an instant.',
      helpValue: 'TIME',
    }),
    to: string({ description: 'Leave out what is from there on.', helpValue: 'TIME' }),
    token: string({
      description: 'Only messages of this token; may be given several times.',
      helpValue: 'TOKEN',
      multiple: true,
    }),
    direction: option({ options: ['in', 'out'] as const })({
      description: 'Only what endpoints sent (in), or what the platform sent (out).',
    }),
    'data-samples': boolean({
      description: 'A row for each data sample in place of the messages, as kaa sim generate writes them.',
    }),
    output: string({
      char: 'o',
      description: 'The file, which is there when it is complete; - is the output.',
      env: 'KAA_OUTPUT',
      helpValue: 'FILE',
      default: STDOUT,
    }),
  };

  async run(): Promise<TrimReport | undefined> {
    const { args, flags } = await this.parse(SimTrim);
    const toStdout = flags.output === STDOUT;
    const report = await trimRecording({
      ...flags,
      file: args.file,
      tokens: flags.token,
      dataSamples: flags['data-samples'],
      output: toStdout ? process.stdout : flags.output,
    });
    const what = flags['data-samples'] ? 'data samples' : 'messages';
    const unreadable =
      report.unreadable === 0 ? '' : `; ${count(report.unreadable)} messages with data samples are no JSON`;
    const text = `${count(report.kept)} ${what} of ${count(report.messages)} messages${unreadable}`;
    if (toStdout) say(`  ${text}\n`);
    else this.log(`  ${flags.output}: ${text}`);
    return toStdout ? undefined : report;
  }
}
