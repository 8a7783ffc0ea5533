/**
 * `kaa init application`: adds an application to a blueprint, or a further version to one of its applications.
 */
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { addApplication } from '../../index.js';
import { BaseCommand } from '../base.js';
import { blueprintFlag } from '../flags.js';
import { ask } from '../prompt.js';
import { scaffolded } from '../render/scaffolded.js';

export default class InitApplication extends BaseCommand {
  static override description =
    'Add an application with its schemas, settings and a fleet to the blueprint.\n' +
    'When the application is there already it gets a further version, a copy of the newest one to be changed.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> pumps --template industrial-machine',
    '<%= config.bin %> <%= command.id %> pumps',
    '<%= config.bin %> <%= command.id %> pumps --suffix beta',
  ];

  static override args = {
    name: textArgument({ description: 'Name of the application: a-z, 0-9, "-" and "_".' }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    suffix: string({
      description: 'End of the name of the version, a-z and 0-9; v1, v2, … without it.',
    }),
    template: string({
      char: 't',
      description: 'What to take it from, see kaa init blueprint --list.',
      env: 'KAA_TEMPLATE',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(InitApplication);
    const usage = 'kaa init application NAME';
    const application = args.name ?? (await ask({ what: 'the name of the application', usage }));
    const added = await addApplication({
      application,
      blueprintFolder: flags.blueprint,
      suffix: flags.suffix,
      template: flags.template,
    });
    const what = added.isFurtherVersion ? 'Application version' : `Application ${application}, version`;
    this.log(scaffolded(`${what} ${added.version}`, added, this.style));
    return added;
  }
}
