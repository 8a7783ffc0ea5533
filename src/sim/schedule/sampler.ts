/**
 * The data samples of all endpoints: when each is taken, what is in it, and when a batch is full.
 *
 * The state of endpoint n is entry n of each column. First samples are spread over the interval, and each tick is counted from
 * the one before as it was wanted, so neither jitter nor a busy machine shifts those that follow.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random, RandomStream } from '../../kernel/random.js';
import type { Behaviour } from '../device/behaviour.js';
import type { Generator } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { SamplePlan } from '../plan/plan.js';
import { Scheduler } from './scheduler.js';

export interface SamplerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  /** How many data samples the whole run takes; undefined: no limit. */
  readonly limit: number | undefined;
  /** @param samples at least one */
  readonly send: (endpoint: number, samples: readonly unknown[]) => void;
  /** A data sample has been taken; the first is number 1. */
  readonly onTaken: (count: number) => void;
}

/** The nearest that a configuration can bring two data samples of an endpoint. */
export const PERIOD_MS_MIN = 1;

export class Sampler {
  readonly #options: SamplerOptions;
  readonly #scheduler: Scheduler;
  /** When the next tick is wanted without its jitter, and the time between two; milliseconds since the start. */
  readonly #base: Float64Array;
  readonly #interval: Float64Array;
  readonly #generators: (Generator | undefined)[];
  readonly #jitter: (RandomStream | undefined)[];
  readonly #batches: (unknown[] | undefined)[];
  /** Milliseconds since the epoch; undefined before the start. */
  #startedAt: number | undefined;
  #taken = 0;

  constructor(options: SamplerOptions) {
    this.#options = options;
    const { size } = options.table;
    this.#base = new Float64Array(size);
    this.#interval = new Float64Array(size);
    this.#generators = new Array(size);
    this.#jitter = new Array(size);
    this.#batches = new Array(size);
    this.#scheduler = new Scheduler(options.clock, size, (endpoint, due) => this.#tick(endpoint, due));
    for (const { plan } of options.behaviours) {
      for (const [place, token] of plan.tokens.entries())
        this.#begin(plan.first + place, token, plan.samples);
    }
  }

  /** From now on time counts. */
  start(): void {
    this.#startedAt = this.#options.clock.now();
    this.#scheduler.start(this.#startedAt);
  }

  /** Takes what was due before `limitMs` after the start and sends incomplete batches; then nothing more. */
  stop(limitMs = -Infinity): void {
    this.#scheduler.stop(limitMs);
    for (let endpoint = 0; endpoint < this.#batches.length; endpoint++) this.#flush(endpoint);
  }

  /** No endpoint will take a data sample any more. */
  get isIdle(): boolean {
    return this.#scheduler.isIdle;
  }

  /** Changes the time between two data samples; the next one follows the last by the new time, or at once. */
  setPeriod(endpoint: number, periodMs: number): void {
    const interval = this.#interval[endpoint] as number;
    if (interval === 0) return;
    const base = this.#base[endpoint] as number;
    this.#interval[endpoint] = periodMs;
    if (this.#startedAt === undefined) this.#base[endpoint] = (base / interval) * periodMs;
    else {
      const now = this.#options.clock.now() - this.#startedAt;
      this.#base[endpoint] = Math.max(now, base - interval + periodMs);
    }
    this.#scheduler.set(endpoint, this.#due(endpoint));
  }

  /** The endpoint can send no longer. */
  remove(endpoint: number): void {
    this.#scheduler.remove(endpoint);
    this.#batches[endpoint] = undefined;
  }

  #begin(endpoint: number, token: string, samples: SamplePlan | undefined): void {
    if (samples === undefined) return;
    const { random } = this.#options;
    this.#interval[endpoint] = samples.everyMs;
    this.#base[endpoint] = random.stream(`phase/${token}`).float() * samples.everyMs;
    if (samples.jitter > 0) this.#jitter[endpoint] = random.stream(`jitter/${token}`);
    this.#scheduler.set(endpoint, this.#due(endpoint));
  }

  #due(endpoint: number): number {
    const base = this.#base[endpoint] as number;
    const stream = this.#jitter[endpoint];
    if (stream === undefined) return base;
    // Half of the interval to either side at most: ticks keep their order.
    const share = (this.#samples(endpoint)?.jitter ?? 0) * (stream.float() - 0.5);
    return Math.max(0, base + share * (this.#interval[endpoint] as number));
  }

  #samples(endpoint: number): SamplePlan | undefined {
    return this.#options.table.fleet(endpoint).samples;
  }

  #tick(endpoint: number, due: number): void {
    const { limit } = this.#options;
    if (limit !== undefined && this.#taken >= limit) return;
    this.#base[endpoint] = (this.#base[endpoint] as number) + (this.#interval[endpoint] as number);
    this.#scheduler.set(endpoint, this.#due(endpoint));
    const moment = { at: (this.#startedAt ?? 0) + due, elapsed: due, sample: {} };
    this.#keep(endpoint, this.#generator(endpoint).next(moment));
    this.#options.onTaken(++this.#taken);
  }

  #keep(endpoint: number, sample: unknown): void {
    const size = this.#samples(endpoint)?.batch ?? 1;
    if (size === 1) {
      this.#options.send(endpoint, [sample]);
      return;
    }
    const batch = this.#batches[endpoint] ?? [];
    this.#batches[endpoint] = batch;
    if (batch.push(sample) >= size) this.#flush(endpoint);
  }

  #flush(endpoint: number): void {
    const batch = this.#batches[endpoint] ?? [];
    this.#batches[endpoint] = undefined;
    if (batch.length > 0) this.#options.send(endpoint, batch);
  }

  #generator(endpoint: number): Generator {
    const known = this.#generators[endpoint];
    if (known !== undefined) return known;
    const { table, behaviours } = this.#options;
    const factory = behaviours[table.fleetPlace(endpoint)]?.sample;
    if (factory === undefined) throw new Error('an endpoint without data samples ticks');
    const generator = factory(table.origin(endpoint, `endpoint/${table.token(endpoint)}`));
    this.#generators[endpoint] = generator;
    return generator;
  }
}
