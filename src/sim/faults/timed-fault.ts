/**
 * A fault that strikes by the clock rather than at something that is sent: reboots, lost connections, empty batteries.
 *
 * One timer for all endpoints of the fleet. It only says when: whoever is told does what the fault is.
 */
import type { Clock } from '../../kernel/clock.js';
import { Scheduler } from '../schedule/scheduler.js';
import type { FaultedFleet, Strikes } from './strikes.js';

export interface TimedFaultPorts {
  readonly clock: Clock;
  readonly fleet: FaultedFleet;
  /**
   * It strikes these endpoints now: one, or all whom it concerns when it strikes together.
   * @returns for how long they suffer, in milliseconds: the time to the next strike counts from then
   */
  readonly onStrike: (endpoints: readonly number[]) => number;
  /** How long after the time of the strike it takes effect on this endpoint; at once when absent. */
  readonly delayOf?: ((endpoint: number) => number) | undefined;
  /** It sets endpoints back to their first states. */
  readonly restarts?: boolean | undefined;
}

export class TimedFault {
  readonly #strikes: Strikes;
  readonly #ports: TimedFaultPorts;
  readonly #isTogether: boolean;
  readonly #scheduler: Scheduler;

  constructor(strikes: Strikes, ports: TimedFaultPorts) {
    this.#strikes = strikes;
    this.#ports = ports;
    const { options } = strikes.fault;
    this.#isTogether = 'together' in options && options.together === true;
    const places = this.#isTogether ? 1 : ports.fleet.tokens.length;
    this.#scheduler = new Scheduler(ports.clock, places, (place, due) => this.#strike(place, due));
  }

  /** From now on time counts. @param startedAt the start of the run, milliseconds since the epoch */
  start(startedAt: number): void {
    const places = this.#isTogether ? 1 : this.#ports.fleet.tokens.length;
    for (let place = 0; place < places; place++) this.#plan(place, undefined);
    this.#scheduler.start(startedAt);
  }

  stop(): void {
    this.#scheduler.stop();
  }

  get restarts(): boolean {
    return this.#ports.restarts === true;
  }

  /** It is still to strike. */
  get isPending(): boolean {
    return !this.#scheduler.isIdle;
  }

  #plan(place: number, after: number | undefined): void {
    const { first } = this.#ports.fleet;
    const due = this.#isTogether
      ? this.#strikes.nextTogether(after)
      : this.#strikes.next(first + place, after);
    if (due === undefined) return;
    const delayMs = this.#isTogether ? 0 : (this.#ports.delayOf?.(first + place) ?? 0);
    this.#scheduler.set(place, due + delayMs);
  }

  #strike(place: number, due: number): void {
    const suffersMs = this.#ports.onStrike(
      this.#isTogether ? this.#all() : [this.#ports.fleet.first + place],
    );
    this.#plan(place, due + suffersMs);
  }

  #all(): number[] {
    const { first, tokens } = this.#ports.fleet;
    return tokens.map((_, place) => first + place).filter((endpoint) => this.#strikes.concerns(endpoint));
  }
}
