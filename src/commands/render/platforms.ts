/**
 * A running platform for people: where it is and how it is. Pure.
 */
import type { Announcement } from '../../facade/locator.js';
import type { PlatformStatus } from '../../operator/status.js';
import { count } from '../../tui/format.js';
import { record } from './records.js';
import type { Style } from './style.js';

/** Reasons shown; the most frequent come first. */
const REASONS_SHOWN = 5;

/** As the ready table of `kaa platform start` names them. */
const ADDRESS_NAMES: Readonly<Record<string, string>> = {
  mqtt: 'MQTT',
  mqtts: 'MQTT over TLS',
  ws: 'WebSocket',
  http: 'HTTP',
};

/** A title, a line for each fact, and what was ignored or refused. */
export function platformLines(
  platform: Partial<Announcement> & {
    readonly status: PlatformStatus | null;
    readonly untold?: string | undefined;
  },
  style: Style,
): string {
  const { pid, startedAt, blueprint, addresses = {}, status, untold } = platform;
  const name = blueprint?.name ?? status?.blueprint.name ?? 'Kaa';
  const facts = {
    ...Object.fromEntries(Object.entries(addresses).map(([kind, url]) => [ADDRESS_NAMES[kind] ?? kind, url])),
    Folder: blueprint?.folder,
    Process: pid === undefined ? undefined : String(pid),
    Running: `since ${startedAt ?? status?.startedAt ?? 'it was started'}`,
    'Not told': untold,
    Endpoints: status === null ? undefined : endpoints(status),
    Messages: status === null ? undefined : messages(status),
    Restarts: status?.restarts || undefined,
    Faults: faults(status),
  };
  const title = `  ${style.green(style.bold(`● ${name}`))}`;
  return ['', title, record(facts, style), ...ignored(status, style)].join('\n');
}

function endpoints({ endpoints: { total, connected } }: PlatformStatus): string {
  return `${count(total)}, ${count(connected)} connected`;
}

function messages({ messages: kinds }: PlatformStatus): string {
  return Object.entries(kinds)
    .map(([kind, number]) => `${count(number)} ${kind}`)
    .join('   ');
}

/** Nothing while none is there: a forgotten fault must catch the eye. */
function faults(status: PlatformStatus | null): string | undefined {
  // A platform of an older version does not tell.
  const { armed = 0, struck = 0 } = status?.faults ?? {};
  return armed + struck === 0 ? undefined : `${count(armed)} armed, struck ${count(struck)} times`;
}

function ignored(status: PlatformStatus | null, style: Style): string[] {
  const reasons = status?.diagnostics.slice(0, REASONS_SHOWN) ?? [];
  return reasons.map((one) => `  ${style.yellow(String(one.count).padStart(6))}  ${one.reason}`);
}
