/**
 * How a client of the fleet reaches a 1/KP server: the one port between `sim/` and the network.
 *
 * A {@link Session} is one client's connection: it may carry many endpoints. Topics and payloads pass through it untouched.
 * Implementations: `mqtt.ts` (TCP, TLS and WebSocket, any server), `http.ts` (a POST for each request) and, into a platform in
 * this process, `memory.ts` (the same MQTT bytes, without a socket), `memory-http.ts` (the same requests of HTTP) and `direct.ts`
 * (topics and payloads as they are).
 */
import type { Protocol } from '../../blueprint/fleet/connection.js';

/** A message from the server; `payload` is only valid during the call. */
export type MessageListener = (topic: string, payload: Uint8Array) => void;

/** Certificates of a client, and of the authority that it trusts; PEM. Those of the system are trusted without one. */
export interface ClientTls {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly ca?: string | undefined;
}

export interface SessionOptions {
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** What the client speaks, where a transport has several; its first when absent. */
  readonly protocol?: Protocol | undefined;
  /** Besides what the transport has for all of its clients. */
  readonly tls?: ClientTls | undefined;
  /** Seconds between two signs of life; the transport's own when absent. */
  readonly keepAliveSeconds?: number | undefined;
  readonly onMessage: MessageListener;
  /** The connection was lost and not by our `close`; the session is of no more use. */
  readonly onLost: (reason: string) => void;
}

/** What is sent, as far as a session must know. */
export interface Published {
  /** To be called when the server has taken it over; undefined: nobody wants to know. */
  acknowledged?(): void;
}

export interface Session {
  /** Sends at QoS 1. The acknowledgement of MQTT is the transport's own business, unless somebody asks. [1/KP KP-07] */
  publish(topic: string, payload: string, published?: Published): void;
  /** @param how `goodbye: false`: breaks off without one, as when the power fails; a server would publish the will */
  close(how?: { readonly goodbye: boolean }): Promise<void>;
}

export interface Transport {
  /** Shown to people: `mqtt://127.0.0.1:1883`, `memory`. */
  readonly name: string;
  /** @throws KaaError TARGET_UNREACHABLE, TARGET_UNTRUSTED, LOGIN_REFUSED */
  open(options: SessionOptions): Promise<Session>;
}
