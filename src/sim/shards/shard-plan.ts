/**
 * A shard of a run: the part of its plan that one of several processes or machines carries out.
 *
 * Clients are dealt out in turn, each with its endpoints, so the shards of a run have all of it between them, nothing twice, and
 * differ by a client at most. Everybody keeps token, index, gateway and client ID, so the shards send together what one process
 * would have sent. It is pure: a plan in, a smaller plan out.
 */
import type { Fault } from '../../blueprint/fleet/faults.js';
import type { Fleet } from '../../blueprint/fleet/fleet.js';
import { kaaError } from '../../errors.js';
import { partPlace, type Shard } from '../plan/part.js';
import type { FleetPlan, Plan } from '../plan/plan.js';

/** More shards than a job of Kubernetes can have pods at a time make no sense. */
export const SHARDS_MAX = 10_000;

/** `2/8`. @throws KaaError FLAG_INVALID */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = /^([0-9]{1,5})\/([0-9]{1,5})$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= count && count <= SHARDS_MAX) return { index, count };
  const reason = `not a part of a whole, such as 1/4 for the first of four, up to ${SHARDS_MAX}`;
  throw kaaError('FLAG_INVALID', { flag: 'shard', value: text, reason });
}

export const shardText = ({ index, count }: Shard) => `${index}/${count}`;

/** @throws KaaError FLAG_INVALID when nobody is left for this shard */
export function shardPlan(plan: Plan, shard: Shard): Plan {
  const fleets: FleetPlan[] = [];
  let first = 0;
  let firstClient = 0;
  for (const whole of plan.fleets) {
    const part = partOf(whole, shard, { first, firstClient });
    if (part === undefined) continue;
    fleets.push(part);
    first += part.tokens.length;
    firstClient += part.clients;
  }
  if (fleets.length === 0) {
    const clients = plan.clients === 1 ? 'one connection' : `${plan.clients} connections`;
    const reason = `the run has ${clients}, and a shard needs at least one`;
    throw kaaError('FLAG_INVALID', { flag: 'shard', value: shardText(shard), reason });
  }
  return {
    ...plan,
    fleets,
    endpoints: first,
    clients: firstClient,
    shard: { ...shard, endpoints: plan.endpoints },
  };
}

/** Undefined when the shard has none of its clients. */
function partOf(
  whole: FleetPlan,
  { index, count }: Shard,
  numbers: Pick<FleetPlan, 'first' | 'firstClient'>,
): FleetPlan | undefined {
  const offset = (((index - 1 - whole.firstClient) % count) + count) % count;
  if (offset >= whole.clients) return undefined;
  const clients = Math.ceil((whole.clients - offset) / count);
  const part = {
    endpoints: whole.tokens.length,
    clients: whole.clients,
    firstClient: whole.firstClient,
    offset,
    step: count,
  };
  const placed = { part, clients };
  const tokens = whole.tokens.filter((_, place) => partPlace(placed, place) !== undefined);
  return { ...whole, ...numbers, ...placed, tokens, fleet: fleetOf(whole.fleet, placed) };
}

/** What a fleet file says of single endpoints, by their places in the part. */
function fleetOf(fleet: Fleet, placed: Pick<FleetPlan, 'part' | 'clients'>): Fleet {
  const { faults, operator } = fleet;
  const isHere = (place: number) => partPlace(placed, place) !== undefined;
  return {
    ...fleet,
    ...(faults !== undefined && { faults: faults.map((fault) => faultOf(fault, placed)) }),
    ...(operator !== undefined && {
      operator: operator.map((action) =>
        action.endpoints === undefined ? action : { ...action, endpoints: countTo(action.endpoints, isHere) },
      ),
    }),
  };
}

function faultOf(fault: Fault, placed: Pick<FleetPlan, 'part' | 'clients'>): Fault {
  const { endpoints } = fault;
  if (!Array.isArray(endpoints)) return fault;
  const here = endpoints.flatMap((number) => {
    const place = partPlace(placed, number - 1);
    return place === undefined ? [] : [place + 1];
  });
  return { ...fault, endpoints: here };
}

function countTo(end: number, isHere: (place: number) => boolean): number {
  let count = 0;
  for (let place = 0; place < end; place++) if (isHere(place)) count++;
  return count;
}
