/**
 * When each endpoint takes its next data sample: intervals with jitter, cron patterns, independent arrivals, and bursts of
 * each.
 *
 * The state of endpoint n is entry n of each column; columns that no fleet needs are not there. Times are milliseconds since
 * the run began. Each occasion is counted from the one before as it was wanted, so neither jitter nor a busy machine shifts
 * those that follow; none is due before it is known.
 */
import { type CronTimes, parseCron } from '../../blueprint/cron.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import type { SamplePlan } from '../plan/sample-plan.js';

export interface OccasionPorts {
  readonly random: Random;
  readonly tokenOf: (endpoint: number) => string;
  /** Number of endpoints. */
  readonly size: number;
  readonly hasBursts: boolean;
}

/** Of the patterns that are asked for, the last answer: the endpoints of a fleet all ask the same. */
interface CronMemory {
  readonly times: CronTimes;
  from: number;
  to: number;
}

export class Occasions {
  readonly #ports: OccasionPorts;
  /** When the next occasion is wanted, without its jitter. */
  readonly #base: Float64Array;
  /** Time between two, of those that have an interval or a mean; 0 before the first plan. */
  readonly #interval: Float64Array;
  /** What a configuration has set in place of the fleet's own interval; 0: nothing. */
  readonly #period: Float64Array;
  /** Data samples of a burst that are still to come. */
  readonly #burst: Uint16Array | undefined;
  readonly #streams: (RandomStream | undefined)[];
  readonly #crons = new Map<string, CronMemory>();
  /** Milliseconds since the epoch: cron patterns go by the calendar. */
  #startedAt = 0;

  constructor(ports: OccasionPorts) {
    this.#ports = ports;
    this.#base = new Float64Array(ports.size);
    this.#interval = new Float64Array(ports.size);
    this.#period = new Float64Array(ports.size);
    this.#burst = ports.hasBursts ? new Uint16Array(ports.size) : undefined;
    this.#streams = new Array(ports.size);
  }

  start(startedAt: number): void {
    this.#startedAt = startedAt;
  }

  /** The endpoint goes by this plan from now on. @returns when it takes its first data sample; Infinity: never */
  begin(endpoint: number, plan: SamplePlan, now: number): number {
    const { schedule } = plan;
    if (this.#burst !== undefined) this.#burst[endpoint] = 0;
    const interval = this.#intervalOf(endpoint, plan);
    this.#interval[endpoint] = interval;
    if (schedule.kind === 'every') {
      const phase = this.#ports.random.stream(`phase/${this.#ports.tokenOf(endpoint)}`).float();
      this.#base[endpoint] = now + phase * interval;
    } else this.#base[endpoint] = this.#following(endpoint, plan, now);
    return Math.max(now, this.#due(endpoint, plan));
  }

  /** As {@link begin}, of an endpoint that has been at it: the next follows the last by the new interval, or at once. */
  change(endpoint: number, plan: SamplePlan, now: number): number {
    const before = this.#interval[endpoint] as number;
    if (plan.schedule.kind !== 'every' || before === 0) return this.begin(endpoint, plan, now);
    const interval = this.#intervalOf(endpoint, plan);
    const last = (this.#base[endpoint] as number) - before;
    this.#interval[endpoint] = interval;
    this.#base[endpoint] = Math.max(now, last + interval);
    if (this.#burst !== undefined) this.#burst[endpoint] = 0;
    return Math.max(now, this.#due(endpoint, plan));
  }

  /** After a pause: an interval goes on in its old step, everything else begins anew. */
  resume(endpoint: number, plan: SamplePlan, now: number): number {
    const interval = this.#interval[endpoint] as number;
    if (plan.schedule.kind !== 'every' || interval === 0) return this.begin(endpoint, plan, now);
    const base = this.#base[endpoint] as number;
    if (base < now) this.#base[endpoint] = base + Math.ceil((now - base) / interval) * interval;
    if (this.#burst !== undefined) this.#burst[endpoint] = 0;
    return Math.max(now, this.#due(endpoint, plan));
  }

  /** One was due at that time. @returns when the next one is */
  next(endpoint: number, plan: SamplePlan, due: number): number {
    const { burst } = plan;
    const left = this.#burst === undefined ? 0 : (this.#burst[endpoint] as number);
    if (left === 0) this.#base[endpoint] = this.#following(endpoint, plan, this.#base[endpoint] as number);
    if (burst === undefined || this.#burst === undefined) return this.#due(endpoint, plan);
    const toCome = left === 0 ? burst.count - 1 : left - 1;
    this.#burst[endpoint] = toCome;
    return toCome > 0 ? due + burst.apartMs : Math.max(due, this.#due(endpoint, plan));
  }

  /** What a configuration sets holds wherever the fleet's own interval or mean would. */
  setPeriod(endpoint: number, periodMs: number): void {
    this.#period[endpoint] = periodMs;
  }

  #intervalOf(endpoint: number, { schedule, isOwn }: SamplePlan): number {
    if (schedule.kind === 'cron') return 0;
    const period = isOwn ? 0 : (this.#period[endpoint] as number);
    return period > 0 ? period : schedule.kind === 'every' ? schedule.everyMs : schedule.meanMs;
  }

  /** The occasion after one at that time. */
  #following(endpoint: number, { schedule }: SamplePlan, after: number): number {
    const interval = this.#interval[endpoint] as number;
    if (schedule.kind === 'every') return after + interval;
    if (schedule.kind === 'cron') return this.#nextCron(schedule.pattern, after);
    return after - Math.log(1 - this.#stream(endpoint, 'arrival').float()) * interval;
  }

  #due(endpoint: number, { schedule }: SamplePlan): number {
    const base = this.#base[endpoint] as number;
    if (schedule.kind !== 'every' || schedule.jitter === 0) return base;
    // Half of the interval to either side at most: ticks keep their order.
    const share = schedule.jitter * (this.#stream(endpoint, 'jitter').float() - 0.5);
    return Math.max(0, base + share * (this.#interval[endpoint] as number));
  }

  /** One stream for each endpoint, named by what it is first needed for: a plan needs one of them. */
  #stream(endpoint: number, what: 'arrival' | 'jitter'): RandomStream {
    const known = this.#streams[endpoint];
    if (known !== undefined) return known;
    const stream = this.#ports.random.stream(`${what}/${this.#ports.tokenOf(endpoint)}`);
    this.#streams[endpoint] = stream;
    return stream;
  }

  #nextCron(pattern: string, after: number): number {
    const memory = this.#cron(pattern);
    // Occasions are whole milliseconds, and sums of fractions are not exact.
    const instant = Math.round(this.#startedAt + after);
    if (!(instant >= memory.from && instant < memory.to)) {
      memory.from = instant;
      memory.to = memory.times.next(instant) ?? Infinity;
    }
    return memory.to - this.#startedAt;
  }

  #cron(pattern: string): CronMemory {
    const known = this.#crons.get(pattern);
    if (known !== undefined) return known;
    const parsed = parseCron(pattern);
    if (!parsed.ok) throw new Error(`an unchecked cron pattern: ${pattern}`);
    const memory = { times: parsed.times, from: Infinity, to: Infinity };
    this.#crons.set(pattern, memory);
    return memory;
  }
}
