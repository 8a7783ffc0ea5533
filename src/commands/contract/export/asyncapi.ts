/**
 * `kaa contract export asyncapi [VERSION]`: prints the AsyncAPI 3.0 document of a version's 1/KP topics.
 */
import { string as textArgument } from '@oclif/core/args';
import { stringify } from 'yaml';
import { exportAsyncapi } from '../../../index.js';
import { BaseCommand } from '../../base.js';
import { blueprintFlag } from '../../flags.js';

export default class ContractExportAsyncapi extends BaseCommand {
  static override description =
    'Print the AsyncAPI 3.0 document of the 1/KP topics of an application version.\n' +
    'Seen from its endpoints: channels with token and request ID, operations with their replies, messages with the schemas of\n' +
    'the blueprint. YAML, or JSON with --json.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> smart-building-v1 > asyncapi.yaml',
    '<%= config.bin %> <%= command.id %> smart-building-v1 --json > asyncapi.json',
  ];

  static override args = {
    version: textArgument({
      description: 'Application version; not needed when the blueprint has only one.',
    }),
  };

  static override flags = { blueprint: blueprintFlag() };

  async run(): Promise<Readonly<Record<string, unknown>>> {
    const { args, flags } = await this.parse(ContractExportAsyncapi);
    const document = await exportAsyncapi({ blueprint: flags.blueprint, appVersion: args.version });
    if (!this.jsonEnabled()) this.logData(stringify(document, { aliasDuplicateObjects: false }).trimEnd());
    return document;
  }
}
