/**
 * The figures of a running platform for those who watch it: who is there, how much goes through, what fails.
 *
 * Read from the journal, event by event, and only while somebody watches: a platform that nobody looks at pays nothing.
 * Counting begins with the oldest event that the journal still has, which is `since` in every report; the totals of
 * messages and data samples are those of the platform's own counters, from its start.
 */
import type { Journal } from '../../../kernel/journal.js';
import type { JournalEvent } from '../../../kernel/journal-events.js';
import { parseFilter } from '../../../kp1/topic.js';
import type { Services } from '../../services/services.js';
import { EndpointFigures } from './endpoint-figures.js';
import { type Percentiles, ResponseTimes } from './response-times.js';

/** Errors told apart, and extension instances, which clients may invent; beyond, they are counted together. */
const ERRORS_MAX = 100;
const EXTENSIONS_MAX = 100;
const OTHERS = 'others';

export interface ErrorCount {
  readonly statusCode: number;
  /** Extension instance; undefined where the message named none that there is. */
  readonly extension: string | undefined;
  readonly reason: string;
  readonly count: number;
}

export interface ExtensionCount {
  readonly name: string;
  readonly received: number;
  readonly answered: number;
  readonly pushed: number;
  readonly refused: number;
  /** Times that it threw: bugs. */
  readonly failures: number;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

interface Ports {
  readonly journal: Journal;
  readonly services: Pick<Services, 'cm' | 'tekton'>;
}

const DIGIT = /[0-9]$/;

export class Figures {
  readonly endpoints = new EndpointFigures();
  readonly #ports: Ports;
  readonly #responseTimes = new ResponseTimes();
  readonly #types = new Map<string, number>();
  readonly #errors = new Map<string, Mutable<ErrorCount>>();
  readonly #extensions = new Map<string, Mutable<ExtensionCount>>();
  #watchers = 0;
  #next = 0;
  #since = 0;
  #stop: (() => void) | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Begins to count, unless somebody watches already; the call that comes back ends it. */
  watch(): () => void {
    if (this.#watchers++ === 0) this.#begin();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.#watchers === 0) this.#end();
    };
  }

  /** When counting began, in milliseconds since the epoch. */
  get since(): number {
    return this.#since;
  }

  report(now: number): {
    readonly events: Readonly<Record<string, number>>;
    readonly responseTimeMs: Percentiles;
    readonly errors: readonly ErrorCount[];
    readonly extensions: readonly ExtensionCount[];
  } {
    this.#responseTimes.sweep(now);
    return {
      events: Object.fromEntries(this.#types),
      responseTimeMs: this.#responseTimes.percentiles(now),
      errors: [...this.#errors.values()].sort((a, b) => b.count - a.count),
      extensions: [...this.#extensions.values()].sort((a, b) => a.name.localeCompare(b.name)),
    };
  }

  #begin(): void {
    const { journal } = this.#ports;
    this.#types.clear();
    this.#errors.clear();
    this.#extensions.clear();
    this.endpoints.clear();
    this.#next = journal.dropped;
    this.#since = journal.at(this.#next)?.at ?? 0;
    this.#stop = journal.listen((event) => this.#note(event));
    for (const event of journal.events()) this.#note(event);
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #note(event: JournalEvent): void {
    // An event that is appended while the older ones are read is among them.
    if (event.seq < this.#next) return;
    this.#next = event.seq + 1;
    if (this.#since === 0) this.#since = event.at;
    this.#types.set(event.type, (this.#types.get(event.type) ?? 0) + 1);
    switch (event.type) {
      case 'kpc.message-received':
        this.#received(event);
        break;
      case 'kpc.message-sent':
        this.#sent(event);
        break;
      case 'kpc.message-ignored':
        this.#failed(event.statusCode, event.reason, event.topic);
        break;
      case 'kpc.request-refused':
        this.#extension(event.extensionInstance).refused++;
        this.#failed(event.statusCode, event.reason, event.topic);
        break;
      case 'esp.extension-failed':
        this.#extension(event.extensionInstance).failures++;
        break;
      case 'epr.unregistered':
        this.endpoints.forget(event.endpointId);
        break;
    }
  }

  #received({ client, topic, at }: JournalEvent & { type: 'kpc.message-received' }): void {
    const address = parseFilter(topic);
    if (address === undefined) return;
    if (DIGIT.test(topic)) this.#responseTimes.asked(client, topic, at);
    const endpointId = this.#endpointOf(address);
    if (endpointId === undefined) return;
    this.#extension(address.extensionInstance).received++;
    this.endpoints.received(endpointId, at);
  }

  #sent({ client, topic, cause, at }: JournalEvent & { type: 'kpc.message-sent' }): void {
    const address = parseFilter(topic);
    if (address === undefined) return;
    const endpointId = this.#endpointOf(address);
    if (cause !== 'push') this.#responseTimes.answered(client, topic.slice(0, -(cause.length + 1)), at);
    if (endpointId === undefined) return;
    const extension = this.#extension(address.extensionInstance);
    if (cause === 'push') extension.pushed++;
    else extension.answered++;
    this.endpoints.sent(endpointId);
  }

  #failed(statusCode: number, reason: string, topic: string): void {
    const address = parseFilter(topic);
    const extension = address?.extensionInstance;
    const endpointId = address && this.#endpointOf(address);
    if (endpointId !== undefined) this.endpoints.failed(endpointId);
    const key = `${statusCode} ${extension} ${reason}`;
    const isNew = !this.#errors.has(key);
    const isMany = isNew && this.#errors.size >= ERRORS_MAX;
    const known = this.#errors.get(isMany ? OTHERS : key);
    if (known !== undefined) known.count++;
    else if (isMany) {
      this.#errors.set(OTHERS, { statusCode: 0, extension: undefined, reason: 'other errors', count: 1 });
    } else this.#errors.set(key, { statusCode, extension, reason, count: 1 });
  }

  #extension(named: string): Mutable<ExtensionCount> {
    const isMany = this.#extensions.size >= EXTENSIONS_MAX && !this.#extensions.has(named);
    const name = isMany ? OTHERS : named;
    let extension = this.#extensions.get(name);
    if (extension === undefined) {
      extension = { name, received: 0, answered: 0, pushed: 0, refused: 0, failures: 0 };
      this.#extensions.set(name, extension);
    }
    return extension;
  }

  #endpointOf({ appVersion, token }: { readonly appVersion: string; readonly token: string }) {
    const { tekton, cm } = this.#ports.services;
    const application = tekton.version(appVersion)?.applicationName;
    return application === undefined ? undefined : cm.find(application, token)?.endpointId;
  }
}
