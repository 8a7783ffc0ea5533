/**
 * `kaa data query`: the data points of time series within a span of time, as a listing or as a plot.
 */
import { boolean, option, string } from '@oclif/core/flags';
import { kaaError } from '../../errors.js';
import { dataPoints, type Point, type DataQuery as Query, seriesOf } from '../../operator/epts.js';
import type { Rest } from '../../operator/rest.js';
import { DATA_FLAGS, DataCommand, formatFlag } from '../data-command.js';
import { instantFrom } from '../instants.js';
import { plots } from '../render/plots.js';

const FROM = 'now-1h';
const PLOT_LINES = 12;
const COLUMNS = 80;

export default class DataQuery extends DataCommand {
  static override description =
    'Show the data points of time series within a span of time; with --plot draw those that are numbers.\n' +
    'Times are ISO 8601, or relative to now: now, now-15m, now-7d.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --endpoint thermostat-a --series auto~temperature --plot',
    '<%= config.bin %> <%= command.id %> --from now-1d --format csv',
  ];

  static override flags = {
    ...DATA_FLAGS,
    from: string({ description: `First instant; ${FROM} without it.`, helpValue: 'TIME' }),
    to: string({ description: 'Last instant; now without it.', helpValue: 'TIME' }),
    sort: option({ options: ['asc', 'desc'] as const })({
      description: 'Oldest or newest first; asc without it.',
    }),
    format: formatFlag({ description: 'How to print the points; a table without it.' }),
    plot: boolean({ description: 'Draw a plot of each numeric value.', exclusive: ['format'] }),
  };

  async run(): Promise<readonly Point[]> {
    const { flags } = await this.parse(DataQuery);
    const kaa = await this.kaa(flags);
    const now = kaa.clock.now();
    const from = instantFrom('from', flags.from ?? FROM, now);
    const to = instantFrom('to', flags.to ?? 'now', now);
    if (from > to) {
      const reason = `it is after the end, ${to}`;
      throw kaaError('FLAG_INVALID', { flag: 'from', value: flags.from ?? FROM, reason });
    }
    const whose = await this.whose(kaa, flags);
    const sort = flags.sort === 'desc' ? 'DESC' : 'ASC';
    const points = await this.points(kaa, { ...whose, from, to, sort });
    if (flags.plot) this.logPlots(points);
    else this.logPoints(points, flags.format ?? 'table');
    return points;
  }

  /** REST wants the names of the time series. [7/6.5] */
  private async points(kaa: Rest, query: Query): Promise<Point[]> {
    const named = query.timeSeries;
    const all =
      named.length > 0 ? named : (await seriesOf(kaa, query.applicationName)).map(({ name }) => name);
    return all.length === 0 ? [] : await dataPoints(kaa, { ...query, timeSeries: all });
  }

  private logPlots(points: readonly Point[]): void {
    const width = process.stdout.columns ?? (Number(process.env.COLUMNS) || COLUMNS);
    const drawn = plots(points, { width, height: PLOT_LINES }, this.style);
    if (drawn === undefined) {
      const reason = points.length === 0 ? 'no data points' : 'no value is a number';
      throw kaaError('DATA_NOT_NUMERIC', { reason });
    }
    this.log(drawn);
  }
}
