/**
 * `kaa init blueprint`: writes a new blueprint from a template.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { createBlueprint, listTemplates } from '../../index.js';
import { BaseCommand } from '../base.js';
import { ask } from '../prompt.js';
import { columns } from '../render/columns.js';
import { scaffolded } from '../render/scaffolded.js';

const USAGE = 'kaa init blueprint NAME';

export default class InitBlueprint extends BaseCommand {
  static override description =
    'Write a new blueprint: applications, schemas, settings and fleets, ready to run.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> my-building',
    '<%= config.bin %> <%= command.id %> my-fleet --template vehicle-fleet --application vans',
    '<%= config.bin %> <%= command.id %> --list',
  ];

  static override args = {
    name: textArgument({ description: 'Name of the blueprint: a-z, 0-9, "-" and "_".' }),
  };

  static override flags = {
    template: string({
      char: 't',
      description: 'What to start from, see --list; smart-building without it.',
      env: 'KAA_TEMPLATE',
    }),
    list: boolean({ description: 'List the templates and write nothing.' }),
    application: string({
      char: 'a',
      description: 'Name of the application; the name of the blueprint without it.',
    }),
    folder: string({
      description: 'Where to write; a folder of that name without it.',
      helpValue: 'DIR',
    }),
    force: boolean({
      description: 'Write into a folder that is not empty; files of the same name are replaced.',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(InitBlueprint);
    const templates = await listTemplates();
    if (flags.list) {
      const rows = templates.map(({ name, description }) => [this.style.bold(name), description]);
      this.log(columns(rows).join('\n'));
      return { templates };
    }
    const name = args.name ?? (await ask({ what: 'the name of the blueprint', usage: USAGE }));
    // Whoever was asked for the name has seen no flags yet.
    const question = {
      what: 'the template',
      usage: USAGE,
      byDefault: templates[0]?.name,
      choices: templates,
    };
    const template = flags.template ?? (args.name === undefined ? await ask(question) : undefined);
    const created = await createBlueprint({ ...flags, name, template });
    this.log(scaffolded(`Blueprint ${name} from the template ${created.template}`, created, this.style));
    return created;
  }
}
