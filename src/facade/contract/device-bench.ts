/**
 * A device under test on a platform of its own, in real time: started by the test, or one that connects by itself.
 *
 *     device ─► relay ─► platform          the relay is the link that can be cut
 */
import type { LoadedBlueprint } from '../../blueprint/model.js';
import { kaaError } from '../../errors.js';
import { WallClock } from '../../kernel/clock.js';
import type { EndpointInfo } from '../../platform/platform.js';
import { apiTokenOf, variablesFor } from '../exec.js';
import { type RunningPlatform, startPlatform } from '../platform.js';
import type { Bench } from './bench.js';
import { type DeviceProcess, type ProcessPorts, startDevice } from './device-process.js';
import { clientIdReader, LinkState } from './link.js';
import { openRelay, type Relay } from './tcp-link.js';

const LOOPBACK = '127.0.0.1';
/** The token of the device when nobody names one. */
const DEVICE_TOKEN = 'device-under-test';
/** How long a device that was started may take to say something. */
const CONNECT_MS = 30_000;

/** What a person must know to let a device connect by itself. */
export interface DeviceAddress {
  readonly mqtt: string;
  readonly http: string;
  readonly appVersion: string;
  readonly token: string;
}

export interface DeviceBenchOptions {
  readonly seed: number;
  /** A command line as a shell takes it; absent: the device connects by itself. */
  readonly command?: string | undefined;
  readonly process?: ProcessPorts | undefined;
  readonly token?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly httpPort?: number | undefined;
  readonly connectMs?: number | undefined;
  /** Told when a device may connect. */
  readonly onReady?: ((address: DeviceAddress) => void) | undefined;
}

/** @throws KaaError PORT_BUSY, LISTEN_FAILED */
export async function openDeviceBench(
  blueprint: LoadedBlueprint,
  appVersion: string,
  options: DeviceBenchOptions,
): Promise<Bench> {
  const clock = new WallClock();
  const running = await startPlatform({
    blueprint,
    seed: options.seed,
    host: LOOPBACK,
    port: 0,
    httpPort: 0,
    fleets: false,
    clock,
  });
  const { platform } = running;
  const { journal } = platform;
  const link = new LinkState(journal, await clientIdReader());
  const relays: Relay[] = [];
  try {
    const endpoint = endpointFor(running, appVersion, options);
    const address = await openRelays(running, link, relays, {
      ...options,
      appVersion,
      token: endpoint.token,
    });
    let device: DeviceProcess | undefined;
    const close = async () => {
      await device?.stop();
      for (const relay of relays.splice(0)) await relay.close();
      await running.stop();
    };
    return {
      subject: options.command ?? 'a device that connects by itself',
      notes: [],
      platform,
      journal,
      clock,
      link,
      endpoints: [endpoint],
      isAlone: options.command !== undefined,
      connectMs: options.connectMs ?? CONNECT_MS,
      async start() {
        options.onReady?.(address);
        const { command, process } = options;
        if (command === undefined || process === undefined) return;
        device = startDevice(command, environmentFor(running, address), process);
        device.ended.then(({ exitCode }) => {
          journal.append({ type: 'contract.device-ended', exitCode });
        });
      },
      pass: (work) => work(),
      finish: async () => void (await device?.stop()),
      close,
      output: () => device?.output(),
    };
  } catch (error) {
    for (const relay of relays) await relay.close();
    await running.stop();
    throw error;
  }
}

/** A device that is started gets an endpoint of its own; one that comes by itself has a token that the blueprint may know. */
function endpointFor(
  { platform, ready }: RunningPlatform,
  appVersion: string,
  { token, command }: DeviceBenchOptions,
): EndpointInfo {
  const version = ready.versions.find((candidate) => candidate.version === appVersion);
  const declared = version?.endpoints[0]?.token;
  const chosen = token ?? (command === undefined ? (declared ?? DEVICE_TOKEN) : DEVICE_TOKEN);
  const applicationName = version?.application ?? '';
  return platform.register({ applicationName, appVersionName: appVersion, token: chosen });
}

async function openRelays(
  { ready }: RunningPlatform,
  link: LinkState,
  relays: Relay[],
  wanted: Pick<DeviceBenchOptions, 'host' | 'port' | 'httpPort'> & {
    readonly appVersion: string;
    readonly token: string;
  },
): Promise<DeviceAddress> {
  const host = wanted.host ?? LOOPBACK;
  const relay = async (
    url: string | undefined,
    port: number,
    scheme: string,
    code: 'PORT_BUSY' | 'HTTP_PORT_BUSY',
  ) => {
    if (url === undefined || url === '') return '';
    const to = { host: LOOPBACK, port: Number(new URL(url).port) };
    const opened = await openRelay(link, { host, port }, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') throw kaaError(code, { host, port }, { cause: error });
      throw kaaError('LISTEN_FAILED', { host, port, reason: error.message }, { cause: error });
    });
    relays.push(opened);
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${opened.port}`;
  };
  return {
    mqtt: await relay(ready.mqtt, wanted.port ?? 0, 'mqtt', 'PORT_BUSY'),
    http: await relay(ready.http, wanted.httpPort ?? 0, 'http', 'HTTP_PORT_BUSY'),
    appVersion: wanted.appVersion,
    token: wanted.token,
  };
}

/** As in `kaa exec`, with the addresses of the link and the endpoint that is tested. */
function environmentFor(
  { ready, platform }: RunningPlatform,
  address: DeviceAddress,
): Record<string, string> {
  const { mqtt, http, appVersion, token } = address;
  const ws =
    ready.ws === undefined ? undefined : `${http.replace(/^http/, 'ws')}${new URL(ready.ws).pathname}`;
  const found = variablesFor({ ...ready, mqtt, http, ws }, apiTokenOf(platform.blueprint));
  const { hostname, port } = new URL(mqtt === '' ? http : mqtt);
  return {
    ...found,
    KAA_HOST: hostname,
    KAA_PORT: port,
    KAA_APP_VERSION: appVersion,
    KAA_TOKEN: token,
    KAA_ENDPOINT_TOKEN: token,
  };
}
