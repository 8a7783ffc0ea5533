/**
 * What the fleets of a run connect to: a platform of the run's own, or a 1/KP server elsewhere.
 *
 * Its own platform is reached over TCP on loopback or over memory, in virtual time over memory alone. Another way to it is
 * another case in {@link ownPlatform}: a `Transport`, which in virtual time tells `inFlight` of what it has under way.
 */
import { readFile } from 'node:fs/promises';
import type { LoadedBlueprint } from '../blueprint/model.js';
import type { Clock } from '../kernel/clock.js';
import type { InFlight } from '../kernel/in-flight.js';
import type { Journal } from '../kernel/journal.js';
import { createRandom } from '../kernel/random.js';
import { Platform } from '../platform/platform.js';
import type { Operator, TokenRef } from '../sim/operator/operator.js';
import { type Plan, plannedEndpoints } from '../sim/plan/plan.js';
import type { ClientTls, Transport } from '../sim/transport/transport.js';
import { fleetCredentials } from './fleet-credentials.js';
import { type FleetFaults, fleetFaults, leftOutFaults } from './fleet-faults.js';
import {
  detours,
  directTo,
  memoryTo,
  portsFor,
  refuseOtherTransports,
  refuseWithoutMqtt,
  transportsTo,
} from './fleet-transports.js';
import { registerPlanned } from './platform.js';

/** How a platform of the run's own is reached; see docs/sim-run.md. */
export type FleetTransport = 'tcp' | 'memory' | 'direct';

/** Beyond this many clients the embedded platform is reached over memory: a socket pair takes two descriptors. */
const TCP_CLIENTS_MAX = 4000;

/** Where the fleets connect to, and how to leave it. */
export interface Near {
  readonly transport: Transport;
  readonly operator?: Operator;
  /** Only where it is the run's own. */
  readonly platform?: Platform;
  /** The faults of its own side that the fleets declare. */
  readonly faults: FleetFaults;
  /** What the report should say of the way there. */
  readonly notes: readonly string[];
  /** What it asks for, where that is known. */
  readonly credentials?: { readonly username: string; readonly password?: string | undefined } | undefined;
  close(): Promise<void>;
}

/** A 1/KP server that somebody else runs. @throws KaaError TARGET_INVALID, FLEET_TRANSPORT_OTHER */
export async function elsewhere(
  target: string,
  plan: Plan,
  { clock, tls }: { readonly clock: Clock; readonly tls: ClientTls },
): Promise<Near> {
  refuseOtherTransports(target, plan);
  const { createTransport } = await import('../sim/transport/open.js');
  const faults = leftOutFaults(plan);
  return {
    transport: await createTransport(target, { clock, tls }),
    faults,
    notes: [],
    close: async () => {},
  };
}

export interface OwnPlatformPorts {
  readonly clock: Clock;
  /** Real time, by which connections over the network are given up. */
  readonly pace: Clock;
  /** Only in virtual time. */
  readonly inFlight?: InFlight | undefined;
  readonly journal: Journal;
  /** By number of clients when absent. */
  readonly transport: FleetTransport | undefined;
  readonly tls: ClientTls;
  /** Where the development authority of TLS lies; `~/.config/kaa/tls` when absent. */
  readonly tlsFolder?: string | undefined;
}

/**
 * A platform of the run's own, with the endpoints of the plan.
 * @throws KaaError FAULT_REFUSED, FLEET_TRANSPORT_OFF, FLEET_NEEDS_MQTT, CERTIFICATE_UNUSABLE
 */
export async function ownPlatform(
  blueprint: LoadedBlueprint,
  plan: Plan,
  ports: OwnPlatformPorts,
): Promise<Near> {
  const { clock, inFlight, journal, transport } = ports;
  const credentials = fleetCredentials(
    blueprint,
    plan.fleets.map(({ applicationName }) => applicationName),
  );
  if (transport === 'direct') refuseWithoutMqtt(plan, credentials !== undefined);
  const platform = new Platform(blueprint, { clock, journal, random: createRandom(plan.seed), inFlight });
  registerPlanned(platform, plannedEndpoints(plan));
  const faults = fleetFaults(platform, plan);
  const byNumber = inFlight === undefined && plan.clients <= TCP_CLIENTS_MAX ? 'tcp' : 'memory';
  const overTcp = (transport ?? byNumber) === 'tcp';
  await platform.start(overTcp ? portsFor(blueprint, plan, ports.tlsFolder) : undefined);
  const near = {
    operator: operatorOf(platform),
    platform,
    faults,
    notes: detours(plan, !overTcp),
    credentials,
    close: () => platform.stop(),
  };
  if (overTcp) return { ...near, transport: await networkTo(platform, plan, ports) };
  if (transport === 'direct') return { ...near, transport: await directTo(platform) };
  return { ...near, transport: await memoryTo(platform, { clock, inFlight }) };
}

/** Trusts the development authority of a platform that serves TLS. @throws KaaError FLEET_TRANSPORT_OFF */
async function networkTo(
  platform: Platform,
  plan: Plan,
  { pace, tls }: OwnPlatformPorts,
): Promise<Transport> {
  const { addresses } = platform;
  const file = addresses.certificateAuthority;
  const authority = file === undefined ? undefined : await readFile(file, 'utf8');
  const ca = [tls.ca, authority].filter((text) => text !== undefined).join('\n') || undefined;
  try {
    return await transportsTo(addresses, plan, { clock: pace, tls: { ...tls, ca } });
  } catch (error) {
    await platform.stop();
    throw error;
  }
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
