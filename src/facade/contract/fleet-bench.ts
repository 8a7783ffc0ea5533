/**
 * The simulated fleets of an application version as the subject of a contract test, in virtual time: minutes take seconds, and
 * one seed gives one verdict.
 */
import { fleetsFolder, loadFleets } from '../../blueprint/load.js';
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';
import { Journal } from '../../kernel/journal.js';
import { createRandom } from '../../kernel/random.js';
import { Platform } from '../../platform/platform.js';
import { createPlan, type Plan, plannedEndpoints } from '../../sim/plan/plan.js';
import { prepareRun } from '../../sim/run.js';
import { fleetTime } from '../fleet-time.js';
import { registerPlanned } from '../platform.js';
import type { Bench } from './bench.js';
import { openMemoryLink } from './memory-link.js';

/** Endpoints of one kind all keep the same promises; more of them only take longer. */
export const FLEET_ENDPOINTS_MAX = 20;
/** In virtual time whoever has not spoken by then never will. */
const CONNECT_MS = 30_000;

export interface FleetBenchOptions {
  /** A fleet file or a folder of them; `fleets/` of the blueprint when absent. */
  readonly fleets?: string | undefined;
  readonly seed: number;
}

/** Application versions that fleets speak for, in their order. @throws KaaError FLEETS_NOT_FOUND, BLUEPRINT_INVALID */
export async function fleetVersions(
  blueprint: LoadedBlueprint,
  fleets: string | undefined,
): Promise<string[]> {
  const loaded = await loadFleets({ path: fleets ?? fleetsFolder(blueprint), blueprint });
  return [...new Set(loaded.map(({ fleet }) => fleet.version))];
}

/** @throws KaaError CONTRACT_WITHOUT_FLEETS, FLEETS_NOT_FOUND, BLUEPRINT_INVALID */
export async function openFleetBench(
  blueprint: LoadedBlueprint,
  appVersion: string,
  { fleets, seed }: FleetBenchOptions,
): Promise<Bench> {
  const path = fleets ?? fleetsFolder(blueprint);
  const loaded = (await loadFleets({ path, blueprint })).filter(({ fleet }) => fleet.version === appVersion);
  if (loaded.length === 0) throw kaaError('CONTRACT_WITHOUT_FLEETS', { path, version: appVersion });
  const declared = loaded.reduce((sum, { fleet }) => sum + fleet.endpoints, 0);
  const endpoints = Math.min(declared, FLEET_ENDPOINTS_MAX);
  const plan = createPlan(loaded, blueprint.schemas, { seed, endpoints });
  const names = loaded.map(({ fleet }) => fleet.fleet);
  return await benchFor(blueprint, plan, {
    subject: `${names.length === 1 ? 'fleet' : 'fleets'} ${names.join(', ')}`,
    notes: declared > endpoints ? [`${endpoints} of ${declared} endpoints are tested`] : [],
  });
}

async function benchFor(
  blueprint: LoadedBlueprint,
  plan: Plan,
  { subject, notes }: { readonly subject: string; readonly notes: readonly string[] },
): Promise<Bench> {
  const time = fleetTime({ virtual: true });
  const { clock, inFlight } = time;
  const journal = new Journal(clock);
  const random = createRandom(plan.seed);
  const platform = new Platform(blueprint, { clock, journal, random, inFlight });
  registerPlanned(platform, plannedEndpoints(plan));
  await platform.start();
  const { createMemoryTransport } = await import('../../sim/transport/memory.js');
  const link = await openMemoryLink(() => platform.connect(), { journal, inFlight });
  const transport = createMemoryTransport({ clock, connect: () => link.connect(), inFlight });
  const stop = new AbortController();
  const run = await prepareRun(plan, { clock, random, journal, transport }, { signal: stop.signal });
  let running: Promise<unknown> = Promise.resolve();
  const planned = new Set(
    plan.fleets.flatMap(({ applicationName, tokens }) =>
      tokens.map((token) => `${applicationName} ${token}`),
    ),
  );
  return {
    subject,
    notes,
    platform,
    journal,
    clock,
    link: link.state,
    endpoints: platform
      .endpoints()
      .filter(({ application, token }) => planned.has(`${application} ${token}`)),
    isAlone: true,
    connectMs: CONNECT_MS,
    async start() {
      running = run.execute();
      // It is waited for at the end; until then nobody else may be told.
      running.catch(() => {});
    },
    pass: (work) => time.pass(work),
    async finish() {
      stop.abort();
      await running;
    },
    close: () => platform.stop(),
    output: () => undefined,
  };
}
