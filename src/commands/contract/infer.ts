/**
 * `kaa contract infer [VERSION]`: schemas learned from a recording or from the platform that runs.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { readJournal } from '../../facade/journal-reader.js';
import { type InferredSchemas, inferSchemas, writeSchemas } from '../../index.js';
import { journalEvents } from '../../operator/events.js';
import { onInterrupt } from '../interrupt.js';
import { OperatorCommand } from '../operator-command.js';

export default class ContractInfer extends OperatorCommand {
  static override description =
    'Learn the schemas of an application version from what its endpoints sent and got.\n' +
    'From a journal file, or from the journal of the running platform. Each place says how often it was seen (x-kaa-inferred), what is certain and what is a guess.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --journal journal.ndjson',
    '<%= config.bin %> <%= command.id %> smart-building-v1 --out schemas',
    '<%= config.bin %> <%= command.id %> smart-building-v1 --certain-only',
  ];

  static override args = {
    version: textArgument({ description: 'Application version; not needed when only one is spoken of.' }),
  };

  static override flags = {
    journal: string({
      description: 'A file that --journal has written, in place of a running platform.',
      helpValue: 'FILE',
      exclusive: ['url'],
    }),
    out: string({
      description:
        'Write the schemas below this folder, as VERSION/data-sample.json and so on; printed without it.',
      helpValue: 'DIR',
    }),
    force: boolean({ description: 'Overwrite files that are there.', dependsOn: ['out'] }),
    'certain-only': boolean({
      description: 'Leave out what is guessed: required members, bounds, lists of values, formats.',
    }),
  };

  async run(): Promise<InferredSchemas & { readonly files?: readonly string[] }> {
    const { args, flags } = await this.parse(ContractInfer);
    const interrupt = onInterrupt();
    try {
      const events =
        flags.journal === undefined
          ? journalEvents(await this.kaa(flags), { since: -1, follow: false }, interrupt.signal)
          : readJournal(flags.journal);
      const { blueprint, 'certain-only': certainOnly } = flags;
      const inferred = await inferSchemas({ events, appVersion: args.version, blueprint, certainOnly });
      const files = flags.out === undefined ? [] : await writeSchemas(inferred, flags.out, flags.force);
      if (flags.out === undefined) this.log(JSON.stringify(inferred.schemas, null, 2));
      else this.log(this.written(inferred, files));
      return { ...inferred, ...(flags.out === undefined ? {} : { files }) };
    } finally {
      interrupt.release();
    }
  }

  private written(
    { appVersion, observations, refused, unreadable }: InferredSchemas,
    files: readonly string[],
  ): string {
    const counts = Object.values(observations);
    const left = refused + unreadable;
    return [
      `  Schemas of ${this.style.bold(appVersion)}, from what was seen:`,
      ...files.map((file, index) => `    ${file}  ${this.style.dim(`${counts[index]} seen`)}`),
      ...(left > 0
        ? [`  ${this.style.yellow(`Not learned from: ${refused} refused, ${unreadable} that are no JSON`)}`]
        : []),
      this.style.dim('  What is guessed is named in x-kaa-inferred: look at it before you rely on it.'),
    ].join('\n');
  }
}
