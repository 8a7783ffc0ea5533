/**
 * The plan of a run: which endpoints there are, and on which connections, before anything is opened.
 *
 * It is pure: fleets, schemas and options in, columns out. Endpoints are numbered through the whole run, fleet by fleet; a
 * fleet's columns are indexed by the endpoint's place in it. Clients are numbered through the run likewise.
 */
import type { Fleet, LoadedFleet } from '../../blueprint/fleet/fleet.js';
import type { Confirm } from '../../blueprint/fleet/samples.js';
import type { VersionSchemas } from '../../blueprint/model.js';
import type { Recordings } from '../../blueprint/recording/recordings.js';
import { expandTemplate, namesIndex } from '../../blueprint/text-template.js';
import { kaaError } from '../../errors.js';
import type { FleetPart, Shard } from './part.js';
import { planSamples, planStates, type SamplePlan } from './sample-plan.js';
import { shareOut } from './share.js';
import { planStages, type StagesPlan } from './stages-plan.js';

export interface PlanOptions {
  readonly seed: number;
  /** Endpoints of the whole run; the fleets share them in the proportion of their own numbers. */
  readonly endpoints?: number | undefined;
  /** Data samples per second of the whole run, in place of the fleets' `every`. */
  readonly rate?: number | undefined;
  /** What confirms data samples, in place of what the fleets say. */
  readonly confirm?: Confirm | undefined;
}

export interface FleetPlan {
  readonly fleet: Fleet;
  readonly applicationName: string;
  readonly appVersionName: string;
  readonly schemas: VersionSchemas | undefined;
  /** Of the blueprint: paths of modules are relative to it. */
  readonly folder: string | undefined;
  /** The files that its values replay. */
  readonly recordings: Recordings | undefined;
  /** Number in the run of the fleet's first endpoint. */
  readonly first: number;
  /** By place in the fleet. */
  readonly tokens: readonly string[];
  /** Number in the run of the fleet's first client. */
  readonly firstClient: number;
  /** Endpoint `place` speaks through client `firstClient + place % clients`. */
  readonly clients: number;
  /** Undefined: the endpoints send no data samples, but in states that have some. */
  readonly samples: SamplePlan | undefined;
  /** By state that differs; undefined when none does. */
  readonly stateSamples: ReadonlyMap<string, SamplePlan | undefined> | undefined;
  /** What confirms data samples. */
  readonly confirm: Confirm;
  /** Undefined: all endpoints are there from beginning to end. */
  readonly stages: StagesPlan | undefined;
  /** Which part of the fleet this is, when the run is a shard of a whole one; absent: all of it. */
  readonly part?: FleetPart | undefined;
}

export interface Plan {
  readonly seed: number;
  /** The run has a rate of its own: configurations do not change it. */
  readonly isPaced: boolean;
  /** Only fleets that have endpoints in this run. */
  readonly fleets: readonly FleetPlan[];
  readonly endpoints: number;
  readonly clients: number;
  /** How long the longest stages take, in milliseconds; undefined when no fleet has stages. */
  readonly lengthMs: number | undefined;
  /** There when it is a part of the whole: which one, and how many endpoints the whole has. */
  readonly shard?: (Shard & { readonly endpoints: number }) | undefined;
}

/** An endpoint to be registered on the platform. */
export interface PlannedEndpoint {
  readonly applicationName: string;
  readonly appVersionName: string;
  readonly token: string;
  /** Name of its fleet. */
  readonly fleet: string;
}

/**
 * @param schemas by application version name
 * @throws KaaError FLAG_INVALID, FLEET_TOKEN_TWICE
 */
export function createPlan(
  fleets: readonly LoadedFleet[],
  schemas: Readonly<Record<string, VersionSchemas>>,
  options: PlanOptions,
): Plan {
  const counts = countsOf(fleets, options.endpoints);
  const everyMs = intervalFor(fleets, counts, options.rate);
  const planned: FleetPlan[] = [];
  let endpoints = 0;
  let clients = 0;
  for (const [place, loaded] of fleets.entries()) {
    const count = counts[place] as number;
    if (count === 0) continue;
    const { confirm } = options;
    const plan = planFleet(loaded, schemas, {
      count,
      everyMs,
      confirm,
      first: endpoints,
      firstClient: clients,
    });
    endpoints += count;
    clients += plan.clients;
    planned.push(plan);
  }
  refuseTokensTwice(planned);
  return {
    seed: options.seed,
    isPaced: everyMs !== undefined,
    fleets: planned,
    endpoints,
    clients,
    lengthMs: longest(planned),
  };
}

