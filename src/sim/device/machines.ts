/**
 * The endpoints that keep something, and how their states change: by time, after data samples, by commands and
 * configurations.
 *
 * Endpoints of fleets that keep nothing have no entry here and cost nothing. One timer serves the times of all states. A data
 * sample first brings its endpoint up to its own time, so that it is taken in the state that belongs to it.
 */
import type { Clock } from '../../kernel/clock.js';
import type { DeviceView, Moment } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import { RESTART } from '../report/device-recorder.js';
import type { Recorder } from '../report/recorder.js';
import { Scheduler } from '../schedule/scheduler.js';
import type { Behaviour } from './behaviour.js';
import { Device } from './device.js';
import type { Mind, Reaction, Trigger } from './mind.js';

export interface MachinePorts {
  readonly clock: Clock;
  readonly table: EndpointTable;
  readonly behaviours: readonly Behaviour[];
  readonly recorder: Recorder;
  /** The endpoint has come into a state: it sends other data samples from now on. */
  readonly setMode: (endpoint: number, state: string) => void;
  readonly reboot: (endpoint: number, forMs: number, cause: string) => void;
}

/** What follows from something that has happened. */
export type Outcome = Partial<Reaction> & { readonly cause: string };

export class Machines {
  readonly #ports: MachinePorts;
  readonly #devices: (Device | undefined)[] = [];
  readonly #scheduler: Scheduler | undefined;
  /** Milliseconds since the epoch; undefined before the start. */
  #startedAt: number | undefined;

  constructor(ports: MachinePorts) {
    this.#ports = ports;
    const hasStates = ports.behaviours.some(({ device }) => device?.mind !== undefined);
    const tick = (endpoint: number, due: number) => this.#advance(this.#devices[endpoint] as Device, due);
    if (hasStates) this.#scheduler = new Scheduler(ports.clock, ports.table.size, tick);
  }

