/**
 * Response times and failures of data samples by endpoint and by fleet: who is slow, and whose data samples fail.
 *
 * Bounded: an endpoint costs a few numbers, and beyond {@link ENDPOINTS_MAX} endpoints they are counted only with their fleet.
 */
import type { End, Request } from './requests.js';
import { BINS, binOf, percentileOf } from './spread.js';

export const ENDPOINTS_MAX = 250_000;
/** Endpoints of each list. */
export const LISTED_MAX = 15;

export interface EndpointFigures {
  readonly fleet: string;
  readonly token: string;
  readonly sent: number;
  readonly confirmed: number;
  /** Rejected, unanswered or late. */
  readonly failed: number;
  /** Milliseconds; null without an answer. */
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

export interface FleetFigures {
  readonly fleet: string;
  readonly endpoints: number;
  readonly sent: number;
  readonly confirmed: number;
  readonly failed: number;
  /** Milliseconds; null without an answer. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface EndpointLists {
  /** By the mean of their response times, slowest first. */
  readonly slowest: readonly EndpointFigures[];
  /** By how many of their data samples failed. */
  readonly failing: readonly EndpointFigures[];
  readonly count: number;
  /** There were more endpoints than are kept. */
  readonly isCut: boolean;
}

interface Tally {
  sent: number;
  confirmed: number;
  failed: number;
  answers: number;
  sumMs: number;
  maxMs: number;
}

interface FleetTally extends Tally {
  endpoints: number;
  readonly bins: Float64Array;
}

export class EndpointTallies {
  readonly #fleets = new Map<string, FleetTally>();
  readonly #endpoints = new Map<string, Tally & { readonly fleet: string; readonly token: string }>();
  #isCut = false;

  sent(request: Request): void {
    this.#each(request, (tally) => {
      tally.sent += request.samples;
    });
  }

  ended(request: Request, { outcome, latencyMs }: End): void {
    this.#each(request, (tally) => {
      if (outcome === 'confirmed') tally.confirmed += request.samples;
      // What comes late was counted as unanswered before.
      else if (outcome !== 'late') tally.failed += request.samples;
      if (latencyMs === undefined) return;
      tally.answers++;
      tally.sumMs += latencyMs;
      tally.maxMs = Math.max(tally.maxMs, latencyMs);
    });
    if (latencyMs === undefined) return;
    const { bins } = this.#fleet(request.fleet);
    const bin = binOf(latencyMs);
    bins[bin] = (bins[bin] as number) + request.samples;
  }

  fleets(): FleetFigures[] {
    return [...this.#fleets].map(([fleet, { endpoints, sent, confirmed, failed, bins, answers, maxMs }]) => {
      const at = (percent: number) => percentileOf(bins, percent, maxMs);
      const max = answers === 0 ? null : maxMs;
      return { fleet, endpoints, sent, confirmed, failed, p50: at(50), p95: at(95), p99: at(99), max };
    });
  }

  lists(): EndpointLists {
    const all = [...this.#endpoints.values()].map(figuresOf);
    const first = (of: readonly EndpointFigures[], by: (one: EndpointFigures) => number) =>
      [...of].sort((a, b) => by(b) - by(a)).slice(0, LISTED_MAX);
    return {
      slowest: first(
        all.filter(({ meanMs }) => meanMs !== null),
        ({ meanMs }) => meanMs ?? 0,
      ),
      failing: first(
        all.filter(({ failed }) => failed > 0),
        ({ failed }) => failed,
      ),
      count: all.length,
      isCut: this.#isCut,
    };
  }

  #each(request: Request, change: (tally: Tally) => void): void {
    const fleet = this.#fleet(request.fleet);
    change(fleet);
    const key = `${request.fleet}\n${request.token}`;
    let endpoint = this.#endpoints.get(key);
    if (endpoint === undefined) {
      this.#isCut = this.#endpoints.size >= ENDPOINTS_MAX;
      if (this.#isCut) return;
      fleet.endpoints++;
      endpoint = { ...nothing(), fleet: request.fleet, token: request.token };
      this.#endpoints.set(key, endpoint);
    }
    change(endpoint);
  }

  #fleet(name: string): FleetTally {
    const known = this.#fleets.get(name);
    if (known !== undefined) return known;
    const fleet = { ...nothing(), endpoints: 0, bins: new Float64Array(BINS) };
    this.#fleets.set(name, fleet);
    return fleet;
  }
}

const nothing = (): Tally => ({ sent: 0, confirmed: 0, failed: 0, answers: 0, sumMs: 0, maxMs: 0 });

function figuresOf(tally: Tally & { readonly fleet: string; readonly token: string }): EndpointFigures {
  const { fleet, token, sent, confirmed, failed, answers, sumMs, maxMs } = tally;
  const [meanMs, max] = answers === 0 ? [null, null] : [sumMs / answers, maxMs];
  return { fleet, token, sent, confirmed, failed, meanMs, maxMs: max };
}
