/**
 * How the clients of a fleet connect, read once from the fleet file and shared by all of them.
 */
import type { Connection, Protocol } from '../../blueprint/fleet/connection.js';
import type { Fleet } from '../../blueprint/fleet/fleet.js';
import { expandTemplate } from '../../blueprint/text-template.js';
import { parseDuration } from '../../kernel/duration.js';
import { wholeClient } from '../plan/part.js';
import type { FleetPlan } from '../plan/plan.js';
import { type BackOff, backOffOf } from './back-off.js';

export interface ConnectionPlan {
  /** Undefined: that of the target. */
  readonly protocol: Protocol | undefined;
  readonly keepAliveSeconds: number | undefined;
  /** How often an endpoint asks for commands and configurations; undefined: never. */
  readonly pollMs: number | undefined;
  /** Undefined: a lost connection is not opened again. */
  readonly backOff: BackOff | undefined;
  /** Mean time after which an endpoint moves to the next gateway; undefined: it stays. */
  readonly roamingMs: number | undefined;
}

/** Who a client says it is. */
export interface Login {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Paths relative to the blueprint. */
export type CertificateFiles = Readonly<NonNullable<Connection['certificate']>>;

/** What is not said is left to the run, but for the back-off, which has a default. */
export function planConnection({ connection }: Pick<Fleet, 'connection'>): ConnectionPlan {
  const keepAliveMs = msOf(connection?.keepAlive);
  return {
    protocol: connection?.transport,
    keepAliveSeconds: keepAliveMs && Math.round(keepAliveMs / 1000),
    pollMs: msOf(connection?.poll),
    backOff: backOffOf(connection?.reconnect),
    roamingMs: msOf(connection?.roaming?.every),
  };
}

/** What the fleet file says of a client; `client` counts within the fleet, from 0. */
export function loginOf(plan: FleetPlan, client: number): Login | undefined {
  const { username, password } = plan.fleet.connection ?? {};
  if (username === undefined) return undefined;
  const fill = filler(plan, client);
  return { username: fill(username), password: password && fill(password) };
}

/** The files of a client's certificate; undefined when the fleet names none. */
export function certificateOf(plan: FleetPlan, client: number): CertificateFiles | undefined {
  const files = plan.fleet.connection?.certificate;
  if (files === undefined) return undefined;
  const fill = filler(plan, client);
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, fill(file)]));
}

/** A client's name, which its random streams have: the token of its endpoint, or the fleet and number of the gateway. */
export function clientName(plan: FleetPlan, client: number): string {
  const { fleet, tokens } = plan;
  if (fleet.gateways === undefined) return tokens[client] as string;
  return `${fleet.fleet}/gateway-${wholeClient(plan, client) + 1}`;
}

function filler(plan: FleetPlan, client: number): (text: string) => string {
  const { fleet, tokens } = plan;
  const index = wholeClient(plan, client) + 1;
  const token = fleet.gateways === undefined ? tokens[client] : undefined;
  return (text) => expandTemplate(text, { index, fleet: fleet.fleet, token });
}

const msOf = (duration: string | undefined) => (duration === undefined ? undefined : parseDuration(duration));
