/**
 * `kaa contract diff OLD NEW`: what changed between two versions of a contract, and who is hurt by it.
 */
import { relative, sep } from 'node:path';
import { string as textArgument } from '@oclif/core/args';
import { custom, option, string } from '@oclif/core/flags';
import {
  type DiffReport,
  diffContracts,
  parseDiffReport,
  type WantedDiffReport,
  writeDiffReports,
} from '../../index.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { blueprintFlag } from '../flags.js';

const PAIRINGS = { 'old-devices': ['old-devices'], 'new-devices': ['new-devices'], both: undefined } as const;

export default class ContractDiff extends BaseCommand {
  static override description =
    'Compare two versions of a contract: schemas of data samples, metadata, configurations and commands, metadata keys, promises.\n' +
    'OLD and NEW are folders of blueprints, application versions of one blueprint, or git revisions (HEAD~1, main:folder).\n' +
    'Endpoints produce data samples, metadata and results, and consume configurations and commands; each change says which\n' +
    'endpoints and which back end do not understand each other any more, with a value that shows it.\n' +
    'Exit code 0: nothing breaks; 1: something does.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> HEAD~1 .',
    '<%= config.bin %> <%= command.id %> smart-building-v1 smart-building-v2',
    '<%= config.bin %> <%= command.id %> main:blueprint blueprint --pairing old-devices',
    '<%= config.bin %> <%= command.id %> origin/main . --report text --report github --report junit=diff.xml',
  ];

  static override args = {
    old: textArgument({
      description: 'The older: a folder, an application version, or a git revision.',
      required: true,
    }),
    new: textArgument({
      description: 'The newer: a folder, an application version, or a git revision.',
      required: true,
    }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    'app-version': string({
      description: 'Compare only this application version.',
      env: 'KAA_APP_VERSION',
      helpValue: 'NAME',
    }),
    pairing: option({ options: ['both', 'old-devices', 'new-devices'] as const })({
      description:
        'What must work together: old endpoints with a new back end, new endpoints with an old back end, or both. Changes that show elsewhere are notes.',
      env: 'KAA_PAIRING',
      default: 'both',
    }),
    exceptions: string({
      description:
        'A file with accepted breaks, each with a reason; contracts/exceptions.yaml of NEW without it.',
      env: 'KAA_EXCEPTIONS',
      helpValue: 'FILE',
    }),
    report: custom<WantedDiffReport>({
      description:
        'A report: text, json, junit or github, with =FILE to write it to a file. Repeat it for several; text without it.',
      env: 'KAA_REPORT',
      helpValue: 'FORMAT[=FILE]',
      parse: async (text) => parseDiffReport(text),
    })({ multiple: true }),
  };

  async run(): Promise<DiffReport> {
    const { args, flags } = await this.parse(ContractDiff);
    const { report, folder } = await diffContracts({
      old: args.old,
      new: args.new,
      blueprint: flags.blueprint,
      appVersion: flags['app-version'],
      pairings: PAIRINGS[flags.pairing],
      exceptions: flags.exceptions,
    });
    const place = relative('', folder);
    const pathPrefix = place === '' ? '' : `${place.split(sep).join('/')}/`;
    const wanted: readonly WantedDiffReport[] = flags.report ?? [{ format: 'text' }];
    for (const text of await writeDiffReports(wanted, report, { style: this.style, pathPrefix }))
      this.log(text.trimEnd());
    process.exitCode = report.verdict === 'fail' ? EXIT.fail : EXIT.pass;
    return report;
  }
}
