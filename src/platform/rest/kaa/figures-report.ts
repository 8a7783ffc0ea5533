/**
 * One report of the figures: what `GET /kaa/figures` sends once a second. Plain data; times are in milliseconds since the
 * epoch.
 */
import { getHeapStatistics } from 'node:v8';
import type { RestPlatform } from '../server.js';
import type { Figures } from './figures.js';

export interface GroupCount {
  readonly name: string;
  readonly total: number;
  readonly connected: number;
}

type Ports = Omit<RestPlatform, 'isConnected'> & { isConnected(endpointId: string): boolean };

/** Everything that is counted, and who is there. */
export function figuresReport(platform: Ports, figures: Figures) {
  const { blueprint, clock, counters, journal, services } = platform;
  const now = clock.now();
  const heap = getHeapStatistics();
  const diagnostics = platform.diagnostics();
  return {
    at: now,
    since: figures.since,
    startedAt: counters.startedAt,
    blueprint: { name: blueprint.name, tenant: blueprint.tenant },
    clients: counters.clients,
    messages: counters.messages,
    samples: counters.samples,
    timeSeries: services.epts.totals(),
    ...groupsOf(platform),
    ...figures.report(now),
    journal: {
      length: journal.length,
      dropped: journal.dropped,
      oldestAt: journal.at(journal.dropped)?.at ?? now,
    },
    diagnostics: {
      kinds: diagnostics.length,
      total: diagnostics.reduce((sum, { count }) => sum + count, 0),
    },
    memory: { heapUsedBytes: heap.used_heap_size, heapLimitBytes: heap.heap_size_limit },
  };
}

/** How many endpoints there are and how many are connected: all, by application version, by fleet. */
function groupsOf(platform: Ports) {
  const versions = new Map<string, { name: string; total: number; connected: number }>();
  const fleets = new Map<string, { name: string; total: number; connected: number }>();
  const all = { total: 0, connected: 0 };
  const add = (groups: typeof versions, name: string, isConnected: boolean) => {
    let group = groups.get(name);
    if (group === undefined) {
      group = { name, total: 0, connected: 0 };
      groups.set(name, group);
    }
    group.total++;
    if (isConnected) group.connected++;
  };
  for (const { endpointId, appVersionName } of platform.services.epr.endpoints()) {
    const isConnected = platform.isConnected(endpointId);
    all.total++;
    if (isConnected) all.connected++;
    add(versions, appVersionName, isConnected);
    const fleet = platform.fleetOf(endpointId);
    if (fleet !== undefined) add(fleets, fleet, isConnected);
  }
  return { endpoints: all, versions: [...versions.values()], fleets: [...fleets.values()] };
}
