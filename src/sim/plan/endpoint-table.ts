/**
 * Who is who in a run: from an endpoint's number to its fleet, token and client, and back from a token.
 *
 * Endpoints are numbers everywhere else; there is no object for each of them.
 */
import type { Random } from '../../kernel/random.js';
import type { Origin } from '../generators/generator.js';
import type { FleetEndpoint } from '../report/recorder.js';
import { wholePlace } from './part.js';
import type { FleetPlan, Plan } from './plan.js';

export class EndpointTable {
  readonly #plan: Plan;
  readonly #random: Random;
  /** Place in the plan of each endpoint's fleet. */
  readonly #fleetOf: Uint32Array;
  /** By place of the fleet, then by token. */
  readonly #numberOf: readonly ReadonlyMap<string, number>[];

  constructor(plan: Plan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.#fleetOf = new Uint32Array(plan.endpoints);
    for (const [place, { first, tokens }] of plan.fleets.entries()) {
      this.#fleetOf.fill(place, first, first + tokens.length);
    }
    this.#numberOf = plan.fleets.map(
      ({ first, tokens }) => new Map(tokens.map((token, place) => [token, first + place])),
    );
  }

  get size(): number {
    return this.#plan.endpoints;
  }

  /** Place of its fleet in the plan. */
  fleetPlace(endpoint: number): number {
    return this.#fleetOf[endpoint] as number;
  }

  fleet(endpoint: number): FleetPlan {
    return this.#plan.fleets[this.fleetPlace(endpoint)] as FleetPlan;
  }

  token(endpoint: number): string {
    const { tokens, first } = this.fleet(endpoint);
    return tokens[endpoint - first] as string;
  }

  /** Number in the run of the client that represents it. */
  client(endpoint: number): number {
    const { first, firstClient, clients } = this.fleet(endpoint);
    return firstClient + ((endpoint - first) % clients);
  }

  /** The endpoint of that token in a fleet; undefined when the fleet has none. */
  find(fleetPlace: number, token: string): number | undefined {
    return this.#numberOf[fleetPlace]?.get(token);
  }

  name(endpoint: number): FleetEndpoint {
    return { fleet: this.fleet(endpoint).fleet.fleet, token: this.token(endpoint) };
  }

  origin(endpoint: number, streamName: string): Origin {
    const plan = this.fleet(endpoint);
    const index = wholePlace(plan, endpoint - plan.first) + 1;
    return { random: this.#random, streamName, index, token: this.token(endpoint), fleet: plan.fleet.fleet };
  }
}
