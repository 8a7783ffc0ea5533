/**
 * `kaa blueprint validate`: everything that a blueprint names, against everything else; all problems at once.
 */
import { string as textArgument } from '@oclif/core/args';
import { validateBlueprint } from '../../facade/blueprints.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { validation } from '../render/validation.js';

export default class BlueprintValidate extends BaseCommand {
  static override description =
    'Check a blueprint and its fleets against themselves. Lists every problem as file:line:column, path, message.\n' +
    'Exit code 0: no problems; 2: some.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> my-building --json',
  ];

  static override args = {
    dir: textArgument({
      description: 'Folder of the blueprint; the current folder and those above it are searched without it.',
    }),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(BlueprintValidate);
    const report = await validateBlueprint(args.dir);
    this.log(validation(report, this.style));
    const valid = report.problems.length === 0;
    if (!valid) process.exitCode = EXIT.usage;
    return { valid, ...report };
  }
}
