/**
 * EPR, the endpoint register: which endpoints exist, their application version and metadata.
 *
 * It owns the endpoints; everybody else asks. Metadata changes arrive as events and leave as events with what changed.
 * Endpoint IDs come from the seed and the token, so the same blueprint has the same IDs on every run.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { Random } from '../../../kernel/random.js';
import type { EventBus, EventOf, LifecycleEvent, MetadataChange } from '../../esp/events.js';
import type { MetadataProvider } from '../../extensions/providers.js';
import type { SavedEndpoint } from '../../snapshot/schema.js';

export interface Endpoint {
  readonly endpointId: string;
  readonly applicationName: string;
  /** The current version; an endpoint that speaks under another one moves there. (EPR) */
  readonly appVersionName: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, as are all instants here. */
  readonly createdAt: number;
  /** When it came to its current version. */
  readonly versionSince: number;
  /** When its metadata last changed; absent while they are those of its registration. */
  readonly metadataUpdatedAt?: number | undefined;
}

export interface Registration {
  readonly applicationName: string;
  readonly appVersionName: string;
  /** Made from the seed and `name` when absent. */
  readonly endpointId?: string | undefined;
  /** What the ID is made from, usually the first token. */
  readonly name: string;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly journal: Journal;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const HEARD = ['endpoint-connected', 'metadata-change'] as const;

export class EndpointRegister implements MetadataProvider {
  readonly #ports: Ports;
  readonly #endpoints = new Map<string, Mutable<Endpoint>>();