  /** From now on time counts: all endpoints that have states are in their first one. */
  start(): void {
    this.#startedAt = this.#ports.clock.now();
    if (this.#scheduler === undefined) return;
    for (const { plan, device } of this.#ports.behaviours) {
      if (device?.mind === undefined) continue;
      for (let place = 0; place < plan.tokens.length; place++) this.find(plan.first + place);
    }
    this.#scheduler.start(this.#startedAt);
  }

  /** Times that were over before `limitMs` after the start count, then none does any more. */
  stop(limitMs = -Infinity): void {
    this.#scheduler?.stop(limitMs);
  }

  /** No state will be over by time. */
  get isIdle(): boolean {
    return this.#scheduler?.isIdle !== false;
  }

  /** What the endpoint keeps; undefined when its fleet keeps nothing. */
  find(endpoint: number): Device | undefined {
    const known = this.#devices[endpoint];
    if (known !== undefined) return known;
    const { table, behaviours, clock } = this.#ports;
    const kind = behaviours[table.fleetPlace(endpoint)]?.device;
    if (kind === undefined) return undefined;
    const origin = table.origin(endpoint, `machine/${table.token(endpoint)}`);
    const device = new Device(endpoint, kind, origin, clock.now());
    this.#devices[endpoint] = device;
    if (kind.mind !== undefined) this.#begin(device, kind.mind, this.#elapsed);
    return device;
  }

  /** The endpoint as generators see it, now or at a time after the start: times of states that are over by then count. */
  view(endpoint: number, elapsed?: number): DeviceView | undefined {
    const device = this.find(endpoint);
    if (device === undefined) return undefined;
    if (elapsed !== undefined) this.#advance(device, elapsed);
    return device.view;
  }

  /** Now, for what is neither a data sample nor a time. */
  moment(endpoint: number, about: Pick<Moment, 'command' | 'configuration'> = {}): Moment {
    const at = this.#ports.clock.now();
    const elapsed = this.#elapsed;
    const device = this.find(endpoint);
    return { at, elapsed, sample: device?.sample ?? {}, device: device?.view, ...about };
  }

  /** A data sample has been taken. */
  sampled(endpoint: number, sample: Readonly<Record<string, unknown>>, elapsed: number): void {
    const device = this.find(endpoint);
    if (device === undefined) return;
    device.sample = sample;
    if (device.kind.mind?.wantsSamples !== true) return;
    const moment = { at: (this.#startedAt ?? 0) + elapsed, elapsed, sample, device: device.view };
    const reaction = this.react(endpoint, { kind: 'sample' }, moment);
    if (reaction !== undefined) this.apply(endpoint, reaction, moment);
  }

  /** What the endpoint makes of it; nothing follows until it is applied. */
  react(endpoint: number, trigger: Trigger, moment: Moment): Reaction | undefined {
    const device = this.find(endpoint);
    if (device === undefined || device.isOff) return undefined;
    const reaction = device.kind.mind?.react(device, trigger, moment);
    this.#schedule(device);
    return reaction;
  }

  /** Sets variables, goes to the next state, reboots. */
  apply(endpoint: number, { set, state, rebootMs, cause }: Outcome, moment: Moment): void {
    const device = this.find(endpoint);
    if (device === undefined || device.isOff) return;
    Object.assign(device.view.variables, set);
    if (state !== undefined) this.#enter(device, state, moment, cause);
    if (rebootMs !== undefined) this.#ports.reboot(endpoint, rebootMs, cause);
  }

  /** The endpoint has no power: nothing changes until it is back. */
  off(endpoint: number): void {
    const device = this.find(endpoint);
    if (device === undefined) return;
    device.isOff = true;
    device.dues = [];
    this.#schedule(device);
  }

  /** The endpoint has power again, and begins in its first state. Variables stay. */
  on(endpoint: number): void {
    const device = this.find(endpoint);
    if (device === undefined) return;
    device.isOff = false;
    device.mindOwn = undefined;
    if (device.kind.mind !== undefined) this.#begin(device, device.kind.mind, this.#elapsed);
  }

  get #elapsed(): number {
    return this.#startedAt === undefined ? 0 : this.#ports.clock.now() - this.#startedAt;
  }

  #begin(device: Device, mind: Mind, elapsed: number): void {
    const at = this.#ports.clock.now();
    const moment = { at, elapsed, sample: device.sample, device: device.view };
    this.#enter(device, mind.start(device), moment, RESTART);
  }

  #enter(device: Device, state: string, moment: Moment, cause: string): void {
    const from = device.view.state;
    device.view.state = state;
    this.#ports.recorder.device.stateEntered(device.endpoint, from, state, cause);
    device.kind.mind?.entered(device, moment);
    this.#schedule(device);
    this.#ports.setMode(device.endpoint, state);
  }

  #advance(device: Device, until: number): void {
    if (nextOf(device.dues) > until || device.isAdvancing) return;
    device.isAdvancing = true;
    for (let due = nextOf(device.dues); due <= until; due = nextOf(device.dues)) {
      const place = device.dues.indexOf(due);
      device.dues[place] = Infinity;
      const moment = {
        ...{ at: (this.#startedAt ?? 0) + due, elapsed: due },
        ...{ sample: device.sample, device: device.view },
      };
      const reaction = this.react(device.endpoint, { kind: 'time', place }, moment);
      if (reaction !== undefined) this.apply(device.endpoint, reaction, moment);
    }
    device.isAdvancing = false;
    this.#schedule(device);
  }

  #schedule(device: Device): void {
    if (device.isAdvancing) return;
    const due = nextOf(device.dues);
    if (due === Infinity) this.#scheduler?.remove(device.endpoint);
    else this.#scheduler?.set(device.endpoint, due);
  }
}

function nextOf(dues: readonly number[]): number {
  let next = Infinity;
  for (const due of dues) if (due < next) next = due;
  return next;
}
