/**
 * Tells of refused clients and reached limits, without letting a flood of them flood the journal.
 *
 * Of each kind the first {@link BURST} in {@link WINDOW_MS} are journaled one by one; the rest are counted and told
 * together with the next one, or when somebody asks ({@link RefusalLog.flush}). There are few kinds, so this is bounded.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Journal } from '../../kernel/journal.js';
import type { LimitName } from './limits.js';

/** What a client was refused for, other than a limit. */
export type RefusalKind =
  | 'not-mqtt'
  | 'version'
  | 'authentication'
  | 'client-id'
  | 'protocol'
  | 'tls'
  | 'host'
  | 'websocket';

export const BURST = 20;
export const WINDOW_MS = 10_000;

/** Client IDs and reasons come from outside: shown up to this many characters. */
const TEXT_MAX = 200;

/** What was refused, where that is known: what the client sent, and whom it spoke for last. */
export interface Where {
  readonly topic?: string | undefined;
  readonly token?: string | undefined;
  readonly endpointId?: string | undefined;
}

interface Refusal {
  readonly client: string;
  readonly reason: string;
  readonly remedy?: string | undefined;
  readonly where?: Where | undefined;
}

interface Window {
  since: number;
  told: number;
  withheld: number;
  last: Refusal;
}

/** One for all transports of a platform. */
export class RefusalLog {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** A client was turned away. */
  refused(kind: RefusalKind, client: string, reason: string, remedy?: string, where?: Where): void {
    this.#note(kind, { client, reason, remedy, where });
  }

  /** A client wanted more than a limit allows. */
  limited(limit: LimitName, client: string, reason: string): void {
    this.#note(`limit ${limit}`, { client, reason });
  }

  /** Tells what has only been counted so far. */
  flush(): void {
    for (const [kind, window] of this.#windows) {
      if (window.withheld > 0) this.#append(kind, window.last, window.withheld);
      window.withheld = 0;
    }
  }

  #note(kind: string, refusal: Refusal): void {
    const now = this.#clock.now();
    const window = this.#windows.get(kind);
    if (window === undefined || now - window.since >= WINDOW_MS) {
      const withheld = window?.withheld ?? 0;
      this.#windows.set(kind, { since: now, told: 1, withheld: 0, last: refusal });
      this.#append(kind, refusal, withheld + 1);
    } else if (window.told < BURST) {
      window.told++;
      this.#append(kind, refusal, 1);
    } else {
      window.withheld++;
      window.last = refusal;
    }
  }

  #append(kind: string, { client, reason, remedy, where = {} }: Refusal, times: number): void {
    const said = { client: shown(client), reason: shown(reason), ...(times > 1 && { count: times }) };
    if (kind.startsWith('limit ')) {
      this.#journal.append({ type: 'kpc.limit-reached', limit: kind.slice('limit '.length), ...said });
    } else {
      const { topic, token, endpointId } = where;
      this.#journal.append({
        ...{ type: 'kpc.client-refused', ...said },
        ...(remedy !== undefined && { remedy }),
        ...(topic !== undefined && { topic: shown(topic) }),
        ...(token !== undefined && { token: shown(token) }),
        ...(endpointId !== undefined && { endpointId }),
      });
    }
  }
}

/** Texts from outside, cut where they are too long to be read. */
export function shown(text: string, lengthMax = TEXT_MAX): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`;
}
