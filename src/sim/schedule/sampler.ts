/**
 * The data samples of all endpoints: when each is taken, what is in it, and whether and with which others it is sent.
 *
 * The state of endpoint n is entry n of each column. `occasions.ts` knows when, `changes.ts` whether, `outbox.ts` with
 * which others; a fleet without states, faults or changes pays a look at what is not there.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Behaviour } from '../device/behaviour.js';
import type { ValueFaults } from '../faults/values.js';
import type { DeviceView, Generator } from '../generators/generator.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { SamplePlan } from '../plan/sample-plan.js';
import type { Silence } from '../silence.js';
import { Changes } from './changes.js';
import { Occasions } from './occasions.js';
import { Outbox, type SendSamples } from './outbox.js';
import { Scheduler } from './scheduler.js';

export interface SamplerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly table: EndpointTable;
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  /** How many data samples the whole run sends; undefined: no limit. */
  readonly limit: number | undefined;
  readonly send: SendSamples;
  /** A data sample has been taken to be sent; the first is number 1. */
  readonly onTaken: (count: number) => void;
  /** A data sample has been taken, whether it is sent or not. @param due milliseconds since the start */
  readonly onSample?: ((endpoint: number, sample: unknown, due: number) => void) | undefined;
  /** What the generators see as `device` at that time since the start; asking may bring the endpoint into another state. */
  readonly deviceOf?: ((endpoint: number, elapsed: number) => DeviceView | undefined) | undefined;
  /** By place of the fleet; undefined when no fleet has any. */
  readonly valueFaults?: readonly (ValueFaults | undefined)[] | undefined;
  /** So many data samples of an unfinished batch were lost with the endpoint's memory. */
  readonly onDropped?: ((endpoint: number, count: number) => void) | undefined;
  /** Told when no endpoint may be about to take a data sample. */
  readonly silence?: Silence | undefined;
}

/** Why an endpoint takes no data samples for a while; each has to end for it to go on. */
export type PauseCause = 'power' | 'connection' | 'stages';

const PAUSED_BY: Readonly<Record<PauseCause, number>> = { power: 1, connection: 2, stages: 4 };

/** The nearest that a configuration can bring two data samples of an endpoint. */
export const PERIOD_MS_MIN = 1;

export class Sampler {
  readonly #options: SamplerOptions;
  readonly #scheduler: Scheduler;
  readonly #occasions: Occasions;
  readonly #changes = new Changes();
  readonly #outbox: Outbox;
  /** What the endpoint goes by; undefined: it takes none. */
  readonly #plans: (SamplePlan | undefined)[];
  readonly #paused: Uint8Array;
  readonly #generators: (Generator | undefined)[];
  /** Milliseconds since the epoch; undefined before the start and after the stop. */
  #startedAt: number | undefined;
  #tickedAt: number | undefined;
  #taken = 0;

  constructor(options: SamplerOptions) {
    this.#options = options;
    const { table, random, behaviours } = options;
    const { size } = table;
    this.#plans = new Array(size);
    this.#paused = new Uint8Array(size);
    this.#generators = new Array(size);
    this.#outbox = new Outbox(size, options.send);
    for (const { plan } of behaviours)
      this.#plans.fill(plan.samples, plan.first, plan.first + plan.tokens.length);
    const all = behaviours.flatMap(({ plan }) => [plan.samples, ...(plan.stateSamples?.values() ?? [])]);
    const hasBursts = all.some((samples) => samples?.burst !== undefined);
    const tokenOf = (endpoint: number) => table.token(endpoint);
    this.#occasions = new Occasions({ random, tokenOf, size, hasBursts });
    this.#scheduler = new Scheduler(options.clock, size, (endpoint, due) => this.#tick(endpoint, due));
  }

