/**
 * A fleet run, from fleet files to the report: against a platform of its own, or a 1/KP server elsewhere.
 *
 * Nothing is decided here but which platform, transport and operator the simulator gets.
 */
import { isIP } from 'node:net';
import { findBlueprint, fleetsFolder, loadFleets } from '../blueprint/load.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import { type Clock, WallClock } from '../kernel/clock.js';
import { Journal } from '../kernel/journal.js';
import { createRandom, freshSeed } from '../kernel/random.js';
import { Platform } from '../platform/platform.js';
import { requirementsOf } from '../platform/services/ccm/requirements.js';
import type { Operator, TokenRef } from '../sim/operator/operator.js';
import { createPlan, type Plan, plannedEndpoints } from '../sim/plan/plan.js';
import type { FleetProgress, FleetReport } from '../sim/report/report.js';
import { DEFAULT_DURATION_MS, runPlan } from '../sim/run.js';
import type { Transport } from '../sim/transport/transport.js';
import { loadBlueprint } from './blueprints.js';
import { withJournalFile } from './journal-file.js';

/** Beyond this many clients the embedded platform is reached over memory: a socket pair takes two descriptors. */
const TCP_CLIENTS_MAX = 4000;

export interface RunFleetsOptions {
  /** A fleet file, or a folder of them. `fleets/` of the blueprint when absent. */
  readonly fleets?: string | undefined;
  /** A loaded blueprint, or where it is; the one that the fleets belong to when absent. */
  readonly blueprint?: LoadedBlueprint | string | undefined;
  /** How long data samples are sent, in milliseconds. 10 s when neither this nor `samples` is given. */
  readonly durationMs?: number | undefined;
  /** Ends after exactly so many data samples of the whole run. */
  readonly samples?: number | undefined;
  /** 0 to 2^32-1; drawn when absent. */
  readonly seed?: number | undefined;
  /** Data samples per second of the whole run, in place of the fleets' own intervals. */
  readonly rate?: number | undefined;
  /** Endpoints of the whole run; the fleets share them in the proportion of their own numbers. */
  readonly endpoints?: number | undefined;
  /** `mqtt://host:port` or `mqtts://host:port` of a 1/KP server; a platform of its own when absent. */
  readonly target?: string | undefined;
  /** Allows a target that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  /** For the target, where it asks for them. */
  readonly credentials?: { readonly username: string; readonly password?: string | undefined } | undefined;
  /** How its own platform is reached: MQTT over TCP on loopback, or the same bytes over memory. By number of clients when absent. */
  readonly transport?: 'tcp' | 'memory' | undefined;
  /** Answers after this many milliseconds are late; 5 s when absent. */
  readonly responseTimeoutMs?: number | undefined;
  /** Write the journal to this file, as NDJSON. */
  readonly journalFile?: string | undefined;
  /** Told once, before anything connects; the run waits for what it returns. */
  readonly onStart?: ((start: FleetStart) => void | Promise<void>) | undefined;
  readonly onProgress?: ((progress: FleetProgress) => void) | undefined;
  /** Ends the run early, with a report. */
  readonly signal?: AbortSignal | undefined;
  /** Real time when absent. */
  readonly clock?: Clock | undefined;
}

/** What is known of a run before it begins. */
export interface FleetStart {
  readonly target: string;
  readonly seed: number;
  readonly endpoints: number;
  readonly connections: number;
}

/**
 * Runs fleets and judges the run.
 * @throws KaaError BLUEPRINT_NOT_FOUND, BLUEPRINT_INVALID, FLEETS_NOT_FOUND, FLAG_INVALID, TARGET_INVALID,
 *   TARGET_NOT_LOOPBACK, TARGET_UNREACHABLE, LOGIN_REFUSED, JOURNAL_NOT_WRITABLE
 */