/** Every endpoint of the plan, for registration. */
export function plannedEndpoints(plan: Plan): PlannedEndpoint[] {
  return plan.fleets.flatMap(({ applicationName, appVersionName, tokens, fleet }) =>
    tokens.map((token) => ({ applicationName, appVersionName, token, fleet: fleet.fleet })),
  );
}

/** The numbers of the endpoints that a client of this fleet carries. `client` counts within the fleet, from 0. */
export function endpointsOfClient(fleet: FleetPlan, client: number): number[] {
  const endpoints: number[] = [];
  for (let place = client; place < fleet.tokens.length; place += fleet.clients) {
    endpoints.push(fleet.first + place);
  }
  return endpoints;
}

/** More would not fit into the memory of one process, whatever the machine. */
const ENDPOINTS_MAX = 2_000_000;

function countsOf(fleets: readonly LoadedFleet[], endpoints: number | undefined): number[] {
  const declared = fleets.map(({ fleet }) => fleet.endpoints);
  if (endpoints === undefined) return declared;
  if (endpoints > ENDPOINTS_MAX) {
    const reason = `a run has at most ${ENDPOINTS_MAX} endpoints`;
    throw kaaError('FLAG_INVALID', { flag: 'endpoints', value: endpoints, reason });
  }
  const counts = shareOut(endpoints, declared);
  const fixed = fleets.find(({ fleet }, place) => (counts[place] as number) > 1 && !namesIndex(fleet.token));
  if (fixed === undefined) return counts;
  throw kaaError('FLAG_INVALID', {
    flag: 'endpoints',
    value: endpoints,
    reason: `fleet ${fixed.fleet.fleet} has the fixed token "${fixed.fleet.token}", so it cannot grow; put {index} into it`,
  });
}

/** The interval that gives the whole run its rate; undefined when the fleets' own count. */
function intervalFor(
  fleets: readonly LoadedFleet[],
  counts: readonly number[],
  rate: number | undefined,
): number | undefined {
  if (rate === undefined) return undefined;
  const sending = fleets.reduce(
    (sum, { fleet }, place) => sum + (fleet.samples === undefined ? 0 : (counts[place] as number)),
    0,
  );
  return (sending * 1000) / rate;
}

interface Place {
  readonly count: number;
  readonly everyMs: number | undefined;
  readonly confirm: Confirm | undefined;
  readonly first: number;
  readonly firstClient: number;
}

function planFleet(
  { fleet, applicationName, folder, recordings }: LoadedFleet,
  schemas: Readonly<Record<string, VersionSchemas>>,
  { count, everyMs, confirm, first, firstClient }: Place,
): FleetPlan {
  return {
    fleet,
    applicationName,
    appVersionName: fleet.version,
    schemas: schemas[fleet.version],
    folder,
    recordings,
    first,
    tokens: Array.from({ length: count }, (_, place) =>
      expandTemplate(fleet.token, { index: place + 1, fleet: fleet.fleet }),
    ),
    firstClient,
    clients: Math.min(count, fleet.gateways ?? count),
    samples: planSamples(fleet.samples, everyMs),
    stateSamples: planStates(fleet, everyMs),
    confirm: confirm ?? fleet.samples?.confirm ?? 'status',
    stages: fleet.stages && planStages(fleet.stages),
  };
}

function longest(fleets: readonly FleetPlan[]): number | undefined {
  const lengths = fleets.flatMap(({ stages }) => (stages === undefined ? [] : [stages.lengthMs]));
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

/** A token belongs to one endpoint of an application. (Kaa concepts) */
function refuseTokensTwice(fleets: readonly FleetPlan[]): void {
  const owners = new Map<string, string>();
  for (const { fleet, applicationName, tokens } of fleets) {
    for (const token of tokens) {
      const key = `${applicationName}/${token}`;
      const other = owners.get(key);
      if (other !== undefined) throw kaaError('FLEET_TOKEN_TWICE', { token, fleet: fleet.fleet, other });
      owners.set(key, fleet.fleet);
    }
  }
}
