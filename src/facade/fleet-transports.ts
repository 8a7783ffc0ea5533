/**
 * How the fleets of a run reach what they connect to: the transport of each fleet, its certificates, and what cannot be.
 *
 * On a platform of the run's own every fleet may speak another transport; a server elsewhere has the one of its address.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Protocol } from '../blueprint/fleet/connection.js';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import type { Clock } from '../kernel/clock.js';
import type { InFlight } from '../kernel/in-flight.js';
import type { ListenPorts, OpenAddresses } from '../platform/kpc/kpc.js';
import type { Platform } from '../platform/platform.js';
import { type CertificateFiles, certificateOf } from '../sim/connection/connection-plan.js';
import { planFaults } from '../sim/faults/fault-plan.js';
import type { FleetPlan, Plan } from '../sim/plan/plan.js';
import { addressOf } from '../sim/transport/address.js';
import type { ClientTls, Transport } from '../sim/transport/transport.js';
import { listenPorts } from './listen-ports.js';

/** Files of certificates, PEM, for all clients of a run. */
export interface TlsFiles {
  /** Certificate of the authority to trust. */
  readonly ca?: string | undefined;
  /** Certificate of the clients, and its private key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

const LOOPBACK = '127.0.0.1';

/** What a fleet speaks, unless it says something else. */
const DEFAULT: Protocol = 'mqtt';

/** TLS of WebSocket and HTTP ends at the ingress of a Kaa installation, and the local platform has none. (reference §2.5) */
const AT_INGRESS: Partial<Readonly<Record<Protocol, Protocol>>> = { wss: 'ws', https: 'http' };

const namedBy = ({ fleet }: FleetPlan): Protocol => fleet.connection?.transport ?? DEFAULT;
const servedAs = (protocol: Protocol): Protocol => AT_INGRESS[protocol] ?? protocol;

/** The transports of the local platform that the fleets need. */
function wantedBy({ fleets }: Plan): ReadonlySet<Protocol> {
  return new Set(fleets.map((fleet) => servedAs(namedBy(fleet))));
}

/** The ports that a platform of the run's own opens for its fleets: any free ones on this machine. */
export function portsFor(blueprint: LoadedBlueprint, plan: Plan, tlsFolder: string | undefined): ListenPorts {
  const wanted = wantedBy(plan);
  const { tlsFolder: folder } = listenPorts(blueprint, { tlsFolder });
  return {
    host: LOOPBACK,
    port: wanted.has('mqtt') ? 0 : undefined,
    tlsPort: wanted.has('mqtts') ? 0 : undefined,
    httpPort: wanted.has('ws') || wanted.has('http') ? 0 : undefined,
    tlsFolder: folder,
  };
}

/** Fleets that have to go another way than they say, for the report. */
export function detours(plan: Plan, isOverMemory: boolean): string[] {
  return plan.fleets.flatMap((fleet) => {
    const named = namedBy(fleet);
    const { fleet: name } = fleet.fleet;
    const isPlain = named === DEFAULT || named === 'http';
    if (isOverMemory) return isPlain ? [] : [`Fleet ${name} was over memory, without ${named} around it.`];
    if (servedAs(named) === named) return [];
    return [
      `Fleet ${name} spoke ${servedAs(named)} instead of ${named}: TLS ends at Kaa's ingress, which the local platform does not have.`,
    ];
  });
}

/**
 * The transports to a platform of the run's own, over the network; each client takes that of its fleet.
 * @throws KaaError FLEET_TRANSPORT_OFF when the blueprint has it turned off
 */
export async function transportsTo(
  addresses: OpenAddresses,
  plan: Plan,
  { clock, tls }: { readonly clock: Clock; readonly tls: ClientTls },
): Promise<Transport> {
  const { createTransport } = await import('../sim/transport/open.js');
  const known = new Map<Protocol, Transport>();
  for (const fleet of plan.fleets) {
    const protocol = servedAs(namedBy(fleet));
    const target = addresses[protocol as 'mqtt' | 'mqtts' | 'ws' | 'http'];
    if (target === undefined)
      throw kaaError('FLEET_TRANSPORT_OFF', { fleet: fleet.fleet.fleet, transport: protocol });
    if (!known.has(protocol)) known.set(protocol, await createTransport(target, { clock, tls }));
  }
  const transports = [...known.values()];
  return {
    name: transports.map(({ name }) => name).join(', '),
    open: (options) =>
      (known.get(servedAs(options.protocol ?? DEFAULT)) ?? (transports[0] as Transport)).open(options),
  };
}

/** To a platform of the run's own over memory: MQTT, and what stands for HTTP. */
export async function memoryTo(
  platform: Pick<Platform, 'connect' | 'post'>,
  { clock, inFlight }: { readonly clock: Clock; readonly inFlight: InFlight | undefined },
): Promise<Transport> {
  const [{ createMemoryTransport }, { createMemoryHttpTransport }] = await Promise.all([
    import('../sim/transport/memory.js'),
    import('../sim/transport/memory-http.js'),
  ]);
  const mqtt = createMemoryTransport({ clock, connect: () => platform.connect(), inFlight });
  const http = createMemoryHttpTransport({ clock, post: (topic, payload) => platform.post(topic, payload) });
  return {
    name: mqtt.name,
    open: (options) => (servedAs(options.protocol ?? DEFAULT) === 'http' ? http : mqtt).open(options),
  };
}

/** To a platform of the run's own without MQTT. */
export async function directTo(platform: Pick<Platform, 'direct'>): Promise<Transport> {
  const { createDirectTransport } = await import('../sim/transport/direct.js');
  return createDirectTransport({ open: (client) => platform.direct(client) });
}

/**
 * What only MQTT has cannot be had without it. @param mustLogIn whether the blueprint asks its clients who they are
 * @throws KaaError FLEET_NEEDS_MQTT
 */
export function refuseWithoutMqtt(plan: Plan, mustLogIn: boolean): void {
  for (const { fleet, confirm } of plan.fleets) {
    const { connection, faults } = fleet;
    const reasons: readonly (readonly [boolean, string])[] = [
      [confirm === 'puback', 'its data samples are confirmed by PUBACK'],
      [planFaults(faults, 'link') !== undefined, 'it has faults of the link'],
      [connection?.username !== undefined || mustLogIn, 'its clients log in with a user name'],
      [connection?.transport !== undefined && connection.transport !== DEFAULT, 'it names another transport'],
    ];
    const found = reasons.find(([isSo]) => isSo);
    if (found !== undefined) throw kaaError('FLEET_NEEDS_MQTT', { fleet: fleet.fleet, reason: found[1] });
  }
}

/** A server elsewhere has one transport. @throws KaaError FLEET_TRANSPORT_OTHER, TARGET_INVALID */
export function refuseOtherTransports(target: string, plan: Plan): void {
  const { protocol } = addressOf(target);
  const other = plan.fleets.find(({ fleet }) => (fleet.connection?.transport ?? protocol) !== protocol);
  if (other === undefined) return;
  throw kaaError('FLEET_TRANSPORT_OTHER', {
    fleet: other.fleet.fleet,
    transport: namedBy(other),
    target,
    protocol,
  });
}

/** The files of the command line, read and checked. @throws KaaError FLAG_INVALID */
export function readTls(files: TlsFiles): ClientTls {
  const { ca, cert, key } = files;
  if ((cert === undefined) !== (key === undefined)) {
    const [flag, other] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw kaaError('FLAG_INVALID', {
      flag,
      value: cert ?? key ?? '',
      reason: `it needs --${other} beside it`,
    });
  }
  const flagged = (flag: string, file: string) => (reason: string) =>
    kaaError('FLAG_INVALID', { flag, value: file, reason });
  const tls = {
    ca: ca && read(ca, flagged('ca', ca)),
    cert: cert && read(cert, flagged('cert', cert)),
    key: key && read(key, flagged('key', key)),
  };
  check({ ca: tls.ca }, flagged('ca', ca ?? ''));
  check({ cert: tls.cert, key: tls.key }, flagged('cert', cert ?? ''));
  return tls;
}

/**
 * The certificates that fleets name, all of them read and checked before anything connects.
 * @throws KaaError FLEET_CERTIFICATE
 */
export function readCertificates(plan: Plan, folder: string): (files: CertificateFiles) => ClientTls {
  const texts = new Map<string, string>();
  const known = new Map<string, ClientTls>();
  const keyOf = ({ cert, key, ca }: CertificateFiles) => JSON.stringify([cert, key, ca]);
  for (const fleet of plan.fleets) {
    if (fleet.fleet.connection?.certificate === undefined) continue;
    const failed = (file: string) => (reason: string) =>
      kaaError('FLEET_CERTIFICATE', { fleet: fleet.fleet.fleet, file, reason });
    const text = (file: string | undefined) => {
      if (file === undefined) return undefined;
      if (!texts.has(file)) texts.set(file, read(resolve(folder, file), failed(file)));
      return texts.get(file);
    };
    for (let client = 0; client < fleet.clients; client++) {
      const files = certificateOf(fleet, client) ?? {};
      if (known.has(keyOf(files))) continue;
      const tls = { cert: text(files.cert), key: text(files.key), ca: text(files.ca) };
      check({ ca: tls.ca }, failed(files.ca ?? ''));
      check({ cert: tls.cert, key: tls.key }, failed(files.cert ?? ''));
      known.set(keyOf(files), tls);
    }
  }
  return (files) => known.get(keyOf(files)) ?? {};
}

function read(file: string, failed: (reason: string) => Error): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw failed(code === 'ENOENT' ? 'there is no such file' : message);
  }
}

function check(tls: ClientTls, failed: (reason: string) => Error): void {
  try {
    createSecureContext(tls);
    // What is no certificate at all, TLS takes for an empty list of authorities.
    if (tls.ca !== undefined) new X509Certificate(tls.ca);
  } catch (error) {
    throw failed(`it is no certificate that can be used (${(error as Error).message})`);
  }
}
