/**
 * How a client of the fleet reaches a 1/KP server: the one port between `sim/` and the network.
 *
 * A {@link Session} is one client's connection: it may carry many endpoints. Topics and payloads pass through it untouched.
 * Implementations: `mqtt.ts` (TCP or TLS, any server) and `memory.ts` (the same MQTT bytes into an embedded broker).
 */

/** A message from the server; `payload` is only valid during the call. */
export type MessageListener = (topic: string, payload: Uint8Array) => void;

export interface SessionOptions {
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly onMessage: MessageListener;
  /** The connection was lost and not by our `close`; the session is of no more use. */
  readonly onLost: (reason: string) => void;
}

export interface Session {
  /** Sends at QoS 1. The acknowledgement of MQTT is the transport's own business. [1/KP KP-07] */
  publish(topic: string, payload: string): void;
  close(): Promise<void>;
}

export interface Transport {
  /** Shown to people: `mqtt://127.0.0.1:1883`, `memory`. */
  readonly name: string;
  /** @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED */
  open(options: SessionOptions): Promise<Session>;
}
