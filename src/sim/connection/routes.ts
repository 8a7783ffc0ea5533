/**
 * Which client carries each endpoint: as planned, until endpoints move between gateways; and which endpoints are silent.
 *
 * A push that is on its way while an endpoint moves comes to the client that it has left. That one still takes it until the
 * platform has answered through the new client, and so knows where the endpoint is.
 */
import type { EndpointTable } from '../plan/endpoint-table.js';
import { endpointsOfClient, type FleetPlan } from '../plan/plan.js';
import type { SentRequest } from './kp1-client.js';

interface Departure {
  readonly client: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export class Routes {
  readonly #table: EndpointTable;
  /** Client by endpoint; undefined before the first has moved. */
  #moved: Uint32Array | undefined;
  /** 1 by endpoint; undefined before the first was. */
  #silent: Uint8Array | undefined;
  /** By endpoint: what they have left, while the platform may not know. */
  readonly #departures = new Map<number, Departure>();

  constructor(table: EndpointTable) {
    this.#table = table;
  }

  /** Number in the run of the client that carries it. */
  client(endpoint: number): number {
    return this.#moved === undefined ? this.#table.client(endpoint) : (this.#moved[endpoint] as number);
  }

  /** The endpoint of that token, if messages for it may come to this client. */
  find(fleetPlace: number, token: string, client: number): number | undefined {
    const endpoint = this.#table.find(fleetPlace, token);
    if (endpoint === undefined || this.client(endpoint) === client) return endpoint;
    return this.#departures.get(endpoint)?.client === client ? endpoint : undefined;
  }

  /** Those that this client carries. */
  endpoints(fleet: FleetPlan, client: number): number[] {
    const moved = this.#moved;
    if (moved === undefined) return endpointsOfClient(fleet, client - fleet.firstClient);
    const all = fleet.tokens.map((_, place) => fleet.first + place);
    return all.filter((endpoint) => moved[endpoint] === client);
  }

  /** From now on another client of its fleet carries the endpoint. */
  move(endpoint: number, client: number, now: number): void {
    const { size } = this.#table;
    this.#moved ??= Uint32Array.from({ length: size }, (_, number) => this.#table.client(number));
    this.#departures.set(endpoint, { client: this.#moved[endpoint] as number, at: now });
    this.#moved[endpoint] = client;
  }

  /** The platform has answered. */
  answered({ endpoint, sentAt }: SentRequest): void {
    if (this.#departures.size === 0) return;
    const departure = this.#departures.get(endpoint);
    if (departure !== undefined && sentAt >= departure.at) this.#departures.delete(endpoint);
  }

  isSilent(endpoint: number): boolean {
    return this.#silent !== undefined && this.#silent[endpoint] === 1;
  }

  silence(endpoint: number, isSilent: boolean): void {
    this.#silent ??= new Uint8Array(this.#table.size);
    this.#silent[endpoint] = isSilent ? 1 : 0;
  }
}
