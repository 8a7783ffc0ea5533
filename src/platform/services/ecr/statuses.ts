/**
 * What became of each configuration at each endpoint: when it was sent, and what the endpoint reported. (ECR /statuses)
 */
import type { ConfigurationDelivery } from '../../esp/events.js';

export interface ConfigurationStatus {
  readonly endpointId: string;
  readonly appVersionName: string;
  readonly name: string;
  readonly configId: string;
  readonly status: 'DISPATCHED' | 'APPLIED' | 'FAILED';
  /** Milliseconds since the epoch. */
  readonly lastDispatchedDate?: number | undefined;
  readonly lastConfirmedDate?: number | undefined;
  readonly confirmationStatusCode?: number | undefined;
  readonly confirmationReasonPhrase?: string | undefined;
}

/** Each query member that is there narrows the list. */
export interface StatusQuery {
  readonly endpointId?: string | undefined;
  readonly appVersionName?: string | undefined;
  readonly name?: string | undefined;
  readonly configId?: string | undefined;
}

export class ConfigurationStatuses {
  readonly #perEndpoint: number;
  /** By endpoint, then by what the status is of; the one changed last is at the end. */
  readonly #statuses = new Map<string, Map<string, ConfigurationStatus>>();

  constructor(perEndpoint: number) {
    this.#perEndpoint = perEndpoint;
  }

  list(query: StatusQuery): readonly ConfigurationStatus[] {
    const { endpointId } = query;
    const groups = endpointId === undefined ? [...this.#statuses.values()] : [this.#statuses.get(endpointId)];
    const wanted = Object.entries(query).filter(([, value]) => value !== undefined);
    return groups
      .flatMap((group) => [...(group?.values() ?? [])])
      .filter((status) => wanted.every(([member, value]) => status[member as keyof StatusQuery] === value));
  }

  dispatched(event: ConfigurationDelivery, now: number): void {
    this.#put(event, { status: 'DISPATCHED', lastDispatchedDate: now });
  }

  /** @param success whether the endpoint reported a 2xx status code [7/CMP CMP-25, CMP-26] */
  confirmed(event: ConfigurationDelivery, success: boolean, now: number): void {
    this.#put(event, {
      status: success ? 'APPLIED' : 'FAILED',
      lastConfirmedDate: now,
      confirmationStatusCode: event.statusCode,
      confirmationReasonPhrase: event.reasonPhrase,
    });
  }

  forget(endpointId: string): void {
    this.#statuses.delete(endpointId);
  }

  /** Puts statuses in place of all that there are, in the order in which they changed. */
  restore(statuses: readonly ConfigurationStatus[]): void {
    this.#statuses.clear();
    for (const status of statuses) this.#put(status, status);
  }

  #put(
    event: Pick<ConfigurationStatus, 'endpointId' | 'appVersionName' | 'name' | 'configId'>,
    change: Pick<ConfigurationStatus, 'status'> & Partial<ConfigurationStatus>,
  ) {
    const { endpointId, appVersionName, name, configId } = event;
    let statuses = this.#statuses.get(endpointId);
    if (statuses === undefined) {
      statuses = new Map();
      this.#statuses.set(endpointId, statuses);
    }
    const key = `${appVersionName}/${name}/${configId}`;
    const before = statuses.get(key);
    statuses.delete(key);
    // The same members first, whatever came first: listings and snapshots look alike.
    const { status } = change;
    const of = { endpointId, appVersionName, name, configId, status };
    statuses.set(key, Object.freeze({ ...of, ...before, ...change }));
    if (statuses.size > this.#perEndpoint) statuses.delete(statuses.keys().next().value as string);
  }
}