export async function runFleets(options: RunFleetsOptions = {}): Promise<FleetReport> {
  if (options.target !== undefined) await checkTarget(options.target, options.allowRemote ?? false);
  const blueprint = await blueprintFor(options);
  const fleets = await loadFleets({ path: options.fleets ?? fleetsFolder(blueprint), blueprint });
  const seed = options.seed ?? freshSeed();
  const plan = createPlan(fleets, blueprint.schemas, {
    seed,
    endpoints: options.endpoints,
    rate: options.rate,
  });
  const clock = options.clock ?? new WallClock();
  const journal = new Journal(clock);
  return withJournalFile({ journal, clock }, options.journalFile, async () => {
    const near =
      options.target === undefined
        ? await ownPlatform(blueprint, plan, { clock, journal, transport: options.transport })
        : await elsewhere(options.target, clock);
    try {
      const { transport, operator } = near;
      await options.onStart?.({
        target: near.transport.name,
        seed,
        endpoints: plan.endpoints,
        connections: plan.clients,
      });
      const { samples } = options;
      const durationMs = options.durationMs ?? (samples === undefined ? DEFAULT_DURATION_MS : undefined);
      const ports = { clock, random: createRandom(seed), journal, transport, operator };
      const credentials = options.credentials ?? near.credentials;
      return await runPlan(plan, ports, { ...options, durationMs, credentials });
    } finally {
      await near.close();
    }
  });
}

async function blueprintFor({ blueprint, fleets }: RunFleetsOptions): Promise<LoadedBlueprint> {
  if (blueprint !== undefined)
    return typeof blueprint === 'string' ? await loadBlueprint(blueprint) : blueprint;
  return await loadBlueprint(await findBlueprint(fleets));
}

/** Where the fleets connect to, and how to leave it. */
interface Near {
  readonly transport: Transport;
  readonly operator?: Operator;
  /** What it asks for, where that is known. */
  readonly credentials?: RunFleetsOptions['credentials'];
  close(): Promise<void>;
}

async function elsewhere(target: string, clock: Clock): Promise<Near> {
  const { createMqttTransport } = await import('../sim/transport/mqtt.js');
  return { transport: createMqttTransport(target, { clock }), close: async () => {} };
}

async function ownPlatform(
  blueprint: LoadedBlueprint,
  plan: Plan,
  ports: {
    readonly clock: Clock;
    readonly journal: Journal;
    readonly transport: 'tcp' | 'memory' | undefined;
  },
): Promise<Near> {
  const { clock, journal } = ports;
  const platform = new Platform(blueprint, { clock, journal, random: createRandom(plan.seed) });
  for (const endpoint of plannedEndpoints(plan)) platform.register(endpoint);
  const overTcp = (ports.transport ?? (plan.clients <= TCP_CLIENTS_MAX ? 'tcp' : 'memory')) === 'tcp';
  await platform.start(overTcp ? { host: '127.0.0.1', port: 0 } : undefined);
  const near = {
    operator: operatorOf(platform),
    credentials: credentialsOf(blueprint),
    close: () => platform.stop(),
  };
  if (overTcp) {
    const { createMqttTransport } = await import('../sim/transport/mqtt.js');
    return { ...near, transport: createMqttTransport(platform.mqttUrl as string, { clock }) };
  }
  const { createMemoryTransport } = await import('../sim/transport/memory.js');
  return { ...near, transport: createMemoryTransport({ clock, connect: () => platform.connect() }) };
}

/** The first user of the blueprint, where its platform asks for one; memory counts as TCP there. */
function credentialsOf({ services, credentials, tenant }: LoadedBlueprint) {
  const [user] = credentials?.basic ?? [];
  if (user === undefined || !requirementsOf(services.kpc?.settings).tcp.basic) return undefined;
  return { username: `${user.username}@${tenant}`, password: user.password };
}

function operatorOf(platform: Platform): Operator {
  const endpointIdOf = ({ applicationName, token }: TokenRef) =>
    platform.services.cm.find(applicationName, token)?.endpointId ?? '';
  return {
    invokeCommand(endpoint, type, payload) {
      platform.invokeCommand({ endpointId: endpointIdOf(endpoint), type, payload });
    },
    pushConfiguration(endpoint, config) {
      const endpointId = endpointIdOf(endpoint);
      const appVersionName = platform.services.epr.endpoint(endpointId)?.appVersionName ?? '';
      platform.setConfiguration({ endpointId, appVersionName, config });
    },
  };
}

/** @throws KaaError TARGET_INVALID, TARGET_NOT_LOOPBACK */
async function checkTarget(target: string, allowRemote: boolean): Promise<void> {
  const { addressOf } = await import('../sim/transport/mqtt.js');
  addressOf(target);
  refuseStrangers(target, allowRemote);
}

/** Messages leave this machine only when somebody has said so. @throws KaaError TARGET_NOT_LOOPBACK */
export function refuseStrangers(target: string, allowRemote: boolean): void {
  if (allowRemote || !URL.canParse(target)) return;
  const { hostname } = new URL(target);
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  if (!isLoopback && hostname !== '') throw kaaError('TARGET_NOT_LOOPBACK', { target });
}
