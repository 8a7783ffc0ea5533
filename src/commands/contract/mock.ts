/**
 * `kaa contract mock [VERSION]`: instances of a schema for unit tests, valid ones or invalid ones.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { type Mocked, mockInstances } from '../../index.js';
import { BaseCommand } from '../base.js';
import { blueprintFlag, countFlag, seedFlag } from '../flags.js';

export default class ContractMock extends BaseCommand {
  static override description =
    'Make instances of a schema of an application version for unit tests.\n' +
    'Valid ones, or with --invalid ones that each have one fault and say which: {"value": …, "fault": {"rule", "path", "message"}}. The same seed gives the same instances.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> smart-building-v1 --count 20 --seed 1',
    '<%= config.bin %> <%= command.id %> smart-building-v1 --kind configuration --invalid --format json',
    '<%= config.bin %> <%= command.id %> smart-building-v1 --kind command.set-setpoint.payload',
  ];

  static override args = {
    version: textArgument({
      description: 'Application version; not needed when the blueprint has only one.',
    }),
  };

  static override flags = {
    blueprint: blueprintFlag(),
    kind: string({
      description: 'data-sample, metadata, configuration, command.TYPE.payload or command.TYPE.result.',
      env: 'KAA_KIND',
      default: 'data-sample',
    }),
    count: countFlag({ description: 'How many.', env: 'KAA_COUNT', default: 10 }),
    invalid: boolean({ description: 'Invalid instances, each with what is wrong with it.' }),
    seed: seedFlag(),
    format: option({ options: ['ndjson', 'json'] as const })({
      description: 'One instance a line, or one list.',
      env: 'KAA_FORMAT',
      default: 'ndjson',
    }),
  };

  async run(): Promise<Mocked> {
    const { args, flags } = await this.parse(ContractMock);
    const { blueprint, kind, count, invalid, seed } = flags;
    const mocked = await mockInstances({ blueprint, appVersion: args.version, kind, count, invalid, seed });
    const { instances } = mocked;
    if (flags.format === 'json') this.log(JSON.stringify(instances, null, 2));
    else this.log(instances.map((instance) => JSON.stringify(instance)).join('\n'));
    if (seed === undefined && !this.jsonEnabled())
      this.logToStderr(this.errorStyle.dim(`seed ${mocked.seed}`));
    if (instances.length < count) this.logToStderr(`Only ${instances.length} of ${count} could be made.`);
    return mocked;
  }
}