  /** From now on time counts. */
  start(): void {
    this.#startedAt = this.#options.clock.now();
    this.#occasions.start(this.#startedAt);
    for (let endpoint = 0; endpoint < this.#plans.length; endpoint++) this.#begin(endpoint);
    this.#scheduler.start(this.#startedAt);
    this.#options.silence?.notice();
  }

  /** Takes what was due before `limitMs` after the start and sends incomplete batches; then nothing more. */
  stop(limitMs = -Infinity): void {
    this.#scheduler.stop(limitMs);
    this.#options.silence?.stop();
    for (let endpoint = 0; endpoint < this.#plans.length; endpoint++) this.flush(endpoint);
    this.#startedAt = undefined;
  }

  /** No endpoint will take a data sample, unless it is resumed or comes into another state. */
  get isIdle(): boolean {
    return this.#scheduler.isIdle;
  }

  /**
   * Changes the time between two data samples wherever the fleet's own would count; the next one follows the last by the
   * new time, or at once.
   */
  setPeriod(endpoint: number, periodMs: number): void {
    this.#occasions.setPeriod(endpoint, periodMs);
    const plan = this.#plans[endpoint];
    if (plan !== undefined && !plan.isOwn && plan.schedule.kind !== 'cron') this.#change(endpoint, plan);
  }

  /** The endpoint has come into this state of its behaviour. */
  setMode(endpoint: number, state: string | undefined): void {
    const { samples, stateSamples } = this.#options.table.fleet(endpoint);
    const differs = state !== undefined && stateSamples?.has(state) === true;
    const plan = differs ? stateSamples.get(state) : samples;
    const before = this.#plans[endpoint];
    if (plan === before) return;
    this.#plans[endpoint] = plan;
    if (plan === undefined) this.#silence(endpoint);
    else if (before === undefined) this.#begin(endpoint);
    else if (plan.schedule !== before.schedule || plan.burst !== before.burst) this.#change(endpoint, plan);
  }

  /** The endpoint takes no data samples for now, and forgets what it has not sent. */
  pause(endpoint: number, cause: PauseCause = 'power'): void {
    this.#paused[endpoint] = (this.#paused[endpoint] as number) | PAUSED_BY[cause];
    this.#scheduler.remove(endpoint);
    const held = this.#faultsOf(endpoint)?.release(endpoint).length ?? 0;
    const dropped = this.#outbox.drop(endpoint) + held;
    if (dropped > 0) this.#options.onDropped?.(endpoint, dropped);
    this.#changes.forget(endpoint);
    this.#options.silence?.notice();
  }

  /** It goes on, unless there is another cause for it to pause. */
  resume(endpoint: number, cause: PauseCause = 'power'): void {
    const before = this.#paused[endpoint] as number;
    const after = before & ~PAUSED_BY[cause];
    this.#paused[endpoint] = after;
    const plan = this.#plans[endpoint];
    if (before === 0 || after !== 0 || plan === undefined || this.#startedAt === undefined) return;
    this.#scheduler.set(endpoint, this.#occasions.resume(endpoint, plan, this.#now()));
  }

  /** The endpoint can send no longer. */
  remove(endpoint: number): void {
    this.pause(endpoint, 'connection');
  }

  /** Sends what waits for more. */
  flush(endpoint: number): void {
    const held = this.#faultsOf(endpoint)?.release(endpoint) ?? [];
    for (const { sample, fault } of held) this.#outbox.add(endpoint, sample, 1, undefined, fault);
    this.#outbox.flush(endpoint);
  }

  #begin(endpoint: number): void {
    const plan = this.#plans[endpoint];
    if (plan === undefined || this.#startedAt === undefined || this.#paused[endpoint] !== 0) return;
    this.#scheduler.set(endpoint, this.#occasions.begin(endpoint, plan, this.#now()));
  }

  #change(endpoint: number, plan: SamplePlan): void {
    if (this.#startedAt === undefined || this.#paused[endpoint] !== 0) return;
    this.#scheduler.set(endpoint, this.#occasions.change(endpoint, plan, this.#now()));
  }

  /** In this state it sends none: what waits goes out. */
  #silence(endpoint: number): void {
    this.#scheduler.remove(endpoint);
    this.flush(endpoint);
    this.#options.silence?.notice();
  }

  /** Milliseconds since the start; while a data sample is taken, the time at which it was due. */
  #now(): number {
    return this.#tickedAt ?? Math.max(0, this.#options.clock.now() - (this.#startedAt ?? 0));
  }

  #dueAt(due: number): number {
    return (this.#startedAt ?? 0) + due;
  }

  #tick(endpoint: number, due: number): void {
    const { limit, deviceOf } = this.#options;
    if (limit !== undefined && this.#taken >= limit) return;
    this.#tickedAt = due;
    const plan = this.#plans[endpoint];
    const device = deviceOf?.(endpoint, due);
    // In another state by now: that has its own times.
    if (plan !== undefined && plan === this.#plans[endpoint]) this.#take(endpoint, plan, due, device);
    this.#tickedAt = undefined;
  }

  #take(endpoint: number, plan: SamplePlan, due: number, device: DeviceView | undefined): void {
    this.#scheduler.set(endpoint, this.#occasions.next(endpoint, plan, due));
    const moment = { at: this.#dueAt(due), elapsed: due, sample: {}, device };
    const sample = this.#keep(endpoint, plan, this.#generator(endpoint).next(moment), due);
    this.#options.onSample?.(endpoint, sample, due);
  }

  /** @returns the data sample as it was taken, with what faults did to it */
  #keep(endpoint: number, plan: SamplePlan, generated: unknown, due: number): unknown {
    const faults = this.#faultsOf(endpoint);
    const distorted = faults?.distort(endpoint, generated, due);
    const sample = distorted === undefined ? generated : distorted.sample;
    const { onChange, batch } = plan;
    if (onChange !== undefined && !this.#changes.isWorthSending(endpoint, onChange, sample, due))
      return sample;
    const dueAt = this.#dueAt(due);
    if (faults === undefined || distorted === undefined)
      this.#outbox.add(endpoint, sample, batch, dueAt, undefined);
    else
      for (const one of faults.arrange(endpoint, distorted, due))
        this.#outbox.add(endpoint, one.sample, batch, dueAt, one.fault);
    this.#options.onTaken(++this.#taken);
    return sample;
  }

  #faultsOf(endpoint: number): ValueFaults | undefined {
    const { valueFaults, table } = this.#options;
    return valueFaults?.[table.fleetPlace(endpoint)];
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
