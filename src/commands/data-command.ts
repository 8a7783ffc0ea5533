/**
 * What `kaa data last`, `query` and `tail` share: whose time series, and in which format.
 */
import { option, string } from '@oclif/core/flags';
import type { LastQuery, Point } from '../operator/epts.js';
import { findEndpoint } from '../operator/resolve.js';
import type { Rest } from '../operator/rest.js';
import { whichApplication } from '../operator/tekton.js';
import { OperatorCommand } from './operator-command.js';
import { applicationFlag } from './operator-flags.js';
import { FORMATS, type Format, pointsAs } from './render/points.js';

export const DATA_FLAGS = {
  endpoint: string({
    char: 'E',
    description: 'Endpoint ID, or a token of the endpoint; may be repeated. All endpoints without it.',
    multiple: true,
  }),
  series: string({
    char: 's',
    description: 'Time series, such as auto~temperature; may be repeated. All without it.',
    helpValue: 'NAME',
    multiple: true,
  }),
  application: applicationFlag(),
};

/** The format of a listing of points. */
export const formatFlag = option({ options: FORMATS });

interface DataFlags {
  readonly endpoint?: string[] | undefined;
  readonly series?: string[] | undefined;
  readonly application?: string | undefined;
}

/** The base of the commands that read time series. */
export abstract class DataCommand extends OperatorCommand {
  /** Whose time series the flags mean. @throws KaaError ENDPOINT_NOT_FOUND, APPLICATION_NEEDED */
  protected async whose(kaa: Rest, flags: DataFlags): Promise<LastQuery> {
    const names = flags.endpoint ?? [];
    const endpoints = await Promise.all(names.map((name) => findEndpoint(kaa, name, flags.application)));
    const appVersionName = endpoints[0]?.appVersion.name;
    return {
      applicationName: await whichApplication(kaa, flags.application, appVersionName),
      timeSeries: flags.series ?? [],
      endpointIds: endpoints.map(({ endpointId }) => endpointId),
    };
  }

  protected logPoints(points: readonly Point[], format: Format): void {
    const text = pointsAs(format, points, this.style);
    if (format === 'csv') this.logData(text);
    else this.log(text);
  }
}