  constructor(ports: Ports) {
    this.#ports = ports;
    ports.events.listen(HEARD, (event) => this.#onEvent(event));
  }

  /** Adds an endpoint and announces it. [9/ELCE ELCE-05] */
  register(registration: Registration): Endpoint {
    const { applicationName, appVersionName } = registration;
    const endpointId = registration.endpointId ?? this.#freshId(registration);
    const now = this.#now();
    const endpoint: Endpoint = {
      endpointId,
      applicationName,
      appVersionName,
      metadata: Object.freeze({ ...registration.metadata }),
      createdAt: now,
      versionSince: now,
    };
    this.#endpoints.set(endpointId, endpoint);
    this.#ports.journal.append({ type: 'epr.registered', endpointId, appVersion: appVersionName });
    this.#ports.events.raise({ type: 'endpoint-registered', endpointId, appVersionName });
    return endpoint;
  }

  /** Takes an endpoint out and announces it, so that nothing of it is left anywhere. False when there is none. [9/ELCE ELCE-07] */
  unregister(endpointId: string): boolean {
    const endpoint = this.#endpoints.get(endpointId);
    if (endpoint === undefined) return false;
    this.#endpoints.delete(endpointId);
    const { appVersionName } = endpoint;
    this.#ports.journal.append({ type: 'epr.unregistered', endpointId, appVersion: appVersionName });
    this.#ports.events.raise({ type: 'endpoint-unregistered', endpointId, appVersionName });
    return true;
  }

  endpoint(endpointId: string): Endpoint | undefined {
    return this.#endpoints.get(endpointId);
  }

  /** IDs are unique in the whole platform, whatever the tenant. */
  has(endpointId: string): boolean {
    return this.#endpoints.has(endpointId);
  }

  endpoints(): Iterable<Endpoint> {
    return this.#endpoints.values();
  }

  get size(): number {
    return this.#endpoints.size;
  }

  /** Puts a whole document in place of the metadata; false when there is no such endpoint. [19/EPMMP EPMMP-07] */
  replaceMetadata(endpointId: string, set: Readonly<Record<string, unknown>>): boolean {
    const endpoint = this.#endpoints.get(endpointId);
    if (endpoint === undefined) return false;
    const remove = Object.keys(endpoint.metadata).filter((key) => !Object.hasOwn(set, key));
    const { appVersionName } = endpoint;
    this.#changeMetadata({ type: 'metadata-change', endpointId, appVersionName, set, remove });
    return true;
  }

  /** Moves an endpoint to another version of its application and announces it. [9/ELCE ELCE-06] */
  moveTo(endpointId: string, appVersionName: string): void {
    this.#moveTo({ endpointId, appVersionName });
  }

  metadata(endpointId: string): Readonly<Record<string, unknown>> {
    return this.#endpoints.get(endpointId)?.metadata ?? {};
  }

  /** Every endpoint as plain data, in the order of registration. */
  capture(): SavedEndpoint[] {
    return [...this.#endpoints.values()].map((endpoint) => ({ ...endpoint }));
  }

  /** Puts captured endpoints in place of all that there are; announces nothing. */
  restore(saved: readonly SavedEndpoint[]): void {
    this.#endpoints.clear();
    for (const endpoint of saved)
      this.#endpoints.set(endpoint.endpointId, { ...endpoint, metadata: Object.freeze(endpoint.metadata) });
  }

  #onEvent(event: EventOf<(typeof HEARD)[number]>): void {
    if (event.type === 'endpoint-connected') this.#moveTo(event);
    else if (event.type === 'metadata-change') this.#changeMetadata(event);
  }

  /** An endpoint that connects under another version of its application moves there. (EPR) */
  #moveTo(event: Pick<LifecycleEvent, 'endpointId' | 'appVersionName'>): void {
    const endpoint = this.#endpoints.get(event.endpointId);
    if (endpoint === undefined || endpoint.appVersionName === event.appVersionName) return;
    const previousAppVersionName = endpoint.appVersionName;
    endpoint.appVersionName = event.appVersionName;
    endpoint.versionSince = this.#now();
    this.#ports.journal.append({
      type: 'epr.appversion-updated',
      endpointId: event.endpointId,
      previousAppVersion: previousAppVersionName,
      appVersion: event.appVersionName,
    });
    const { endpointId, appVersionName } = event;
    this.#ports.events.raise({
      type: 'appversion-updated',
      endpointId,
      appVersionName,
      previousAppVersionName,
    });
  }

  #changeMetadata(change: MetadataChange): void {
    const endpoint = this.#endpoints.get(change.endpointId);
    if (endpoint === undefined) return;
    const before = endpoint.metadata;
    const after: Record<string, unknown> = { ...before };
    const added: Record<string, unknown> = {};
    const updated: Record<string, { newValue: unknown; oldValue: unknown }> = {};
    const removed: Record<string, unknown> = {};
    for (const key of change.remove) {
      if (!Object.hasOwn(after, key)) continue;
      removed[key] = after[key];
      delete after[key];
    }
    for (const [key, newValue] of Object.entries(change.set)) {
      if (!Object.hasOwn(before, key)) added[key] = newValue;
      else if (!isDeepStrictEqual(before[key], newValue)) updated[key] = { newValue, oldValue: before[key] };
      after[key] = newValue;
    }
    endpoint.metadata = Object.freeze(after);
    this.#announce(endpoint, added, updated, removed);
  }

  /** [15/EME EME-01] A change that changes nothing is not announced. */
  #announce(
    endpoint: Mutable<Endpoint>,
    added: Record<string, unknown>,
    updated: Record<string, { newValue: unknown; oldValue: unknown }>,
    removed: Record<string, unknown>,
  ): void {
    const { endpointId, appVersionName } = endpoint;
    const touched = Object.keys(added).length + Object.keys(updated).length + Object.keys(removed).length;
    if (touched === 0) return;
    endpoint.metadataUpdatedAt = this.#now();
    const newValues = Object.fromEntries(
      Object.entries(updated).map(([key, { newValue }]) => [key, newValue]),
    );
    this.#ports.journal.append({
      type: 'epr.metadata-updated',
      endpointId,
      added,
      updated: newValues,
      removed: Object.keys(removed),
    });
    this.#ports.events.raise({
      type: 'metadata-updated',
      endpointId,
      appVersionName,
      added,
      updated,
      removed,
    });
  }

  /** The next ID of the name's stream: the first, unless an endpoint that once had the token has it. */
  #freshId({ applicationName, name }: Registration): string {
    const stream = this.#ports.random.stream(`epr/${applicationName}/${name}`);
    for (;;) {
      const endpointId = stream.uuid();
      if (!this.#endpoints.has(endpointId)) return endpointId;
    }
  }

  #now(): number {
    return Math.floor(this.#ports.clock.now());
  }
}
