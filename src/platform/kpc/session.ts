/**
 * A client's connection as KPC sees it, whatever the transport. One session may carry many endpoints.
 */

export interface ClientSession {
  /** The client ID, or what the transport made up for it; for people to read. */
  readonly client: string;
  /** True once the connection is gone; nothing can be sent any more. */
  readonly closed: boolean;
  send(topic: string, payload: string, qos: Qos): void;
  close(): void;
}

export type Qos = 0 | 1 | 2;

/** What a client published. */
export interface ClientMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
}
