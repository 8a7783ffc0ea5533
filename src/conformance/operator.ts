/**
 * The platform's side of a case: what a person does at Kaa's dashboard or REST APIs while a device is watched.
 *
 * Without an operator, as against a server elsewhere whose REST APIs nobody names, the cases that need one stay undecided.
 */

/** An endpoint that a case may speak for. */
export interface Endpoint {
  readonly appVersion: string;
  readonly token: string;
}

export interface EndpointWish {
  /** Metadata that it has from the start. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Of a version that restricts metadata keys: see {@link GuardedKeys}. */
  readonly guarded?: boolean | undefined;
}

/** The access list of the guarded version, which holds these keys and no other: what is not on it has no access at all. */
export interface GuardedKeys {
  /** Two keys that endpoints read and write. */
  readonly open: string;
  readonly other: string;
  /** A key that they read. */
  readonly fixed: string;
  /** A key that is not on the list. */
  readonly hidden: string;
}

/** The keys of a guarded version that was made for the cases. */
export const GUARDED_KEYS: GuardedKeys = {
  open: 'conf_open',
  other: 'conf_other',
  fixed: 'conf_fixed',
  hidden: 'conf_hidden',
};

export interface CommandOutcome {
  readonly status: 'EXECUTED' | 'EXPIRED';
  readonly statusCode?: number | undefined;
  readonly payload?: unknown;
}

export interface InvokedCommand {
  readonly commandId: number;
  readonly outcome: Promise<CommandOutcome>;
}

export type ConfigurationOutcome = 'DISPATCHED' | 'APPLIED' | 'FAILED';

export interface Operator {
  /** Whether the versions were made for the cases: metadata keys are free in one, and neither has a default configuration. */
  readonly ownsVersions: boolean;
  /** Undefined when it has no version that restricts metadata keys. */
  readonly guarded?: GuardedKeys | undefined;
  /** Registers a new endpoint with a token of its own. */
  register(wish: EndpointWish): Promise<Endpoint>;
  invokeCommand(
    endpoint: Endpoint,
    command: { readonly type: string; readonly payload?: unknown; readonly ttlMs?: number },
  ): Promise<InvokedCommand>;
  /** Assigns a configuration to the endpoint. @returns its configuration ID */
  setConfiguration(endpoint: Endpoint, config: unknown, name?: string): Promise<string>;
  /** What is known of a configuration at the endpoint; undefined when nothing is. */
  configurationStatus(
    endpoint: Endpoint,
    configId: string,
    name?: string,
  ): Promise<ConfigurationOutcome | undefined>;
  metadata(endpoint: Endpoint): Promise<Readonly<Record<string, unknown>>>;
  /** The last value of a data sample's member that was processed, with the time it got, in ms since the epoch. */
  lastValue(
    endpoint: Endpoint,
    field: string,
  ): Promise<{ readonly value: unknown; readonly timestampMs: number } | undefined>;
  /** How far the clock of the platform may be from `now`, in ms; 0 when absent. */
  readonly clockToleranceMs?: number | undefined;
  /** The platform's time, in ms since the epoch. */
  now(): number;
  /** Lets that much of the platform's time go by. */
  elapse(ms: number): Promise<void>;
}
