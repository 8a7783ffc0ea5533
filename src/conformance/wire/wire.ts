/**
 * The wire as the cases see it: clients that publish to topics and collect what comes, whatever carries the bytes.
 *
 * Nothing is hidden and nothing is interpreted. Over HTTP a publication is a POST, and its response arrives as the message that
 * MQTT would have brought: on `/status` when the response is 200, else on `/error`.
 */
import type { Trace } from './trace.js';

export const PROTOCOLS = ['mqtt3', 'mqtt5', 'ws', 'http'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export type Qos = 0 | 1 | 2;

/** What the server sent. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
}

export interface PublishOptions {
  /** 1 when absent. */
  readonly qos?: Qos;
  /** The MQTT packet identifier; the next free one when absent. */
  readonly packetId?: number;
}

export interface WireClient {
  /** A letter, to tell clients of one case apart. */
  readonly name: string;
  /** Everything that the server sent, in order. */
  readonly inbox: readonly Message[];
  /** False once the server has ended the connection. */
  readonly isOpen: boolean;
  /** Settles when the server has acknowledged it, at QoS 0 at once; false when no acknowledgement came in time. */
  publish(topic: string, payload: string | Uint8Array, options?: PublishOptions): Promise<boolean>;
  /** The granted QoS, 128 when refused; undefined when no acknowledgement came in time. */
  subscribe(filter: string): Promise<number | undefined>;
  /** The first message of that kind from a place in the inbox on; undefined when none came in time. */
  find(from: number, isWanted: (message: Message) => boolean): Promise<Message | undefined>;
  /** Waits until the server has nothing more to say. */
  quiet(): Promise<void>;
  close(): void;
}

export interface Wire {
  readonly protocol: Protocol;
  /** Shown to people: an address, or where the platform is. */
  readonly target: string;
  /**
   * Opens a client of its own.
   * @throws KaaError TARGET_UNREACHABLE, LOGIN_REFUSED
   */
  open(name: string, trace: Trace): Promise<WireClient>;
}

export interface Timing {
  /** The longest wait for an answer. */
  readonly timeoutMs: number;
  /** How long nothing must come before it counts as quiet. */
  readonly quietMs: number;
}

export interface Credentials {
  readonly username: string;
  readonly password?: string | undefined;
}
