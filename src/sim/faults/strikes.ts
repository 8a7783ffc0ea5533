/**
 * Whether a fault strikes an endpoint: whom it concerns, its window, and its luck.
 *
 * Every endpoint draws from streams of its own, `fault/<token>/<name>/…`, so neither another endpoint nor another fault
 * changes anything. It does nothing to anybody: who asks does. Endpoints are numbers of the run.
 */
import type { Random, RandomStream } from '../../kernel/random.js';
import type { FaultPlan } from './fault-plan.js';

/** Whose faults they are. */
export interface FaultedFleet {
  /** Name of the fleet. */
  readonly name: string;
  /** Number in the run of its first endpoint. */
  readonly first: number;
  /** By place in the fleet. */
  readonly tokens: readonly string[];
}

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

export class Strikes {
  readonly fault: FaultPlan;
  readonly #fleet: FaultedFleet;
  readonly #random: Random;
  /** By place in the fleet, drawn when first asked. */
  readonly #concerned: Uint8Array;
  readonly #luck: (RandomStream | undefined)[] = [];
  readonly #gaps: (RandomStream | undefined)[] = [];
  #together: RandomStream | undefined;

  constructor(fault: FaultPlan, fleet: FaultedFleet, random: Random) {
    this.fault = fault;
    this.#fleet = fleet;
    this.#random = random;
    this.#concerned = new Uint8Array(fleet.tokens.length);
  }

  /** Whether it may ever strike this endpoint. */
  concerns(endpoint: number): boolean {
    const { share, places } = this.fault;
    const place = endpoint - this.#fleet.first;
    if (places !== undefined) return places.has(place);
    if (share >= 1) return true;
    if (this.#concerned[place] === UNKNOWN) {
      const isHit = this.stream(endpoint, 'endpoints').float() < share;
      this.#concerned[place] = isHit ? YES : NO;
    }
    return this.#concerned[place] === YES;
  }

  /** Whether that time, in milliseconds since the start of the run, is in its window. */
  isOpen(elapsedMs: number): boolean {
    return elapsedMs >= this.fault.fromMs && elapsedMs < this.fault.toMs;
  }

  /** Whether it strikes now, by its rate. Ask once for each thing that it may strike: asking draws. */
  strikes(endpoint: number, elapsedMs: number): boolean {
    if (!this.isOpen(elapsedMs) || !this.concerns(endpoint)) return false;
    const { rate } = this.fault;
    if (rate >= 1) return true;
    const place = endpoint - this.#fleet.first;
    this.#luck[place] ??= this.stream(endpoint, 'rate');
    return this.#luck[place].float() < rate;
  }

  /**
   * When it strikes this endpoint next, for faults that strike `every` so often; milliseconds since the start.
   * @param after undefined: the first time
   * @returns undefined: never again
   */
  next(endpoint: number, after: number | undefined): number | undefined {
    if (!this.concerns(endpoint)) return undefined;
    const place = endpoint - this.#fleet.first;
    this.#gaps[place] ??= this.stream(endpoint, 'every');
    return this.#after(this.#gaps[place], after);
  }

  /** As {@link next}, at one moment for all whom it concerns. */
  nextTogether(after: number | undefined): number | undefined {
    this.#together ??= this.#random.stream(`fault/${this.#fleet.name}/${this.fault.name}/together`);
    return this.#after(this.#together, after);
  }

  /** A stream of this fault and endpoint for what else there is to draw. */
  stream(endpoint: number, what: string): RandomStream {
    const token = this.#fleet.tokens[endpoint - this.#fleet.first];
    return this.#random.stream(`fault/${token}/${this.fault.name}/${what}`);
  }

  #after(gaps: RandomStream, after: number | undefined): number | undefined {
    const { everyMs, fromMs, toMs } = this.fault;
    if (everyMs === undefined) return after === undefined && fromMs < toMs ? fromMs : undefined;
    const due = (after ?? fromMs) - Math.log(1 - gaps.float()) * everyMs;
    return due < toMs ? due : undefined;
  }
}
