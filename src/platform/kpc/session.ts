/**
 * A client's connection as KPC sees it, whatever the transport. One session may carry many endpoints.
 */
import type { Payload } from '../../kp1/payload.js';
import type { RepeatedTopic } from '../../kp1/repeated-topic.js';
import type { ClientIdentity } from './authentication.js';
import type { Route } from './routes.js';

export interface ClientSession {
  /** The client ID, or what the transport made up for it; for people to read. */
  readonly client: string;
  /** True once the connection is gone; nothing can be sent any more. */
  readonly closed: boolean;
  /** Who the client has shown to be; undefined on transports without authentication. */
  readonly identity?: ClientIdentity | undefined;
  /** Where the transport has it: what its client sent last. */
  readonly lastTopic?: RepeatedTopic | undefined;
  /** The route that it made last, if it is of use still; kept by `routes.ts`. */
  lastRoute?: Route | undefined;
  send(topic: string, payload: string, qos: Qos): void;
  close(cause: CloseCause): void;
  /** Closes once what was sent has gone out. */
  end(cause: CloseCause): void;
}

/** Why KPC ends a connection of its own accord; MQTT 5 tells the client. */
export type CloseCause =
  | 'token-revoked'
  | 'credentials-revoked'
  | 'not-authenticated'
  | 'taken-over'
  | 'keep-alive'
  | 'slow-reader'
  | 'bad-token-or-topic'
  | 'operator'
  | 'restarting'
  | 'shutting-down';

export type Qos = 0 | 1 | 2;

/** What a client published. */
export interface ClientMessage {
  readonly topic: string;
  readonly payload: Payload;
  readonly qos: Qos;
  /** The RETAIN flag; it has no effect. */
  readonly retain?: boolean | undefined;
  /** It is the will of a client that has gone without DISCONNECT. */
  readonly isWill?: boolean | undefined;
  /**
   * Set by transports on which the answer belongs to the request and to no topic, as in HTTP: it gets the one answer,
   * also without a request ID, and nothing is sent by the session.
   */
  readonly respond?: ((response: Response) => void) | undefined;
}

export interface Response {
  readonly statusCode: number;
  /** What MQTT carries on `/status` or `/error`. */
  readonly payload: string;
}
