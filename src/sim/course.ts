/**
 * What happens to the endpoints of a run on purpose: they come and go in stages, and faults strike their devices.
 *
 * An endpoint whose battery has died never comes back, whatever its stages say.
 */
import type { FaultKind } from '../blueprint/fleet/faults.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { DeviceFaults } from './faults/device-faults.js';
import type { ValueFaults } from './faults/values.js';
import type { Plan } from './plan/plan.js';
import { STAGES } from './report/device-recorder.js';
import type { Recorder } from './report/recorder.js';
import { Stages } from './schedule/stages.js';

/** What switches endpoints off and on; see `device/power.ts`. */
export interface Switch {
  isOff(endpoint: number): boolean;
  off(endpoint: number, forMs: number | undefined, cause: string): void;
  on(endpoint: number): void;
}

export interface CoursePorts {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly power: () => Switch;
  /** The endpoint sends what waits, and then nothing of its own accord; or it does again. */
  readonly retire: (endpoint: number) => void;
  readonly recall: (endpoint: number) => void;
  /** Nobody is there any more, and nobody will come. */
  readonly onDeserted: () => void;
}

export class Course {
  readonly #ports: CoursePorts;
  readonly #faults: DeviceFaults;
  readonly #stages: Stages;
  readonly #dead = new Set<number>();

  constructor(ports: CoursePorts) {
    this.#ports = ports;
    const { clock, random, recorder } = ports;
    const { fleets } = ports.plan;
    const onFault = (endpoint: number, kind: FaultKind, detail?: string) =>
      recorder.fault(endpoint, kind, detail);
    const off = (endpoint: number, forMs: number | undefined, cause: FaultKind) =>
      this.#strike(endpoint, forMs, cause);
    this.#faults = new DeviceFaults({ clock, random, fleets, onFault, off });
    this.#stages = new Stages({
      clock,
      fleets,
      come: (endpoint) => this.#come(endpoint),
      retire: (endpoint) => ports.retire(endpoint),
      leave: (endpoint) => this.#leave(endpoint),
    });
  }

  /** What is done to the data samples, by place of the fleet. */
  get valueFaults(): readonly (ValueFaults | undefined)[] | undefined {
    return this.#faults.values;
  }

  /** Before anything is opened: who comes later is not there yet. */
  prepare(): void {
    this.#stages.prepare();
  }

  /** From now on time counts. */
  start(): void {
    this.#stages.start();
    this.#faults.start();
  }

  stop(): void {
    this.#stages.stop();
    this.#faults.stop();
  }

  /** Endpoints are still to come, or to be set back to their first states. */
  get isPending(): boolean {
    return this.#stages.isPending || this.#faults.mayRestart;
  }

  /** @returns false when it does not concern an endpoint that is off */
  #strike(endpoint: number, forMs: number | undefined, cause: FaultKind): boolean {
    const power = this.#ports.power();
    if (this.#dead.has(endpoint) || (forMs !== undefined && power.isOff(endpoint))) return false;
    if (forMs === undefined) this.#dead.add(endpoint);
    power.off(endpoint, forMs, cause);
    if (this.#dead.size === this.#ports.plan.endpoints) this.#ports.onDeserted();
    return true;
  }

  #come(endpoint: number): void {
    this.#ports.recall(endpoint);
    if (!this.#dead.has(endpoint)) this.#ports.power().on(endpoint);
  }

  #leave(endpoint: number): void {
    if (!this.#dead.has(endpoint)) this.#ports.power().off(endpoint, undefined, STAGES);
    const { plan } = this.#ports;
    if (!this.#stages.isPending && plan.fleets.every(({ stages }) => stages?.last === 0))
      this.#ports.onDeserted();
  }
}
