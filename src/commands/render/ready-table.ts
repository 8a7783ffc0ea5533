/**
 * What `kaa platform start` prints when the platform is ready: where it listens, and as whom to speak to it.
 *
 * A pure function of what is known by then. Programs read the `--json` line instead.
 */
import type { ReadyInfo, ReadyVersion } from '../../index.js';
import { count } from '../../tui/format.js';
import { columns } from './columns.js';
import type { Style } from './style.js';

/** The whole table, lines joined, without a trailing line end. */
export function readyTable(info: ReadyInfo, style: Style): string {
  return [
    '',
    `  ${style.green(style.bold('● The local Kaa is ready'))}`,
    '',
    ...columns(facts(info, style), { gap: 3 }),
    '',
    ...info.versions.flatMap((version) => [...versionLines(version, style), '']),
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
    ['HTTP', address(info.http)],
    ['Blueprint', `${blueprint.name} in ${blueprint.folder}`],
    ['Tenant', (blueprint.tenants ?? [blueprint.tenant]).join(', ')],
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

/** The version with its extension instances, and below it the endpoints: no line longer than a small terminal is wide. */
function versionLines(version: ReadyVersion, style: Style): string[] {
  const { endpoints, fleetEndpoints } = version;
  const rows = endpoints.map(({ token, endpointId }) => [style.bold(token), style.dim(endpointId)]);
  const fleets = fleetEndpoints > 0 ? [`and ${count(fleetEndpoints)} of the fleets`] : [];
  const rest = endpoints.length + fleetEndpoints === 0 ? ['no endpoints yet'] : fleets;
  return [
    `  ${style.green(version.version)}  ${style.dim(version.extensions.join(', '))}`,
    ...columns(rows, { indent: 4, gap: 3 }),
    ...rest.map((line) => `    ${style.dim(line)}`),
  ];
}
