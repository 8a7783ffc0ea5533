/**
 * Where a platform listens: flags before the environment of the blueprint, that before the settings of kpc.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LoadedBlueprint } from '../blueprint/model.js';
import { kaaError } from '../errors.js';
import type { ListenPorts } from '../platform/kpc/kpc.js';
import type { KpcSettings } from '../platform/kpc/settings.js';

/** What somebody asked for on the command line, or in the library. */
export interface ListenOptions {
  /** 127.0.0.1 when absent. */
  readonly host?: string | undefined;
  /** MQTT over TCP: 0 takes any free port, here and for the transports whose ports are not named; 1883 when absent. */
  readonly port?: number | undefined;
  /** HTTP and WebSocket: 0 takes any free port; 8080 when absent. */
  readonly httpPort?: number | undefined;
  /** MQTT over TLS: a port turns it on, 0 takes any free one; when absent the settings of kpc say whether. */
  readonly tlsPort?: number | undefined;
  /** The folder of the development authority of TLS; `~/.config/kaa/tls` when absent. */
  readonly tlsFolder?: string | undefined;
  /** The environment of the blueprint whose address counts where host and port are absent; `local` when absent. */
  readonly environment?: string | undefined;
}

const LOOPBACK = '127.0.0.1';
const DEFAULT_ENVIRONMENT = 'local';

/** @throws KaaError ENVIRONMENT_UNKNOWN */
export function listenPorts(blueprint: LoadedBlueprint, options: ListenOptions): ListenPorts {
  const url = addressOfEnvironment(blueprint, options.environment);
  const settings = blueprint.services.kpc?.settings as KpcSettings;
  const { tcp, tls, ws, http } = settings.transports;
  const portOf = (protocol: string) =>
    url?.protocol === protocol ? Number(url.port) || undefined : undefined;
  const otherPort = (wanted: number) => (options.port === 0 ? 0 : wanted);
  const isSecure = tls.enabled || options.tlsPort !== undefined || url?.protocol === 'mqtts:';
  return {
    // Brackets belong to the address of IPv6 in a URL only.
    host: options.host ?? url?.hostname.replaceAll(/^\[|\]$/g, '') ?? LOOPBACK,
    port: tcp.enabled ? (options.port ?? portOf('mqtt:') ?? tcp.port) : undefined,
    tlsPort: isSecure ? (options.tlsPort ?? otherPort(portOf('mqtts:') ?? tls.port)) : undefined,
    httpPort: http.enabled || ws.enabled ? (options.httpPort ?? otherPort(http.port)) : undefined,
    tlsFolder: options.tlsFolder ?? join(homedir(), '.config', 'kaa', 'tls'),
  };
}

function addressOfEnvironment(blueprint: LoadedBlueprint, wanted: string | undefined): URL | undefined {
  const name = wanted ?? DEFAULT_ENVIRONMENT;
  const environment = blueprint.environments[name];
  if (environment !== undefined) return new URL(environment.mqtt);
  if (wanted === undefined) return undefined;
  const known = Object.keys(blueprint.environments).join(', ') || 'none';
  throw kaaError('ENVIRONMENT_UNKNOWN', { name, known });
}
