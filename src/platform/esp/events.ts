/**
 * What services and extensions tell each other: the broadcasts of the Kaa protocols as values.
 *
 * Each has the RFC that defines it. They are delivered in the order in which they are raised, one after the other:
 * an event raised while another is being delivered waits its turn, so nobody sees a later state before an earlier one.
 */

interface OfEndpoint {
  readonly endpointId: string;
  readonly appVersionName: string;
}

/** [9/ELCE] */
export type LifecycleEvent =
  | ({ readonly type: 'endpoint-connected' } & OfEndpoint)
  | ({ readonly type: 'endpoint-disconnected' } & OfEndpoint)
  | ({ readonly type: 'endpoint-registered' } & OfEndpoint)
  | ({ readonly type: 'endpoint-unregistered' } & OfEndpoint)
  | ({ readonly type: 'appversion-updated'; readonly previousAppVersionName: string } & OfEndpoint);

/** [13/DSTP] `samples` are the batch in order; `receivedAt` is in milliseconds since the epoch. [2/DCP DCP-08] */
export type DataSamplesReceived = {
  readonly type: 'data-samples-received';
  readonly originator: string;
  readonly samples: readonly unknown[];
  readonly receivedAt: number;
  /** Set when the originator wants to know what became of them: receivers then answer. [13/DSTP DSTP-02] */
  readonly correlationId?: string | undefined;
} & OfEndpoint;

/** A receiver has dealt with data samples whose event had a correlation ID. [13/DSTP DSTP-03] */
export type DataSamplesProcessed = {
  readonly type: 'data-samples-processed';
  /** The service instance that has received them, such as `epts`. */
  readonly receiver: string;
  /** The extension instance that wants to know. */
  readonly originator: string;
  readonly correlationId: string;
  /** 2xx: processed. */
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
} & OfEndpoint;

/** [14/TSTP] */
export type DataPointsReceived = {
  readonly type: 'data-points-received';
  /** The service that raises it: `epts` for what it has stored; points of others are stored by it first. */
  readonly originator: string;
  readonly timeSeries: string;
  readonly points: readonly DataPoint[];
} & OfEndpoint;

export interface DataPoint {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
}

/** EPMX asks the endpoint register to change metadata. [19/EPMMP EPMMP-07..12] */
export type MetadataChange = {
  readonly type: 'metadata-change';
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
} & OfEndpoint;

/** The endpoint register says what has changed. [15/EME EME-01] */
export type MetadataUpdated = {
  readonly type: 'metadata-updated';
  readonly added: Readonly<Record<string, unknown>>;
  readonly updated: Readonly<Record<string, { readonly newValue: unknown; readonly oldValue: unknown }>>;
  readonly removed: Readonly<Record<string, unknown>>;
} & OfEndpoint;

/** A token stopped being usable: whoever is known by it is cut off at once. [16/ECAP ECAP-15, ECAP-16] */
export interface TokenRevoked {
  readonly type: 'token-revoked';
  readonly applicationName: string;
  readonly token: string;
  readonly endpointId: string;
}

/** Client credentials stopped being usable: the sessions of those who came with them end at once. [22/CAP CAP-16, CAP-17] */
export interface CredentialsRevoked {
  readonly type: 'credentials-revoked';
  readonly kind: 'basic' | 'x509';
  readonly credentialsId: string;
}

/** A tenant requires other client credentials than before: clients that do not have them are cut off. (reference §2.4) */
export interface ClientAuthenticationChanged {
  readonly type: 'client-authentication-changed';
  readonly tenant: string;
}

/** BCX gives an endpoint a temporary token for uploads; whoever stores blobs must know it. (BCX) */
export type UploadTokenIssued = {
  readonly type: 'upload-token-issued';
  readonly temporaryToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** True: it is good for one upload. */
  readonly singleUse: boolean;
} & OfEndpoint;

/** A configuration was assigned or changed: for one endpoint, or for all of a version. [6/CDTP CDTP-01] */
export interface ConfigurationUpdated {
  readonly type: 'configuration-updated';
  /** The service that keeps the configurations: `ecr` or `otao`. */
  readonly provider: string;
  readonly appVersionName: string;
  /** Absent: every endpoint of the version that has no configuration of its own. */
  readonly endpointId?: string | undefined;
  readonly name: string;
}

