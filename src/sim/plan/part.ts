/**
 * How the endpoints and clients of a fleet's part are numbered in the whole fleet: a shard of a run has a part of each fleet, and
 * its endpoints are who they are in the whole one.
 *
 * A part has whole clients with all their endpoints. So gateways stay together, and place and number in the part follow
 * from those in the whole by arithmetic: nothing is kept for each endpoint.
 */
import type { FleetPlan } from './plan.js';

/** One of several parts of a run. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** What of the whole fleet is in a part of it. */
export interface FleetPart {
  /** Endpoints and clients of the whole fleet. */
  readonly endpoints: number;
  readonly clients: number;
  /** Number of its first client in the whole run. */
  readonly firstClient: number;
  /** Client `n` of the part is client `offset + n * step` of the fleet. */
  readonly offset: number;
  readonly step: number;
}

type Parted = Pick<FleetPlan, 'part' | 'clients' | 'firstClient'>;

/** Place in the whole fleet of the endpoint at this place. */
export function wholePlace({ part, clients }: Pick<FleetPlan, 'part' | 'clients'>, place: number): number {
  if (part === undefined) return place;
  const round = Math.floor(place / clients);
  return part.offset + (place % clients) * part.step + round * part.clients;
}

/** Where the endpoint of that place in the whole fleet is here; undefined when it is in another part. */
export function partPlace(
  { part, clients }: Pick<FleetPlan, 'part' | 'clients'>,
  place: number,
): number | undefined {
  if (part === undefined) return place;
  const client = (place % part.clients) - part.offset;
  if (client < 0 || client % part.step !== 0) return undefined;
  return client / part.step + Math.floor(place / part.clients) * clients;
}

/** Number in the whole fleet of a client; both count from 0. */
export const wholeClient = ({ part }: Pick<FleetPlan, 'part'>, client: number): number =>
  part === undefined ? client : part.offset + client * part.step;

/** How many endpoints the whole fleet has. */
export const wholeSize = ({ part, tokens }: Pick<FleetPlan, 'part' | 'tokens'>): number =>
  part?.endpoints ?? tokens.length;

/** Number in the whole run of a client, from its number in this one. */
export function wholeClientNumber(fleets: readonly Parted[], client: number): number {
  const fleet = fleets.findLast(({ firstClient }) => firstClient <= client);
  if (fleet?.part === undefined) return client;
  return fleet.part.firstClient + wholeClient(fleet, client - fleet.firstClient);
}
