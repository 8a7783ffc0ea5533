/**
 * One timer for all endpoints: runs each endpoint's tick when it is due.
 *
 * Times are milliseconds since the run began, so they are the same in every run of one seed. The model is open: a tick
 * that runs late does not move the ones after it, they run as soon as the machine is free.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import { TickQueue } from './tick-queue.js';

/**
 * A timer that comes so early has come: its clock cannot tell the two apart, and another timer would never get there. That
 * goes for the tick it was set for, not for those after it: none runs before its own time as long as the clock is exact.
 */
const TOLERANCE_MS = 0.01;

/** A machine that is behind runs ticks for so long; then answers are read, and the rest follows. No time passes in virtual time. */
const TURN_MS = 50;
/** After so many ticks it looks at the clock. */
const TICKS_A_LOOK = 256;

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
  /** Whose tick is running, as long as it has been given no other time. */
  #ticking: number | undefined;

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

  /** Runs what was due before `limit` and has not run yet, then nothing more. A tick may call it: that one has run. */
  stop(limit = -Infinity): void {
    if (this.#ticking !== undefined) this.remove(this.#ticking);
    this.#runDue(limit, false);
    this.#startedAt = undefined;
    this.#disarm();
  }

  /** When the endpoint ticks next; replaces what was set before. */
  set(endpoint: number, due: number): void {
    if (endpoint === this.#ticking) this.#ticking = undefined;
    this.#queue.set(endpoint, due);
    if (!this.#isRunning) this.#arm();
  }

  remove(endpoint: number): void {
    if (endpoint === this.#ticking) this.#ticking = undefined;
    this.#queue.remove(endpoint);
  }

  /** True when no endpoint will ever tick again. */
  get isIdle(): boolean {
    return this.#queue.size === (this.#ticking === undefined ? 0 : 1);
  }

  #arm(): void {
    const due = this.#queue.firstDue();
    // An empty queue is due never.
    if (this.#startedAt === undefined || due >= this.#armedFor) return;
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
    const wanted = this.#armedFor;
    this.#cancel = undefined;
    this.#armedFor = Infinity;
    if (this.#startedAt === undefined) return;
    const now = this.#clock.now();
    const elapsed = now - this.#startedAt;
    const limit = wanted - elapsed <= TOLERANCE_MS ? Math.max(elapsed, wanted) : elapsed;
    this.#runDue(limit, true, now + TURN_MS);
    this.#arm();
  }

  /** @param until it stops at this instant, done or not */
  #runDue(limit: number, isInclusive: boolean, until = Infinity): void {
    this.#isRunning = true;
    let ticks = 0;
    for (let next = this.#queue.first(); next !== undefined; next = this.#queue.first()) {
      const due = this.#queue.firstDue();
      if (this.#startedAt === undefined || due > limit || (due === limit && !isInclusive)) break;
      // Most are given their next time in their tick: moving one is cheaper than taking it out and putting it in again.
      this.#ticking = next;
      this.#tick(next, due);
      if (this.#ticking !== undefined) this.remove(next);
      if (++ticks % TICKS_A_LOOK === 0 && this.#clock.now() > until) break;
    }
    this.#isRunning = false;
  }
}
