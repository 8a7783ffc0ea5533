/**
 * What was ignored or refused, and why: read from the journal, grouped, with the remedy.
 *
 * Silence is the worst pain of whoever develops for Kaa; this is the list that breaks it. It is bounded: beyond
 * {@link GROUPS_MAX} different reasons further ones are counted together.
 */
import type { Journal } from '../kernel/journal.js';
import type { JournalEvent } from '../kernel/journal-events.js';
import { remedyFor, remedyForLimit } from './kpc/refusals.js';

export interface Diagnostic {
  /** What happened, for programs: an ignored code, or the type of the journal event. */
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
  readonly count: number;
  /** The client and topic that it happened with last, where there are such. */
  readonly client?: string | undefined;
  readonly topic?: string | undefined;
}

const GROUPS_MAX = 500;

/** `times`: how often, where repetitions were counted before they came here. */
type Finding = Omit<Diagnostic, 'count'> & { readonly times?: number | undefined };

/** What an event says that a person should know, or undefined for the many that are as they should be. */
function findingOf(event: JournalEvent): Finding | undefined {
  switch (event.type) {
    case 'kpc.message-ignored': {
      const { code, reason, client, topic } = event;
      return { code, reason, remedy: remedyFor(code), client, topic };
    }
    case 'kpc.request-refused': {
      const { extensionInstance, statusCode, reason, client, topic } = event;
      const remedy = `Mend the request: ${extensionInstance} answered ${statusCode}.`;
      return { code: event.type, reason, remedy, client, topic };
    }
    case 'kpc.client-refused':
      return {
        code: event.type,
        reason: event.reason,
        remedy: event.remedy ?? 'Change how the client connects.',
        client: event.client,
        times: event.count,
      };
    case 'kpc.limit-reached': {
      const { limit, reason, client, count: times } = event;
      return { code: `limit-${limit}`, reason, remedy: remedyForLimit(limit), client, times };
    }
    case 'epts.sample-without-series': {
      const remedy = 'Declare a time series in config/epts.yaml, or set auto-extract: true there.';
      return { code: event.type, reason: event.reason, remedy };
    }
    case 'esp.extension-failed':
      return { code: event.type, reason: event.reason, remedy: 'This is a bug in kaa: please report it.' };
    default:
      return undefined;
  }
}

export class Diagnostics {
  readonly #groups = new Map<string, Diagnostic & { count: number }>();
  readonly #onNew: (diagnostic: Diagnostic) => void;

  /** @param onNew called the first time that something is found, not again for its repetitions */
  constructor(journal: Journal, onNew: (diagnostic: Diagnostic) => void = () => {}) {
    this.#onNew = onNew;
    journal.listen((event) => this.#note(event));
  }

  /** Most frequent first. */
  list(): Diagnostic[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count).map((group) => ({ ...group }));
  }

  #note(event: JournalEvent): void {
    const found = findingOf(event);
    if (found === undefined) return;
    const { times = 1, ...finding } = found;
    let key = `${finding.code} ${finding.reason}`;
    if (!this.#groups.has(key) && this.#groups.size >= GROUPS_MAX) key = finding.code;
    const group = this.#groups.get(key);
    if (group === undefined) {
      const fresh = { ...finding, count: times };
      this.#groups.set(key, fresh);
      this.#onNew({ ...fresh });
    } else {
      Object.assign(group, finding, { count: group.count + times });
    }
  }
}
