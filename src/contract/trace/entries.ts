/**
 * What a trace keeps besides messages: connections that came and went, what the platform did not take, and what the driver of the
 * test did. `seq` is the place in the journal, `at` milliseconds since the epoch.
 */

/** A client came, went, or tried to come while the link was down. */
export interface ConnectionChange {
  readonly seq: number;
  readonly at: number;
  readonly what: 'connected' | 'disconnected' | 'attempt';
  readonly client: string;
}

/** A message that the platform did not take. */
export interface Refused {
  readonly seq: number;
  readonly at: number;
  readonly client: string;
  readonly topic: string;
  /** Of the topic; undefined when it names none. */
  readonly token: string | undefined;
  readonly statusCode: number;
  readonly reason: string;
  /** `unknown-token` and the like; undefined when an extension refused the request. */
  readonly code: string | undefined;
  /** A fault that was armed made it so. */
  readonly byFault: boolean;
}

export interface Provoked {
  readonly seq: number;
  readonly at: number;
  readonly what: string;
  readonly commandType?: string | undefined;
  readonly commandId?: number | undefined;
  readonly configId?: string | undefined;
}

/** What the driver did for a step. */
export interface StepTrace {
  readonly beganAt: number;
  readonly beganSeq: number;
  endedAt: number | undefined;
  endedSeq: number | undefined;
  readonly provoked: Map<string, Provoked>;
  readonly notProvoked: Map<string, string>;
}
