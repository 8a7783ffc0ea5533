/**
 * Everything about one endpoint, gathered from Kaa's services: what it is, what was assigned to it, what it owes, and what
 * it has sent lately.
 */

import type { CommandDescriptor } from '../cex.js';
import { type ListedToken, listTokens } from '../cm.js';
import {
  type Configuration,
  type ConfigurationStatus,
  configurationOf,
  configurationStatuses,
} from '../ecr.js';
import { endpointById, type RestEndpoint } from '../epr.js';
import { dataPoints, lastPoints, type Point } from '../epts.js';
import { type Rest, statusOf } from '../rest.js';
import { whichApplication } from '../tekton.js';

const TOKENS_SHOWN = 10;
/** How far back data points are read, in milliseconds. */
const POINTS_BACK_MS = 600_000;

export interface EndpointDetail {
  readonly endpoint: RestEndpoint;
  readonly application: string;
  readonly tokens: readonly ListedToken[];
  /** What applies to it: its own configuration, or the default of its version; undefined: none. */
  readonly configuration?: (Configuration & { readonly from: 'endpoint' | 'app-version' }) | undefined;
  readonly configurationStatus?: ConfigurationStatus | undefined;
  /** Newest first. */
  readonly commands: readonly CommandDescriptor[];
  /** The last data point of each time series, and those of the last ten minutes; oldest first. */
  readonly points: readonly Point[];
}

/** Undefined when there is no such endpoint. */
export async function endpointDetail(rest: Rest, endpointId: string): Promise<EndpointDetail | undefined> {
  const endpoint = await endpointById(rest, endpointId);
  if (endpoint === undefined) return undefined;
  const appVersionName = endpoint.appVersion.name;
  const application = await whichApplication(rest, undefined, appVersionName);
  const [tokens, configuration, statuses, commands, points] = await Promise.all([
    listTokens(rest, endpointId, TOKENS_SHOWN),
    applying(rest, { appVersionName, endpointId }),
    orNone(configurationStatuses(rest, { endpointId, appVersionName, size: 5 })),
    orNone(commandsOf(rest, endpointId)),
    orNone(recentPoints(rest, application, endpointId)),
  ]);
  const configurationStatus = statuses.find(({ configId }) => configId === configuration?.configId);
  return {
    ...{ endpoint, application, commands, points },
    tokens: tokens.content,
    configuration,
    configurationStatus,
  };
}

/** The endpoint's own one wins over the default of its version. [7/7.3] */
async function applying(
  rest: Rest,
  which: { readonly appVersionName: string; readonly endpointId: string },
): Promise<EndpointDetail['configuration']> {
  const own = await configurationOf(rest, which);
  if (own !== undefined) return { ...own, from: 'endpoint' };
  const common = await configurationOf(rest, { appVersionName: which.appVersionName });
  return common === undefined ? undefined : { ...common, from: 'app-version' };
}

async function commandsOf(rest: Rest, endpointId: string): Promise<CommandDescriptor[]> {
  const { body } = await rest.call({ path: '/cex/api/v1/endpoints/commands', query: { endpointId } });
  const [found] = body as readonly { readonly commands: readonly CommandDescriptor[] }[];
  return [...(found?.commands ?? [])].sort((a, b) => b.commandId - a.commandId);
}

async function recentPoints(rest: Rest, applicationName: string, endpointId: string): Promise<Point[]> {
  const endpointIds = [endpointId];
  const last = await lastPoints(rest, { applicationName, timeSeries: [], endpointIds });
  const timeSeries = [...new Set(last.map((point) => point.timeSeries))];
  if (timeSeries.length === 0) return [];
  const now = rest.clock.now();
  const from = new Date(now - POINTS_BACK_MS).toISOString();
  const to = new Date(now + POINTS_BACK_MS).toISOString();
  const recent = await dataPoints(rest, { applicationName, timeSeries, endpointIds, from, to });
  const older = last.filter(({ timestamp }) => timestamp < from || timestamp > to);
  return [...older, ...recent].sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}

/** A service that the blueprint does not have leaves a gap, not a failure. */
async function orNone<Item>(asked: Promise<readonly Item[]>): Promise<readonly Item[]> {
  try {
    return await asked;
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    return [];
  }
}
