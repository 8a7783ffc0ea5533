/**
 * Carries out the stages of the fleets: endpoints come and go as their fleet's share says.
 *
 * One timer for each fleet that has stages. Who goes sends what it has, waits a moment for the answers, and is then off.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import { partPlace, wholeSize } from '../plan/part.js';
import type { FleetPlan } from '../plan/plan.js';
import { type StageStep, stageSteps } from '../plan/stages-plan.js';

export interface StagePorts {
  readonly clock: Clock;
  readonly fleets: readonly FleetPlan[];
  /** The endpoint is there from now on. */
  readonly come: (endpoint: number) => void;
  /** It sends no more of its own accord; {@link leave} follows, unless it comes back before. */
  readonly retire: (endpoint: number) => void;
  /** It is not there any more, or not yet. */
  readonly leave: (endpoint: number) => void;
}

/** See `scheduler.ts`: sums of fractions are not exact. */
const TOLERANCE_MS = 0.01;
/** How long an endpoint that goes waits for answers. */
const FAREWELL_MS = 1000;

export class Stages {
  readonly #ports: StagePorts;
  readonly #staged: readonly Staged[];

  constructor(ports: StagePorts) {
    this.#ports = ports;
    this.#staged = ports.fleets
      .filter(({ stages }) => stages !== undefined)
      .map((fleet) => new Staged(fleet, ports));
  }

  /** Nobody of a fleet with stages is there at first. Before anything is opened. */
  prepare(): void {
    for (const { fleet } of this.#staged)
      for (let place = 0; place < fleet.tokens.length; place++) this.#ports.leave(fleet.first + place);
  }

  /** From now on time counts. */
  start(): void {
    const startedAt = this.#ports.clock.now();
    for (const staged of this.#staged) staged.start(startedAt);
  }

  stop(): void {
    for (const staged of this.#staged) staged.stop();
  }

  /** Endpoints are still to come. */
  get isPending(): boolean {
    return this.#staged.some((staged) => staged.isPending);
  }
}

class Staged {
  readonly fleet: FleetPlan;
  readonly #ports: StagePorts;
  readonly #steps: Iterator<StageStep>;
  #next: StageStep | undefined;
  /** Of the whole fleet. */
  #count = 0;
  #startedAt = 0;
  #cancel: Cancel | undefined;
  /** Who is about to go. */
  readonly #leaving = new Map<number, Cancel>();

  constructor(fleet: FleetPlan, ports: StagePorts) {
    this.fleet = fleet;
    this.#ports = ports;
    this.#steps = stageSteps(fleet.stages as NonNullable<FleetPlan['stages']>, wholeSize(fleet));
    this.#advance();
  }

  get isPending(): boolean {
    return this.#next !== undefined;
  }

  start(startedAt: number): void {
    this.#startedAt = startedAt;
    this.#run();
  }

  stop(): void {
    this.#cancel?.();
    for (const cancel of this.#leaving.values()) cancel();
    this.#leaving.clear();
  }

  #advance(): void {
    const step = this.#steps.next();
    this.#next = step.done === true ? undefined : step.value;
  }

  #run(): void {
    const { clock } = this.#ports;
    const elapsed = clock.now() - this.#startedAt + TOLERANCE_MS;
    for (let next = this.#next; next !== undefined && next.atMs <= elapsed; next = this.#next) {
      this.#advance();
      this.#step(next.count);
    }
    if (this.#next === undefined) return;
    const delayMs = this.#startedAt + this.#next.atMs - clock.now();
    this.#cancel = clock.schedule(delayMs, 'the next endpoint of a stage', () => this.#run());
  }

  #step(count: number): void {
    const isMore = count > this.#count;
    const place = partPlace(this.fleet, isMore ? this.#count : count);
    this.#count = count;
    if (place === undefined) return;
    if (isMore) this.#come(this.fleet.first + place);
    else this.#go(this.fleet.first + place);
  }

  #come(endpoint: number): void {
    this.#leaving.get(endpoint)?.();
    this.#leaving.delete(endpoint);
    this.#ports.come(endpoint);
  }

  #go(endpoint: number): void {
    const { clock, retire, leave } = this.#ports;
    retire(endpoint);
    const cancel = clock.schedule(FAREWELL_MS, 'an endpoint that leaves a stage', () => {
      this.#leaving.delete(endpoint);
      leave(endpoint);
    });
    this.#leaving.set(endpoint, cancel);
  }
}
