/**
 * What `kaa platform start` prints when the platform is ready: where it listens, and as whom to speak to it.
 *
 * A pure function of what is known by then. Programs read the `--json` line instead.
 */
import { count } from '../../tui/format.js';
import { columns } from './columns.js';
import type { Style } from './style.js';

export interface ReadyInfo {
  /** Where it listens, such as `mqtt://127.0.0.1:1883`; the empty text, or absent, where it does not. */
  readonly mqtt: string;
  readonly mqtts?: string;
  /** The certificate that clients of `mqtts` must trust. */
  readonly certificateAuthority?: string;
  readonly ws?: string;
  readonly http?: string;
  readonly blueprint: { readonly name: string; readonly folder: string; readonly tenant: string };
  readonly versions: readonly ReadyVersion[];
  readonly seed: number;
  /** Folders of the snapshots that it began with and that it will leave behind. */
  readonly importedFrom?: string;
  readonly exportOnExit?: string;
}

export interface ReadyVersion {
  readonly application: string;
  /** Name of the application version, as in topics. */
  readonly version: string;
  /** Names of the extension instances that the application version may use. */
  readonly extensions: readonly string[];
  /** The endpoints of the blueprint, for trying things by hand. */
  readonly endpoints: readonly { readonly token: string; readonly endpointId: string }[];
  /** Endpoints of the fleets that are registered as well; their tokens are not listed. */
  readonly fleetEndpoints: number;
}

/** The whole table, lines joined, without a trailing line end. */
export function readyTable(info: ReadyInfo, style: Style): string {
  return [
    '',
    `  ${style.green(style.bold('● The local Kaa is ready'))}`,
    '',
    ...columns(facts(info, style), { gap: 3 }),
    '',
    ...columns(versionRows(info, style), { gap: 3 }),
    '',
    `  ${style.dim('Stop it with')} Ctrl-C`,
  ].join('\n');
}

function facts(info: ReadyInfo, style: Style): string[][] {
  const { blueprint, seed } = info;
  const address = (url: string | undefined) => (url ? style.cyan(style.bold(url)) : undefined);
  const rows: (readonly [string, string | undefined])[] = [
    ['MQTT', address(info.mqtt)],
    ['MQTT over TLS', address(info.mqtts)],
    ['CA to trust', info.certificateAuthority],
    ['WebSocket', address(info.ws)],
    ['HTTP', address(info.http && `${info.http}/kp1/…`)],
    ['Blueprint', `${blueprint.name} in ${blueprint.folder}`],
    ['Tenant', blueprint.tenant],
    ['Persistence', persistenceOf(info)],
    ['Seed', String(seed)],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[style.dim(label), value]]));
}

function persistenceOf({ importedFrom, exportOnExit }: ReadyInfo): string {
  const from = importedFrom === undefined ? [] : [`from ${importedFrom}`];
  const to = exportOnExit === undefined ? [] : [`written to ${exportOnExit} when it stops`];
  if (from.length + to.length === 0) return 'none: what it knows is gone when it stops';
  return [...from, ...(to.length === 0 ? ['gone when it stops'] : to)].join('; ');
}

function versionRows({ versions }: ReadyInfo, style: Style): string[][] {
  const head = ['Application version', 'Endpoint token', 'Endpoint ID', 'Extension instances'].map(style.dim);
  return [head, ...versions.flatMap((version) => rowsOf(version, style))];
}

/** One row per endpoint; the names of the version and its extension instances stand in the first only. */
function rowsOf(version: ReadyVersion, style: Style): string[][] {
  const endpoints = version.endpoints.map(({ token, endpointId }) => [
    style.bold(token),
    style.dim(endpointId),
  ]);
  const fleets =
    version.fleetEndpoints > 0 ? [[style.dim(`and ${count(version.fleetEndpoints)} of the fleets`), '']] : [];
  const cells = [...endpoints, ...fleets];
  return (cells.length === 0 ? [[style.dim('none yet'), '']] : cells).map(([token, id], row) =>
    row === 0
      ? [version.version, token as string, id as string, version.extensions.join(', ')]
      : ['', token as string, id as string, ''],
  );
}
