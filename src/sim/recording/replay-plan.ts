/**
 * The endpoints of a recording as the plan of a run: a fleet for each application version, without anything of its own to say.
 */
import type { FleetPlan, Plan } from '../plan/plan.js';

export interface ReplayPlanOptions {
  /** Names the clients. */
  readonly seed: number;
  /** Tokens by application version. */
  readonly tokens: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of an application version; empty where nobody asks. */
  readonly applicationOf: (appVersion: string) => string;
  /** So many connections for the endpoints of each application version; undefined: each has its own. */
  readonly gateways: number | undefined;
}

export function replayPlan({ seed, tokens, applicationOf, gateways }: ReplayPlanOptions): Plan {
  const fleets: FleetPlan[] = [];
  let first = 0;
  let firstClient = 0;
  for (const [version, ofVersion] of tokens) {
    const clients = Math.min(gateways ?? ofVersion.size, ofVersion.size);
    fleets.push({
      fleet: { fleet: version, version, endpoints: ofVersion.size, token: '{index}', gateways },
      applicationName: applicationOf(version),
      appVersionName: version,
      ...{ schemas: undefined, folder: undefined, recordings: undefined },
      ...{ first, tokens: [...ofVersion], firstClient, clients, confirm: 'status' },
      ...{ samples: undefined, stateSamples: undefined, stages: undefined },
    });
    first += ofVersion.size;
    firstClient += clients;
  }
  return { seed, isPaced: false, fleets, endpoints: first, clients: firstClient, lengthMs: undefined };
}
