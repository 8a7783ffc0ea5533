/**
 * The part of the journal's vocabulary that KPC writes: clients, the messages that they send and get, and what became of them.
 */

/** Who sent a message to an endpoint and why: an answer, an error answer, or of the platform's own accord. */
export type MessageCause = 'status' | 'error' | 'push';

/** What a client did that has no effect, each with its remedy in `kpc/refusals.ts`. */
export type IgnoredCode =
  | 'not-kp1'
  | 'too-few-levels'
  | 'empty-level'
  | 'server-topic'
  | 'request-id-too-large'
  | 'request-id-not-positive'
  | 'unknown-app-version'
  | 'client-not-authenticated'
  | 'unknown-extension'
  | 'extension-not-allowed'
  | 'unknown-token'
  | 'token-not-usable'
  | 'topic-too-long'
  | 'topic-too-deep';

/** What a client did that is taken otherwise than it may expect, each with its remedy in `kpc/refusals.ts`. */
export type NoticeCode = 'retain-ignored';

interface EndpointRef {
  readonly endpointId: string;
}

export type KpcEvent =
  | {
      readonly type: 'kpc.client-connected';
      readonly client: string;
      readonly transport: string;
      readonly protocol: string;
    }
  | {
      readonly type: 'kpc.client-refused';
      readonly client: string;
      readonly reason: string;
      /** What to do about it. */
      readonly remedy?: string;
      /** Where it was a packet of a client that was let in: its topic, and the endpoint that the client spoke for last. */
      readonly topic?: string;
      readonly token?: string;
      readonly endpointId?: string;
      /** How often, where repetitions were counted and not journaled one by one; 1 when absent. */
      readonly count?: number;
    }
  | {
      readonly type: 'kpc.limit-reached';
      readonly client: string;
      /** Name of the setting, such as `packetBytes`. */
      readonly limit: string;
      readonly reason: string;
      readonly count?: number;
    }
  | { readonly type: 'kpc.client-disconnected'; readonly client: string; readonly reason: string }
  | {
      /** Once per connection and code. */
      readonly type: 'kpc.notice';
      readonly client: string;
      readonly code: NoticeCode;
      readonly reason: string;
    }
  | { readonly type: 'kpc.subscribed'; readonly client: string; readonly filters: readonly string[] }
  | {
      readonly type: 'kpc.message-received';
      readonly client: string;
      readonly topic: string;
      readonly qos: number;
      readonly payload: string;
      /** Only for the will of a client that went without DISCONNECT: it is handled as its last message. */
      readonly will?: true;
    }
  | {
      readonly type: 'kpc.message-sent';
      readonly client: string;
      readonly topic: string;
      readonly qos: number;
      readonly payload: string;
      readonly cause: MessageCause;
    }
  | {
      readonly type: 'kpc.message-ignored';
      readonly client: string;
      readonly topic: string;
      readonly code: IgnoredCode;
      readonly statusCode: number;
      readonly reason: string;
      /** The armed fault that made it so. */
      readonly fault?: string;
    }
  | ({
      readonly type: 'kpc.request-refused';
      readonly client: string;
      readonly topic: string;
      readonly extensionInstance: string;
      readonly statusCode: number;
      readonly reason: string;
      /** The armed fault that answered in place of the extension instance. */
      readonly fault?: string;
    } & EndpointRef)
  | ({
      readonly type: 'kpc.message-undelivered';
      readonly topic: string;
      readonly reason: string;
    } & EndpointRef)
  | ({
      readonly type: 'kpc.endpoint-connected';
      readonly client: string;
      readonly appVersion: string;
    } & EndpointRef)
  | ({
      readonly type: 'kpc.endpoint-disconnected';
      readonly client: string;
      readonly appVersion: string;
    } & EndpointRef);
