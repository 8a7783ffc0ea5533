/**
 * What was ignored or refused, and why: read from the journal, grouped, with the remedy.
 *
 * Silence is the worst pain of whoever develops for Kaa; this is the list that breaks it. It is bounded: beyond
 * {@link GROUPS_MAX} different reasons further ones are counted together. What goes on is told again, now and then.
 */
import type { Cancel, Clock } from '../kernel/clock.js';
import type { EventOf, Journal } from '../kernel/journal.js';
import { noticeOf, remedyFor, remedyForLimit } from './kpc/refusals.js';
import { remedyForLoss } from './services/epts/losses.js';

export interface Diagnostic {
  /** What happened, for programs: an ignored code, or the type of the journal event. */
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
  readonly count: number;
  /** The client and topic that it happened with last, where there are such. */
  readonly client?: string | undefined;
  readonly topic?: string | undefined;
  /** The endpoint that the client spoke for last, and its token, where they are known. */
  readonly token?: string | undefined;
  readonly endpointId?: string | undefined;
  /** Only where it is told again: how often it happened since it was told last. */
  readonly again?: number;
}

const GROUPS_MAX = 500;
/** Shortest time between two tellings of the same thing. */
export const TELL_AGAIN_MS = 10_000;
/** Things that wait to be told again: a whole fleet that goes wrong must not fill the screen. */
const WAITING_MAX = 10;

/** `times`: how often, where repetitions were counted before they came here. */
type Finding = Omit<Diagnostic, 'count'> & { readonly times?: number | undefined };

/** What people should know of; the many other events are as they should be, and nobody asks about them. */
const TOLD = [
  'kpc.message-ignored',
  'kpc.request-refused',
  'kpc.client-refused',
  'kpc.notice',
  'kpc.limit-reached',
  'epts.sample-without-series',
  'epts.points-dropped',
  'epts.points-replaced',
  'epts.no-room',
  'esp.extension-failed',
  'platform.fault',
  'platform.restart-failed',
] as const;

type ToldEvent = EventOf<(typeof TOLD)[number]>;

/** What an event says that a person should know; undefined where it has been told otherwise. */
function findingOf(event: ToldEvent): Finding | undefined {
  switch (event.type) {
    case 'kpc.message-ignored': {
      const { code, reason, client, topic, fault } = event;
      // The strike of the fault has been told.
      if (fault !== undefined) return undefined;
      return { code, reason, remedy: remedyFor(code), client, topic };
    }
    case 'kpc.request-refused': {
      const { extensionInstance, statusCode, reason, client, topic, fault } = event;
      if (fault !== undefined) return undefined;
      const remedy = `Mend the request: ${extensionInstance} answered ${statusCode}.`;
      return { code: event.type, reason, remedy, client, topic };
    }
    case 'kpc.client-refused':
      return {
        code: event.type,
        reason: event.reason,
        remedy: event.remedy ?? 'Change how the client connects.',
        client: event.client,
        topic: event.topic,
        token: event.token,
        endpointId: event.endpointId,
        times: event.count,
      };
    case 'kpc.notice': {
      const { code, reason, client } = event;
      return { code, reason, remedy: noticeOf(code).remedy, client };
    }
    case 'kpc.limit-reached': {
      const { limit, reason, client, count: times } = event;
      return { code: `limit-${limit}`, reason, remedy: remedyForLimit(limit), client, times };
    }
    case 'epts.sample-without-series': {
      const { cause, reason, endpointId } = event;
      return { code: `epts.${cause}`, reason, remedy: remedyForLoss(cause), endpointId };
    }
    case 'epts.points-dropped': {
      const { timeSeries, limit, endpointId } = event;
      const reason = `the time series "${timeSeries}" keeps ${limit} data points of an endpoint, and the oldest are forgotten`;
      const remedy = 'Raise pointsPerTimeSeries in the settings of epts, or read the data points sooner.';
      return { code: event.type, reason, remedy, endpointId };
    }
    case 'epts.points-replaced': {
      const { timeSeries, count, endpointId } = event;
      const reason = `data points of the time series "${timeSeries}" have the timestamp of one before them: the last value of each name is read, and no other`;
      const remedy =
        'Send the time with each data sample and declare where it is (time-series.timestamp in config/epts.yaml), or set sameTimestamp: keep-all in the settings of epts.';
      return { code: event.type, reason, remedy, endpointId, times: count };
    }
    case 'epts.no-room': {
      const reason = `all time series together keep ${event.limit} numbers: they grow no more, and forget their oldest data points`;
      const remedy = 'Raise numbersInAll in the settings of epts, or read the data points sooner.';
      return { code: event.type, reason, remedy };
    }
    case 'esp.extension-failed':
      return {
        code: event.type,
        reason: event.reason,
        remedy: 'This is a bug in kaa: please report it.',
        endpointId: event.endpointId,
      };
    default:
      return findingOfOperation(event);
  }
}

