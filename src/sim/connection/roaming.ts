/**
 * Endpoints that move between the gateways of their fleet: each to the next one, after exponential times of its own.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { FleetPlan } from '../plan/plan.js';
import { Scheduler } from '../schedule/scheduler.js';
import { planConnection } from './connection-plan.js';

export interface RoamingPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  readonly move: (endpoint: number) => void;
}

export class Roaming {
  readonly #ports: RoamingPorts;
  readonly #scheduler: Scheduler;
  /** By endpoint. */
  readonly #streams: (RandomStream | undefined)[] = [];
  readonly #meanMs = new Map<FleetPlan, number>();

  private constructor(fleets: readonly FleetPlan[], ports: RoamingPorts) {
    const { clock, table, random } = ports;
    this.#ports = ports;
    this.#scheduler = new Scheduler(clock, table.size, (endpoint, due) => {
      ports.move(endpoint);
      this.#plan(endpoint, due);
    });
    for (const fleet of fleets) {
      this.#meanMs.set(fleet, planConnection(fleet.fleet).roamingMs ?? 0);
      for (const [place, token] of fleet.tokens.entries()) {
        this.#streams[fleet.first + place] = random.stream(`roaming/${token}`);
        this.#plan(fleet.first + place, 0);
      }
    }
  }

  /** Undefined when no fleet has endpoints that move. */
  static of(fleets: readonly FleetPlan[], ports: RoamingPorts): Roaming | undefined {
    const moving = fleets.filter(
      ({ fleet, clients }) => clients > 1 && fleet.connection?.roaming !== undefined,
    );
    return moving.length === 0 ? undefined : new Roaming(moving, ports);
  }

  start(): void {
    this.#scheduler.start(this.#ports.clock.now());
  }

  stop(): void {
    this.#scheduler.stop();
  }

  #plan(endpoint: number, after: number): void {
    const stream = this.#streams[endpoint];
    const meanMs = this.#meanMs.get(this.#ports.table.fleet(endpoint)) ?? 0;
    if (stream !== undefined) this.#scheduler.set(endpoint, after - Math.log(1 - stream.float()) * meanMs);
  }
}
