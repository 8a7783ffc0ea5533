/**
 * `kaa data last`: the last data point of time series.
 */
import { lastPoints, type Point } from '../../operator/epts.js';
import { DATA_FLAGS, DataCommand, formatFlag } from '../data-command.js';

export default class DataLast extends DataCommand {
  static override description = 'Show the last data point of each time series of each endpoint.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --endpoint thermostat-a',
    '<%= config.bin %> <%= command.id %> --series auto~temperature --format csv',
  ];

  static override flags = {
    ...DATA_FLAGS,
    format: formatFlag({ description: 'How to print the points; a table without it.' }),
  };

  async run(): Promise<readonly Point[]> {
    const { flags } = await this.parse(DataLast);
    const kaa = await this.kaa(flags);
    const points = await lastPoints(kaa, await this.whose(kaa, flags));
    this.logPoints(points, flags.format ?? 'table');
    return points;
  }
}
