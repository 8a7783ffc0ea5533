/**
 * The data samples of fleets without a network: the endpoints of a run, its clock and its random streams, and in place of
 * connections somebody who takes the data samples.
 *
 * The values, their times and their order are those of a run in virtual time with the same seed to which nobody sends commands
 * or configurations. What happens to messages on their way (faults of links and of the platform, messages that are sent
 * again) does not happen here. It goes on when it is told to, so nothing piles up.
 */
import { kaaError } from '../../errors.js';
import { Journal } from '../../kernel/journal.js';
import type { Random } from '../../kernel/random.js';
import type { VirtualClock } from '../../kernel/virtual-clock.js';
import { VIRTUAL_SPAN_MS_MAX } from '../../kernel/virtual-run.js';
import type { Behaviour } from '../device/behaviour.js';
import { buildEndpoints, type Endpoints, type Lines } from '../endpoints.js';
import { EndpointTable } from '../plan/endpoint-table.js';
import type { Plan } from '../plan/plan.js';
import { Recorder } from '../report/recorder.js';
import type { Tally } from '../report/tally.js';

/** Takes a data sample. @param at when it was taken, milliseconds since the epoch */
export type OnRow = (endpoint: number, at: number, sample: unknown) => void;

export interface DataSetInput {
  readonly plan: Plan;
  /** Of the plan's seed. */
  readonly random: Random;
  /** By place of the fleet in the plan. */
  readonly behaviours: readonly Behaviour[];
  /** Stands where the data set begins. */
  readonly clock: VirtualClock;
  /** One of the two is there, as in a run. */
  readonly durationMs: number | undefined;
  readonly samples: number | undefined;
  /** Counts what faults do. */
  readonly tally: Tally;
  readonly onRow: OnRow;
}

export class DataSet {
  readonly #input: DataSetInput;
  readonly #endpoints: Endpoints;
  readonly #startedAt: number;
  readonly #table: EndpointTable;
  readonly #recorder: Recorder;
  /** Endpoints without a connection, and the last moment of that. */
  readonly #off = new Map<number, number>();
  /** When data samples were taken that wait for others to be sent. */
  readonly #takenAt: WeakMap<object, number> | undefined;
  #rows = 0;
  #isEnding = false;
  #isOver = false;

  constructor(input: DataSetInput) {
    const { plan, clock, random, behaviours, tally, samples } = input;
    this.#input = input;
    this.#startedAt = clock.now();
    const table = new EndpointTable(plan, random);
    this.#table = table;
    this.#recorder = new Recorder(new Journal(clock, 1), tally, (endpoint) => table.name(endpoint));
    this.#takenAt = behaviours.some(holdsBack) ? new WeakMap() : undefined;
    this.#endpoints = buildEndpoints({
      ...{ plan, clock, random, table, behaviours, limit: samples },
      recorder: this.#recorder,
      lines: () => this.#lines,
      sendSamples: (endpoint, sent, dueAt) => this.#take(endpoint, sent, dueAt),
      onSample: this.#takenAt && ((_, sample, due) => this.#remember(sample, due)),
      onTaken: (count) => {
        if (count === samples) this.#isEnding = true;
      },
      onDeserted: () => {
        this.#isEnding = true;
      },
    });
    this.#start();
  }

  /** Data samples so far. */
  get rows(): number {
    return this.#rows;
  }

  /** How long it is so far, in milliseconds. */
  get elapsedMs(): number {
    return this.#input.clock.now() - this.#startedAt;
  }

  /**
   * Goes on until there are at least so many more data samples.
   * @returns false when these were the last
   * @throws KaaError VIRTUAL_RUN_ENDLESS when the data samples that it shall have never come
   */
  advance(rows: number): boolean {
    const { clock } = this.#input;
    const enough = this.#rows + rows;
    while (!this.#isOver && this.#rows < enough) {
      if (this.#isEnding || !clock.runNext()) this.#finish();
      if (this.elapsedMs > VIRTUAL_SPAN_MS_MAX)
        throw kaaError('VIRTUAL_RUN_ENDLESS', { days: Math.round(VIRTUAL_SPAN_MS_MAX / 86_400_000) });
    }
    return !this.#isOver;
  }

  get #lines(): Lines {
    const { behaviours, clock } = this.#input;
    const isAlone = (endpoint: number) =>
      behaviours[this.#table.fleetPlace(endpoint)]?.plan.fleet.gateways === undefined;
    return {
      send: ({ endpoint }) => this.#canSend(endpoint),
      suspend: (endpoint) => void this.#off.set(endpoint, Number.POSITIVE_INFINITY),
      // Who has a connection of its own has it again only after this moment.
      resume: (endpoint) => {
        if (isAlone(endpoint)) this.#off.set(endpoint, clock.now());
        else this.#off.delete(endpoint);
      },
    };
  }

  #canSend(endpoint: number): boolean {
    const until = this.#off.get(endpoint);
    if (until === undefined) return true;
    if (this.#input.clock.now() <= until) return false;
    this.#off.delete(endpoint);
    return true;
  }

  /** In the order of a run, so that what is due at the same time happens in the same order. */
  #start(): void {
    const { clock, behaviours, durationMs } = this.#input;
    const { devices, sampler, course } = this.#endpoints;
    course.prepare();
    for (let endpoint = 0; endpoint < this.#table.size; endpoint++) {
      // What an endpoint keeps is drawn when it first speaks.
      const isKeeping = behaviours[this.#table.fleetPlace(endpoint)]?.device !== undefined;
      if (isKeeping && !this.#off.has(endpoint)) devices.connected([endpoint]);
    }
    if (durationMs !== undefined)
      clock.schedule(durationMs, 'the end of the data set', () => {
        sampler.stop(durationMs);
        devices.stopTime(durationMs);
        this.#isEnding = true;
      });
    devices.start();
    sampler.start();
    course.start();
    const isIdle = sampler.isIdle && devices.isIdle && !course.isPending;
    if (isIdle && durationMs === undefined) this.#isEnding = true;
  }

  #finish(): void {
    const { devices, sampler, course, power } = this.#endpoints;
    sampler.stop();
    devices.stop();
    course.stop();
    power.stop();
    this.#isOver = true;
  }

  #remember(sample: unknown, due: number): void {
    if (typeof sample === 'object' && sample !== null) this.#takenAt?.set(sample, this.#startedAt + due);
  }

  /** Those that have waited are known; the others are taken at this moment. */
  #take(endpoint: number, samples: readonly unknown[], dueAt: number | undefined): void {
    if (!this.#canSend(endpoint)) {
      this.#recorder.connection.notSent(endpoint, samples.length);
      return;
    }
    const now = dueAt ?? this.#input.clock.now();
    for (const sample of samples) {
      const isKnown = typeof sample === 'object' && sample !== null && this.#takenAt !== undefined;
      this.#rows++;
      this.#input.onRow(endpoint, (isKnown ? this.#takenAt?.get(sample) : undefined) ?? now, sample);
    }
  }
}

/** Whether data samples may be sent later than they are taken. */
function holdsBack({ plan }: Behaviour): boolean {
  const all = [plan.samples, ...(plan.stateSamples?.values() ?? [])];
  const isSwapped = plan.fleet.faults?.some((fault) => fault.outOfOrder !== undefined) === true;
  return isSwapped || all.some((samples) => (samples?.batch ?? 1) > 1);
}
