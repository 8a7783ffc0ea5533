/**
 * `kaa blueprint schema`: prints the JSON Schema of a blueprint, a fleet file or a contract, for editors and other programs.
 */
import { string as textArgument } from '@oclif/core/args';
import { blueprintSchema, contractSchema, fleetSchema } from '../../index.js';
import { BaseCommand } from '../base.js';

const SCHEMAS: Readonly<Record<string, () => object>> = {
  blueprint: blueprintSchema,
  fleet: fleetSchema,
  contract: contractSchema,
};

export default class BlueprintSchema extends BaseCommand {
  static override description = 'Print the JSON Schema of blueprint.yaml, of a fleet file or of a contract.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> fleet > fleet.schema.json',
    '<%= config.bin %> <%= command.id %> blueprint --json',
  ];

  static override args = {
    kind: textArgument({ description: 'Of which file.', options: Object.keys(SCHEMAS), required: true }),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(BlueprintSchema);
    const schema = SCHEMAS[args.kind]?.() ?? {};
    this.log(JSON.stringify(schema, null, 2));
    return schema;
  }
}
