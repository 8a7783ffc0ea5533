/**
 * What went wrong in a run: faults that struck, what the platform ignored or refused, errors by reason, and the moments at which
 * somebody did something to the platform.
 *
 * Bounded by kinds and reasons, not by how often they occur.
 */
import type { StreamedEvent } from '../../operator/events.js';
import { ErrorGroups } from '../../sim/report/error-groups.js';
import type { ErrorGroup } from '../../sim/report/report.js';
import { type End, number, type Request, text } from './requests.js';

const KINDS_MAX = 300;
const MARKS_MAX = 40;
const ENDPOINTS_COUNTED_MAX = 10_000;

export interface FaultFigures {
  readonly kind: string;
  /** Whose fault it is: declared by the fleet, or armed on the platform. */
  readonly of: 'fleet' | 'platform';
  readonly struck: number;
  readonly endpoints: number;
  /** When it struck first and last, in milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/** Something that a client did and that had no effect, or was refused. */
export interface Refusal {
  readonly what: string;
  readonly reason: string;
  readonly count: number;
  /** The first topic, where there was one. */
  readonly topic: string;
}

/** A moment that plots show. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

interface FaultTally {
  readonly kind: string;
  readonly of: 'fleet' | 'platform';
  struck: number;
  readonly endpoints: Set<string>;
  readonly first: number;
  last: number;
}

const REFUSALS: Readonly<Record<string, string>> = {
  'kpc.message-ignored': 'message ignored',
  'kpc.message-undelivered': 'message not delivered',
  'kpc.client-refused': 'client refused',
  'kpc.limit-reached': 'limit reached',
  'kpc.notice': 'taken otherwise',
  'esp.extension-failed': 'extension failed',
};

export class Incidents {
  readonly #faults = new Map<string, FaultTally>();
  readonly #refusals = new Map<string, { what: string; reason: string; topic: string; count: number }>();
  readonly #errors = new ErrorGroups();
  readonly #marks: Mark[] = [];
  #moreMarks = 0;

  read(event: StreamedEvent): void {
    const refused = REFUSALS[event.type];
    if (refused !== undefined) this.#refuse(refused, event);
    else if (event.type === 'sim.fault')
      this.#strike('fleet', text(event.fault), text(event.token), event.at);
    else if (event.type === 'platform.fault')
      this.#strike('platform', text(event.kind), text(event.endpointId), event.at);
    else if (event.type === 'sim.connection-lost')
      this.#errors.add({ code: 0, reason: `connection lost: ${text(event.reason)}`, extension: 'kpc' });
    else this.#mark(event);
  }

  ended({ extension }: Request, { outcome, code, reason }: End): void {
    if (outcome === 'rejected') this.#errors.add({ code, reason, extension });
    else if (outcome === 'unanswered') this.#errors.add({ code: 0, reason, extension });
  }

  errors(): ErrorGroup[] {
    return this.#errors.list();
  }

  faults(): FaultFigures[] {
    return [...this.#faults.values()]
      .map((tally) => ({ ...tally, endpoints: tally.endpoints.size }))
      .sort((a, b) => b.struck - a.struck);
  }

  refusals(): Refusal[] {
    return [...this.#refusals.values()].sort((a, b) => b.count - a.count);
  }

  marks(): { readonly shown: readonly Mark[]; readonly more: number } {
    return { shown: this.#marks, more: this.#moreMarks };
  }

  #strike(of: 'fleet' | 'platform', kind: string, endpoint: string, at: number): void {
    const key = `${of}\n${kind}`;
    let tally = this.#faults.get(key);
    if (tally === undefined) {
      if (this.#faults.size >= KINDS_MAX) return;
      tally = { kind, of, struck: 0, endpoints: new Set(), first: at, last: at };
      this.#faults.set(key, tally);
    }
    tally.struck++;
    tally.last = at;
    if (tally.endpoints.size < ENDPOINTS_COUNTED_MAX) tally.endpoints.add(endpoint);
  }

  /** Reasons that differ only in what they quote are one. */
  #refuse(what: string, event: StreamedEvent): void {
    const reason = text(event.reason);
    const key = `${what}\n${reason.replaceAll(/"[^"]*"/g, '"…"')}`;
    const count = number(event.count) ?? 1;
    const known = this.#refusals.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#refusals.size < KINDS_MAX)
      this.#refusals.set(key, { what, reason, topic: text(event.topic), count });
  }

  #mark(event: StreamedEvent): void {
    const what = markOf(event);
    if (what === undefined) return;
    if (this.#marks.length < MARKS_MAX) this.#marks.push({ at: event.at, text: what });
    else this.#moreMarks++;
  }
}

function markOf(event: StreamedEvent): string | undefined {
  switch (event.type) {
    case 'platform.fault-armed':
      return `fault ${text(event.kind)} armed`;
    case 'platform.fault-disarmed':
      return `fault ${text(event.kind)} disarmed`;
    case 'platform.restarting':
      return 'platform restarts';
    case 'platform.restarted':
      return 'platform is back';
    case 'platform.restart-failed':
      return `platform did not come back: ${text(event.reason)}`;
    case 'contract.link-cut':
      return 'link cut';
    case 'contract.link-restored':
      return 'link restored';
    default:
      return undefined;
  }
}