/** A configuration was handed to an endpoint, or an endpoint said how applying it went. [6/CDTP CDTP-02] */
export type ConfigurationDelivery = {
  readonly type: 'configuration-dispatched' | 'configuration-applied';
  readonly provider: string;
  readonly name: string;
  readonly configId: string;
  /** For `configuration-applied`: 2xx means applied. [7/CMP CMP-25] */
  readonly statusCode?: number | undefined;
  readonly reasonPhrase?: string | undefined;
} & OfEndpoint;

/** A command went through a stage of its life. [12/CIP] */
export type CommandEvent = {
  readonly type: 'command-pending' | 'command-executed' | 'command-expired';
  readonly extensionInstance: string;
  readonly commandType: string;
  readonly commandId: number;
  /** For `command-executed`: what the endpoint reported. */
  readonly statusCode?: number | undefined;
  readonly reasonPhrase?: string | undefined;
  readonly payload?: unknown;
} & OfEndpoint;

/** An endpoint filter was changed, evaluated or deleted. [18/EFE] */
export interface FilterEvent {
  readonly type: 'filter-pending' | 'filter-activated' | 'filter-deleted';
  readonly filterId: string;
  readonly applicationName: string;
}

/** An endpoint came to match an active filter, or ceased to. [18/EFE] */
export type FilterMatchEvent = {
  readonly type: 'filter-matched' | 'filter-unmatched';
  readonly filterId: string;
} & OfEndpoint;

/** Settings of a service instance were changed while the platform runs. [17/SCMP] */
export interface ServiceConfigurationChanged {
  readonly type: 'service-configuration-changed';
  readonly serviceInstance: string;
  readonly applicationName: string;
  /** Absent: the settings of the application itself. */
  readonly appVersionName?: string | undefined;
}

export type PlatformEvent =
  | LifecycleEvent
  | DataSamplesReceived
  | DataSamplesProcessed
  | DataPointsReceived
  | MetadataChange
  | MetadataUpdated
  | TokenRevoked
  | CredentialsRevoked
  | ClientAuthenticationChanged
  | UploadTokenIssued
  | ConfigurationUpdated
  | ConfigurationDelivery
  | CommandEvent
  | FilterEvent
  | FilterMatchEvent
  | ServiceConfigurationChanged;

export type PlatformEventListener = (event: PlatformEvent) => void;

type EventType = PlatformEvent['type'];

/** The events of these types. */
export type EventOf<T extends EventType, E = PlatformEvent> = E extends { readonly type: infer Name }
  ? [Name & T] extends [never]
    ? never
    : E & { readonly type: T }
  : never;

interface Listening {
  readonly listener: PlatformEventListener;
  /** Undefined: all of them. */
  readonly types: ReadonlySet<EventType> | undefined;
}

/** Delivers events to everybody who listens, in order. */
export class EventBus {
  readonly #all: Listening[] = [];
  /** Who hears events of a type, found out once. */
  readonly #byType = new Map<EventType, readonly PlatformEventListener[]>();
  readonly #queue: PlatformEvent[] = [];
  #delivering = false;

  listen<T extends EventType>(types: readonly T[], listener: (event: EventOf<T>) => void): void {
    this.#add({ listener: listener as PlatformEventListener, types: new Set(types) });
  }

  listenToAll(listener: PlatformEventListener): void {
    this.#add({ listener, types: undefined });
  }

  countListeners(type: EventType): number {
    return this.#listenersOf(type).length;
  }

  raise(event: PlatformEvent): void {
    if (this.#delivering) {
      this.#queue.push(event);
      return;
    }
    this.#delivering = true;
    try {
      let next: PlatformEvent | undefined = event;
      while (next !== undefined) {
        for (const listener of this.#listenersOf(next.type)) listener(next);
        next = this.#queue.shift();
      }
    } finally {
      this.#delivering = false;
    }
  }

  #add(listening: Listening): void {
    this.#all.push(listening);
    this.#byType.clear();
  }

  #listenersOf(type: EventType): readonly PlatformEventListener[] {
    const known = this.#byType.get(type);
    if (known !== undefined) return known;
    const found = this.#all.filter(({ types }) => types?.has(type) ?? true).map(({ listener }) => listener);
    this.#byType.set(type, found);
    return found;
  }
}
