/**
 * `kaa config show`: the configuration of an endpoint, or the default one of an application version.
 */
import { type Configuration, configurationOf } from '../../operator/ecr.js';
import { CONFIGURATION_FLAGS, whoseConfiguration } from '../configuration-flags.js';
import { OperatorCommand } from '../operator-command.js';
import { record } from '../render/records.js';

type Shown = Partial<Configuration> & { readonly from: 'endpoint' | 'app-version' | 'none' };

export default class ConfigShow extends OperatorCommand {
  static override description =
    'Show the configuration that applies to an endpoint, or the default one of an application version.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --endpoint thermostat-a',
    '<%= config.bin %> <%= command.id %> --app-version my-building-v1',
  ];

  static override flags = CONFIGURATION_FLAGS;

  async run(): Promise<Shown> {
    const { flags } = await this.parse(ConfigShow);
    const kaa = await this.kaa(flags);
    const { which, whom } = await whoseConfiguration(kaa, flags);
    const shown = await this.applying(kaa, which);
    const { configId, config, updatedDate, from } = shown;
    if (from === 'none') this.log(`  ${this.style.dim(`${whom} has no configuration.`)}`);
    else {
      const origin = from === 'endpoint' ? 'its own' : `the default of ${which.appVersionName}`;
      const facts = { 'Configuration ID': configId, From: origin, Updated: updatedDate };
      this.log(`${record(facts, this.style)}\n\n${JSON.stringify(config, null, 2)}`);
    }
    return shown;
  }

  /** The endpoint's own one wins over the default of its version. [7/7.3] */
  private async applying(
    kaa: Parameters<typeof configurationOf>[0],
    which: Parameters<typeof configurationOf>[1],
  ): Promise<Shown> {
    const own = which.endpointId === undefined ? undefined : await configurationOf(kaa, which);
    if (own !== undefined) return { ...own, from: 'endpoint' };
    const byDefault = await configurationOf(kaa, { ...which, endpointId: undefined });
    return byDefault === undefined ? { from: 'none' } : { ...byDefault, from: 'app-version' };
  }
}
