/**
 * `kaa config set`: assigns a configuration to an endpoint, or to an application version as its default.
 */
import { string as textArgument } from '@oclif/core/args';
import { configurationDoubt } from '../../operator/doubts.js';
import { type Configuration, putConfiguration } from '../../operator/ecr.js';
import { CONFIGURATION_FLAGS, whoseConfiguration } from '../configuration-flags.js';
import { OperatorCommand } from '../operator-command.js';
import { jsonFrom } from '../operator-flags.js';

export default class ConfigSet extends OperatorCommand {
  static override description =
    'Assign a configuration to an endpoint, or to an application version as its default.\n' +
    'Endpoints that are connected get it at once.';

  static override examples = [
    `<%= config.bin %> <%= command.id %> --endpoint thermostat-a '{"samplingPeriod": 5}'`,
    '<%= config.bin %> <%= command.id %> --app-version my-building-v1 @config.json',
  ];

  static override args = {
    configuration: textArgument({ description: 'The configuration as JSON, or @file.', required: true }),
  };

  static override flags = CONFIGURATION_FLAGS;

  async run(): Promise<Configuration> {
    const { args, flags } = await this.parse(ConfigSet);
    const config = await jsonFrom(args.configuration, 'The configuration', '{"samplingPeriod": 5}');
    const kaa = await this.kaa(flags);
    const { which, whom } = await whoseConfiguration(kaa, flags);
    const configuration = await putConfiguration(kaa, which, config);
    this.log(`${this.style.green('✓')} ${whom} has the configuration ${configuration.configId}.`);
    const doubt = await configurationDoubt(kaa, which.appVersionName, config);
    if (doubt !== undefined)
      this.warnOf(`The configuration is unlike the schema of ${which.appVersionName}: ${doubt}.`);
    return configuration;
  }
}
