/**
 * `kaa blueprint schema`: prints the JSON Schema of a blueprint or of a fleet file, for editors and other programs.
 */
import { string as textArgument } from '@oclif/core/args';
import { blueprintSchema, fleetSchema } from '../../index.js';
import { BaseCommand } from '../base.js';

const KINDS = ['blueprint', 'fleet'] as const;

export default class BlueprintSchema extends BaseCommand {
  static override description = 'Print the JSON Schema of blueprint.yaml or of a fleet file.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> fleet > fleet.schema.json',
    '<%= config.bin %> <%= command.id %> blueprint --json',
  ];

  static override args = {
    kind: textArgument({ description: 'Of which file.', options: [...KINDS], required: true }),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(BlueprintSchema);
    const schema = args.kind === 'fleet' ? fleetSchema() : blueprintSchema();
    this.log(JSON.stringify(schema, null, 2));
    return schema;
  }
}
