/**
 * What goes over a connection, as values: requests before and after they were sent, answers, and what comes unasked.
 */
import type { ErrorResponse } from '../../kp1/error-response.js';

/** Why a request is made; `poll` asks for what others are told: commands and configurations. */
export type RequestKind = 'samples' | 'metadata' | 'result' | 'applied' | 'poll';

export interface Outgoing {
  readonly kind: RequestKind;
  /** Number of the endpoint in the run. */
  readonly endpoint: number;
  readonly token: string;
  readonly extension: string;
  readonly resourcePath: string;
  readonly payload: string;
  /** Data samples in the payload; 0 for other kinds. */
  readonly samples: number;
  /** When it was due, milliseconds since the epoch; undefined when it was due when it was sent. */
  readonly dueAt?: number | undefined;
  /** A fault of the device is in the payload: if it is rejected, that is no failure. */
  readonly fault?: string | undefined;
  /** What is sent again until it is answered, and of which this is one attempt; see `resender.ts`. */
  readonly delivery?: object | undefined;
}

/** A request that has been sent. */
export interface SentRequest extends Omit<Outgoing, 'payload'> {
  readonly topic: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** How much later faults of the link have made it and its answer, in milliseconds; Infinity when either is lost. */
  harmMs: number;
  /** Set once it has been told that no answer came. */
  unansweredAs: UnansweredCause | undefined;
  /** To be called when the server has taken it over; undefined: its answer counts. */
  acknowledged?(): void;
}

export interface Answer {
  /** Undefined: success, on `/status`. */
  readonly error: ErrorResponse | undefined;
  readonly latencyMs: number;
  /** It came after the response timeout. */
  readonly isLate: boolean;
  /** Without faults of the link it would have come in time. */
  readonly isExcused: boolean;
  /** A request that was sent later on this connection has been answered before. */
  readonly isOvertaken: boolean;
}

export interface Push {
  readonly endpoint: number;
  readonly extension: string;
  readonly resourcePath: string;
  /** Only valid during the call. */
  readonly payload: Uint8Array;
}

/** The last two are wanted: the endpoint was switched off, or a fault of the fleet file has struck. */
export type UnansweredCause = 'timeout' | 'connection-lost' | 'stopped' | 'off' | 'fault';
