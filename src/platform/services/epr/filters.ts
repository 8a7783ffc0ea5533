/**
 * Endpoint filters of EPR: named queries over the endpoints of one application, and which endpoints match. [18/EFE]
 *
 * A filter is pending until it has been held against every endpoint, a part of them at a time, so that nobody waits
 * for it. From then on it is active: whatever happens to an endpoint is looked at once, as it happens. It knows
 * queries as functions; `mongo-query.ts` makes them.
 */
import type { Cancel, Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { Random, RandomStream } from '../../../kernel/random.js';
import type { EventBus, EventOf, FilterEvent } from '../../esp/events.js';
import type { SavedFilter } from '../../snapshot/schema.js';
import type { Endpoint, EndpointRegister } from './epr.js';
import type { Matches } from './mongo-query.js';

export interface EndpointFilter {
  readonly filterId: string;
  readonly applicationName: string;
  readonly name: string;
  readonly description: string;
  /** As it was given: an object or its JSON text. */
  readonly mongoQuery: unknown;
  readonly status: 'pending' | 'active';
  /** IDs of the endpoints that match; while pending, of those already looked at. */
  readonly matched: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface FilterDraft {
  readonly name: string;
  readonly description: string;
  readonly mongoQuery: unknown;
  readonly matches: Matches;
}

interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly journal: Journal;
  readonly endpoints: EndpointRegister;
}

interface Entry {
  filter: EndpointFilter;
  matches: Matches;
  readonly matched: Set<string>;
  evaluation: Cancel;
}

/** Endpoints that a pending filter is held against in one go. */
const STEP = 1000;

const HEARD = [
  'endpoint-registered',
  'metadata-updated',
  'appversion-updated',
  'endpoint-unregistered',
] as const;

export class FilterRegister {
  readonly #ports: Ports;
  readonly #ids: RandomStream;
  readonly #filters = new Map<string, Entry>();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#ids = ports.random.stream('epr/filters');
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  /** Begins a filter; undefined when the application has one of that name. */
  create(applicationName: string, draft: FilterDraft): EndpointFilter | undefined {
    if (this.#named(applicationName, draft.name) !== undefined) return undefined;
    const { name, description, mongoQuery, matches } = draft;
    const [filterId, now, matched] = [this.#freshId(), this.#now(), new Set<string>()];
    const filter: EndpointFilter = {
      ...{ filterId, applicationName, name, description, mongoQuery, status: 'pending', matched },
      createdAt: now,
      updatedAt: now,
    };
    const entry: Entry = { filter, matches, matched, evaluation: () => {} };
    this.#filters.set(filterId, entry);
    this.#evaluate(entry);
    return entry.filter;
  }

  /** Changes a filter; undefined when another one of the application has that name. */
  update(filterId: string, change: Partial<FilterDraft>): EndpointFilter | undefined {
    const entry = this.#filters.get(filterId);
    if (entry === undefined) return undefined;
    const { name = entry.filter.name, matches, ...rest } = change;
    const namesake = this.#named(entry.filter.applicationName, name);
    if (namesake !== undefined && namesake !== entry) return undefined;
    entry.filter = { ...entry.filter, ...rest, name, updatedAt: this.#now() };
    if (matches !== undefined) {
      entry.matches = matches;
      this.#evaluate(entry);
    }
    return entry.filter;
  }

  delete(filterId: string): boolean {
    const entry = this.#filters.get(filterId);
    if (entry === undefined) return false;
    entry.evaluation();
    this.#filters.delete(filterId);
    this.#tell(entry, 'filter-deleted');
    return true;
  }

  find(filterId: string): EndpointFilter | undefined {
    return this.#filters.get(filterId)?.filter;
  }

  list(applicationName: string): readonly EndpointFilter[] {
    const filters = [...this.#filters.values()].map(({ filter }) => filter);
    return filters.filter((filter) => filter.applicationName === applicationName);
  }

  /** IDs of the filters that an endpoint matches. */
  filtersOf(endpointId: string): string[] {
    return [...this.#filters].flatMap(([id, { matched }]) => (matched.has(endpointId) ? [id] : []));
  }

  #named(applicationName: string, name: string): Entry | undefined {
    const isIt = ({ filter }: Entry) => filter.applicationName === applicationName && filter.name === name;
    return [...this.#filters.values()].find(isIt);
  }

  #evaluate(entry: Entry): void {
    entry.evaluation();
    entry.matched.clear();
    entry.filter = { ...entry.filter, status: 'pending' };
    this.#tell(entry, 'filter-pending');
    // Endpoints that come while this goes on are met at the end of the iteration.
    this.#step(entry, this.#ports.endpoints.endpoints()[Symbol.iterator]());
  }

  #step(entry: Entry, rest: Iterator<Endpoint>): void {
    entry.evaluation = this.#ports.clock.schedule(0, `filter ${entry.filter.filterId}`, () => {
      for (let i = 0; i < STEP; i++) {
        const next = rest.next();
        if (next.done === true) {
          this.#activate(entry);
          return;
        }
        if (isMatch(entry, next.value)) entry.matched.add(next.value.endpointId);
      }
      this.#step(entry, rest);
    });
  }

  #activate(entry: Entry): void {
    entry.filter = { ...entry.filter, status: 'active' };
    this.#tell(entry, 'filter-activated');
  }

  #tell({ filter, matched }: Entry, type: FilterEvent['type']): void {
    const { filterId, applicationName } = filter;
    const count = type === 'filter-activated' ? { count: matched.size } : {};
    this.#ports.journal.append({ type: `epr.${type}`, filterId, application: applicationName, ...count });
    this.#ports.events.raise({ type, filterId, applicationName });
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
    switch (event.type) {
      case 'endpoint-registered':
      case 'metadata-updated':
      case 'appversion-updated':
        for (const entry of this.#filters.values()) this.#look(entry, event.endpointId);
        break;
      case 'endpoint-unregistered':
        for (const { matched } of this.#filters.values()) matched.delete(event.endpointId);
        break;
    }
  }

  /** Every filter as plain data; what matches is found out again. */
  capture(): SavedFilter[] {
    return [...this.#filters.values()].map(({ filter }) => {
      const { status: _status, matched: _matched, ...saved } = filter;
      return { ...saved, mongoQuery: saved.mongoQuery ?? null };
    });
  }

  /** Puts captured filters in place of all that there are, active, held against the endpoints of now; announces nothing. */
  restore(saved: readonly (SavedFilter & { readonly matches: Matches })[]): void {
    for (const { evaluation } of this.#filters.values()) evaluation();
    this.#filters.clear();
    for (const { matches, ...rest } of saved) {
      const matched = new Set<string>();
      const filter: EndpointFilter = { ...rest, status: 'active', matched };
      const entry: Entry = { filter, matches, matched, evaluation: () => {} };
      for (const endpoint of this.#ports.endpoints.endpoints()) {
        if (isMatch(entry, endpoint)) matched.add(endpoint.endpointId);
      }
      this.#filters.set(filter.filterId, entry);
    }
  }

  /** Filters that came out of a snapshot may have the first IDs of the stream. */
  #freshId(): string {
    for (;;) {
      const filterId = this.#ids.uuid();
      if (!this.#filters.has(filterId)) return filterId;
    }
  }

  #look(entry: Entry, endpointId: string): void {
    const endpoint = this.#ports.endpoints.endpoint(endpointId);
    if (endpoint === undefined) return;
    const { filter, matched } = entry;
    const [was, is] = [matched.has(endpointId), isMatch(entry, endpoint)];
    if (was === is) return;
    if (is) matched.add(endpointId);
    else matched.delete(endpointId);
    if (filter.status === 'pending') return;
    const { appVersionName } = endpoint;
    const type = is ? 'filter-matched' : 'filter-unmatched';
    this.#ports.events.raise({ type, filterId: filter.filterId, endpointId, appVersionName });
  }

  #now(): number {
    return Math.floor(this.#ports.clock.now());
  }
}

function isMatch({ filter, matches }: Entry, endpoint: Endpoint): boolean {
  if (endpoint.applicationName !== filter.applicationName) return false;
  const { endpointId, metadata, appVersionName: name } = endpoint;
  return matches({ endpointId, metadata, appVersion: { name } });
}