/** What was done to the platform on purpose and shows on the wire: easily forgotten, and then a riddle. */
function findingOfOperation(event: ToldEvent): Finding | undefined {
  if (event.type === 'platform.fault') {
    const { fault, kind, topic } = event;
    const reason = `the armed fault ${fault} (${kind}) has struck`;
    return {
      code: event.type,
      reason,
      remedy: `Take it away when it has served: kaa fault disarm ${fault}`,
      topic,
    };
  }
  if (event.type === 'platform.restart-failed') {
    const reason = `after its restart the platform does not listen: ${event.reason}`;
    return { code: event.type, reason, remedy: 'Stop it, free the port, and start it again.' };
  }
  return undefined;
}

/** One thing that goes wrong, and when it was told. */
interface Group {
  diagnostic: Diagnostic;
  told: { readonly at: number; readonly count: number };
  /** Set while a repetition waits to be told. */
  cancel?: Cancel | undefined;
}

export interface Teller {
  readonly clock: Clock;
  /** Called the first time that something is found, and for its repetitions at most every {@link TELL_AGAIN_MS}. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
  /** Whose message is being handled, when it is one of that endpoint: services know neither clients nor topics. */
  readonly speakerOf?:
    | ((endpointId: string) => Pick<Diagnostic, 'client' | 'topic' | 'token'> | undefined)
    | undefined;
}

export class Diagnostics {
  readonly #groups = new Map<string, Group>();
  readonly #journal: Journal;
  readonly #teller: Teller | undefined;
  readonly #speakerOf: NonNullable<Teller['speakerOf']>;
  /** Groups that wait to be told again. */
  #waiting = 0;

  /** @param teller absent: nothing is told, only listed */
  constructor(journal: Journal, teller?: Teller) {
    this.#journal = journal;
    this.#teller = teller?.onDiagnostic === undefined ? undefined : teller;
    this.#speakerOf = teller?.speakerOf ?? (() => undefined);
    journal.listen((event) => this.#note(event), TOLD);
  }

  /** Most frequent first. */
  list(): Diagnostic[] {
    const found = [...this.#groups.values()].map(({ diagnostic }) => ({ ...diagnostic }));
    return [...found, ...listenerFailures(this.#journal)].sort((a, b) => b.count - a.count);
  }

  /** Nothing is told any more that waits to be told. */
  stop(): void {
    for (const group of this.#groups.values()) {
      group.cancel?.();
      group.cancel = undefined;
    }
    this.#waiting = 0;
  }

  #note(event: ToldEvent): void {
    const found = findingOf(event);
    if (found === undefined) return;
    const { times = 1, ...named } = found;
    const { client, endpointId } = named;
    const isWhose = client === undefined && endpointId !== undefined;
    const finding = isWhose ? { ...named, ...this.#speakerOf(endpointId) } : named;
    let key = `${finding.code} ${finding.reason}`;
    if (!this.#groups.has(key) && this.#groups.size >= GROUPS_MAX) key = finding.code;
    const group = this.#groups.get(key);
    if (group === undefined) {
      const diagnostic = { ...finding, count: times };
      this.#groups.set(key, { diagnostic, told: { at: event.at, count: times } });
      this.#teller?.onDiagnostic?.({ ...diagnostic });
    } else {
      group.diagnostic = { ...finding, count: group.diagnostic.count + times };
      this.#tellLater(group, event.at);
    }
  }

  #tellLater(group: Group, now: number): void {
    if (this.#teller === undefined || group.cancel !== undefined || this.#waiting >= WAITING_MAX) return;
    this.#waiting++;
    const { clock, onDiagnostic } = this.#teller;
    group.cancel = clock.schedule(group.told.at + TELL_AGAIN_MS - now, 'what goes wrong again', () => {
      const { count } = group.diagnostic;
      const again = count - group.told.count;
      group.cancel = undefined;
      this.#waiting--;
      group.told = { at: clock.now(), count };
      onDiagnostic?.({ ...group.diagnostic, again });
    });
  }
}

/** Whoever listens to the journal should not fail; it would go unnoticed otherwise. */
function listenerFailures({ listenerFailures: count }: Journal): Diagnostic[] {
  if (count === 0) return [];
  const reason = 'what listens to the journal failed on an event';
  return [{ code: 'journal.listener-failed', reason, remedy: 'This is a bug: please report it.', count }];
}
