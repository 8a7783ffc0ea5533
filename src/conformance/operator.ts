/**
 * The platform's side of a case: what a person does at Kaa's dashboard or REST APIs while a device is watched.
 *
 * Without an operator, as against a server elsewhere, the cases that need one stay undecided.
 */

/** An endpoint that a case may speak for. */
export interface Endpoint {
  readonly appVersion: string;
  readonly token: string;
}

export interface EndpointWish {
  /** Metadata that it has from the start. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Of a version that restricts metadata keys: see {@link GUARDED_KEYS}. */
  readonly guarded?: boolean | undefined;
}

/** The access list of the guarded version: what is not on it has no access at all. */
export const GUARDED_KEYS = { open: 'conf_open', other: 'conf_other', fixed: 'conf_fixed' } as const;
/** A key that the guarded version does not list. */
export const HIDDEN_KEY = 'conf_hidden';

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
  /** Registers a new endpoint with a token of its own. */
  register(wish: EndpointWish): Endpoint;
  invokeCommand(
    endpoint: Endpoint,
    command: { readonly type: string; readonly payload?: unknown; readonly ttlMs?: number },
  ): InvokedCommand;
  /** Assigns a configuration to the endpoint. @returns its configuration ID */
  setConfiguration(endpoint: Endpoint, config: unknown, name?: string): string;
  /** What is known of a configuration at the endpoint; undefined when nothing is. */
  configurationStatus(endpoint: Endpoint, configId: string, name?: string): ConfigurationOutcome | undefined;
  metadata(endpoint: Endpoint): Readonly<Record<string, unknown>>;
  /** The last value of a data sample's member that was processed, with the time it got, in ms since the epoch. */
  lastValue(
    endpoint: Endpoint,
    field: string,
  ): { readonly value: unknown; readonly timestampMs: number } | undefined;
  /** The platform's time, in ms since the epoch. */
  now(): number;
  /** Lets that much of the platform's time go by. */
  elapse(ms: number): Promise<void>;
}
