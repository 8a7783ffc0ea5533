/**
 * One timer for all endpoints: runs each endpoint's tick when it is due.
 *
 * Times are milliseconds since the run began, so they are the same in every run of one seed. The model is open: a tick
 * that runs late does not move the ones after it, they run as soon as the machine is free.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import { TickQueue } from './tick-queue.js';

/** Ticks so close to now are due: sums of fractions are not exact, and a timer of less would never get there. */
const TOLERANCE_MS = 0.01;

/** @param due when the tick was wanted, which is not later than now */
export type Tick = (endpoint: number, due: number) => void;

export class Scheduler {
  readonly #clock: Clock;
  readonly #queue: TickQueue;
  readonly #tick: Tick;
  /** Undefined before the start and after the stop. */
  #startedAt: number | undefined;
  #cancel: Cancel | undefined;
  #armedFor = Infinity;
  #isRunning = false;

  constructor(clock: Clock, endpoints: number, tick: Tick) {
    this.#clock = clock;
    this.#queue = new TickQueue(endpoints);
    this.#tick = tick;
  }

  /** From now on time counts and ticks run. */
  start(startedAt: number): void {
    this.#startedAt = startedAt;
    this.#arm();
  }

  /** Runs what was due before `limit` and has not run yet, then nothing more. */
  stop(limit = -Infinity): void {
    this.#runDue(limit, false);
    this.#startedAt = undefined;
    this.#disarm();
  }

  /** When the endpoint ticks next; replaces what was set before. */
  set(endpoint: number, due: number): void {
    this.#queue.set(endpoint, due);
    if (!this.#isRunning) this.#arm();
  }

  remove(endpoint: number): void {
    this.#queue.remove(endpoint);
  }

  /** True when no endpoint will ever tick again. */
  get isIdle(): boolean {
    return this.#queue.size === 0;
  }

  #arm(): void {
    const first = this.#queue.first();
    if (this.#startedAt === undefined || first === undefined) return;
    const due = this.#queue.dueOf(first);
    if (due >= this.#armedFor) return;
    this.#disarm();
    this.#armedFor = due;
    const delayMs = this.#startedAt + due - this.#clock.now();
    this.#cancel = this.#clock.schedule(delayMs, 'the next tick of an endpoint', () => this.#fire());
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedFor = Infinity;
  }

  #fire(): void {
    this.#cancel = undefined;
    this.#armedFor = Infinity;
    if (this.#startedAt === undefined) return;
    this.#runDue(this.#clock.now() - this.#startedAt + TOLERANCE_MS, true);
    this.#arm();
  }

  #runDue(limit: number, isInclusive: boolean): void {
    this.#isRunning = true;
    for (let next = this.#queue.first(); next !== undefined; next = this.#queue.first()) {
      const due = this.#queue.dueOf(next);
      if (this.#startedAt === undefined || due > limit || (due === limit && !isInclusive)) break;
      this.#queue.remove(next);
      this.#tick(next, due);
    }
    this.#isRunning = false;
  }
}
