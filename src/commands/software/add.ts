/**
 * `kaa software add`: offers a software version to the endpoints of an application.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { addSoftware, type SoftwareVersion } from '../../operator/otao.js';
import { whichApplication } from '../../operator/tekton.js';
import { OperatorCommand } from '../operator-command.js';
import { applicationFlag, jsonFrom } from '../operator-flags.js';

const EXAMPLE = '{"link": "https://example.com/fw-1.1.0.bin"}';

export default class SoftwareAdd extends OperatorCommand {
  static override description = 'Offer a software version to the endpoints of an application.';

  static override examples = [
    `<%= config.bin %> <%= command.id %> 1.1.0 --specification '${EXAMPLE}'`,
    '<%= config.bin %> <%= command.id %> 2.0.0 --upgradable-from 1.1.0 --specification @fw.json',
  ];

  static override args = {
    version: textArgument({ description: 'Semantic version, such as 1.1.0.', required: true }),
  };

  static override flags = {
    application: applicationFlag(),
    specification: string({
      description: 'What endpoints get to know of it, as JSON, or @file; {} without it.',
      helpValue: 'JSON',
    }),
    'upgradable-from': string({
      description: 'A version that it may follow; may be repeated. Every lower one without it.',
      helpValue: 'VERSION',
      multiple: true,
    }),
  };

  async run(): Promise<SoftwareVersion & { readonly application: string }> {
    const { args, flags } = await this.parse(SoftwareAdd);
    const given = flags.specification;
    const specification = given === undefined ? {} : await jsonFrom(given, '--specification', EXAMPLE);
    const kaa = await this.kaa(flags);
    const application = await whichApplication(kaa, flags.application);
    const upgradableFrom = flags['upgradable-from'];
    const added = await addSoftware(kaa, application, {
      version: args.version,
      specification,
      ...(upgradableFrom === undefined ? {} : { upgradableFrom }),
    });
    this.log(`${this.style.green('✓')} ${application} offers the software version ${args.version}.`);
    return { application, ...added };
  }
}
