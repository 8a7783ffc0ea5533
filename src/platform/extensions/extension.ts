/**
 * What an extension is: state, and two nearly pure functions from a message to effects.
 *
 * `handle` takes what an endpoint sent, `invoke` what the platform side wants (a command, a changed configuration,
 * an endpoint that connected, a timer that ran out). Both may change the state of their own extension instance and return
 * everything else as values; `esp/host.ts` is the one place that applies them. An extension never sees a socket, a
 * topic, a clock, or another extension's state.
 *
 * To add one: a folder beside this file, and a line in `registry.ts`. The smallest to copy is `tsx/`.
 */

import type { RandomStream } from '../../kernel/random.js';
import type { Payload } from '../../kp1/payload.js';
import type { TSchema } from '../../schema.js';
import type { PlatformEvent } from '../esp/events.js';

/** What an endpoint sent to this extension instance. */
export interface KpRequest {
  /** What follows the token in the topic: `/json`, `/config/json/<name>`, or empty. */
  readonly resourcePath: string;
  readonly requestId: string | undefined;
  readonly payload: Payload;
}

/** What the platform side asks of this extension instance; each reads the types it knows and leaves the rest. */
export type PlatformCall =
  | { readonly type: 'endpoint-connected' | 'endpoint-unregistered' }
  /** `provider` keeps the configuration: `ecr` or `otao`. */
  | { readonly type: 'configuration-updated'; readonly provider: string; readonly name: string }
  /** Pushes a configuration although the endpoint has it: what a test does. */
  | { readonly type: 'repeat-configuration'; readonly name: string }
  | {
      readonly type: 'command';
      readonly commandType: string;
      readonly payload: unknown;
      /** Life of the command in milliseconds; 0: pushed once, never kept; absent: as the instance's settings say. */
      readonly ttlMs?: number | undefined;
    }
  /** For views: every command that is remembered for the endpoint. */
  | { readonly type: 'list-commands' }
  /** Forgets a command; one that is outstanding is withdrawn. */
  | { readonly type: 'delete-command'; readonly commandType: string; readonly commandId: number }
  /** A receiver of data samples says what became of them. [13/DSTP DSTP-03] */
  | {
      readonly type: 'data-samples-processed';
      readonly receiver: string;
      readonly correlationId: string;
      readonly statusCode: number;
      readonly reasonPhrase?: string | undefined;
    }
  | { readonly type: 'wake-up'; readonly key: string };

/** How an instance has answered a request that had a request ID. */
export interface GivenAnswer {
  readonly endpointId: string;
  readonly extensionInstance: string;
  readonly requestId: string;
  readonly statusCode: number;
  readonly reasonPhrase?: string | undefined;
}

/** General powers only: nothing here is for one extension alone. */
export interface Ctx {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly random: RandomStream;
  readonly extensionInstance: string;
  readonly endpoint: EndpointView;
  /** The settings of this service instance for the endpoint's application and version, from Tekton. */
  readonly applicationConfig: Readonly<Record<string, unknown>>;
  readonly versionConfig: Readonly<Record<string, unknown>>;
}

export interface EndpointView {
  readonly endpointId: string;
  readonly applicationName: string;
  readonly appVersionName: string;
  /** True when a client speaks for it now, so a push arrives. */
  readonly connected: boolean;
}

/** The answer to a request. KPC sends it when there was a request ID; an error possibly without. [1/KP KP-12..14] */
export interface Reply {
  /** 2xx: `payload` on `/status`; anything else: the error body on `/error`. */
  readonly statusCode: number;
  readonly reasonPhrase?: string;
  /** Absent: zero bytes. */
  readonly payload?: string;
}

/** A message to the endpoint that no request is waiting for; it goes to `<resourcePath>/status`. */
export interface Push {
  readonly resourcePath: string;
  readonly payload: string;
}

/** Asks for a `wake-up` call with this key; a later one with the same key and endpoint replaces it. */
export interface WakeUp {
  readonly key: string;
  readonly delayMs: number;
}

/** A request that is answered later. The key is the instance's own, unique among the open requests of the endpoint. */
export interface OpenRequest {
  readonly key: string;
  /** After so many milliseconds without an answer there is a `wake-up` call with the key: the last chance to answer. */
  readonly timeoutMs: number;
}

/** Answers a request that was left open; nothing when it is open no longer. */
export interface LateReply {
  readonly key: string;
  readonly reply: Reply;
}

/**
 * Everything that a call brings about outside the instance's own state, applied in the order of the members: what an
 * answer promises has happened before the answer goes out. [2/DCP DCP-06]
 */
export interface Effects {
  /** Instead of a `reply`: it comes from a later call, and the events of this one may already bring it about. */
  readonly opens?: OpenRequest;
  readonly events?: readonly PlatformEvent[];
  readonly reply?: Reply;
  readonly lateReplies?: readonly LateReply[];
  readonly pushes?: readonly Push[];
  readonly wakeUps?: readonly WakeUp[];
  /** Keys of wake-ups that nobody needs any more: without this each waits for its time, and takes memory for as long. */
  readonly wakeUpsOver?: readonly string[];
  /** Handed back to the caller of `invoke`. */
  readonly result?: unknown;
}

export const NO_EFFECTS: Effects = Object.freeze({});

/**
 * @typeParam State what one extension instance remembers
 * @typeParam Settings the settings of the service instance, from the blueprint; checked and completed by `settings`
 * @typeParam Provider read-only view of the service that this extension asks, as `registry.ts` hands it in
 */
export interface Extension<State = unknown, Settings = unknown, Provider = unknown> {
  /** Schema of the service instance's settings: closed, with a default and a description for each. */
  readonly settings: TSchema;
  /** Schemas of `kaa.applications.<app>` and `….versions.<av>` in the instance's configuration file. */
  readonly applicationConfig: TSchema;
  readonly versionConfig: TSchema;
  /** What of the state outlives the process; absent: nothing. */
  readonly memory?: Memory<State>;
  open(settings: Settings, provider: Provider): State;
  handle(state: State, request: KpRequest, ctx: Ctx): Effects;
  invoke(state: State, call: PlatformCall, ctx: Ctx): Effects;
  /** Told of every answer that other instances give: it may note it, and nothing follows from it. */
  onAnswer?(state: State, answer: GivenAnswer): void;
}

/** Saving the state of an extension instance as plain data, and putting it back. For snapshots. */
export interface Memory<State> {
  /** Schema of what `save` returns; closed. Whatever concerns an endpoint is in `endpoints`, with its `endpointId`. */
  readonly schema: TSchema;
  save(state: State): unknown;
  /**
   * Forgets everything, then remembers what was saved.
   * @param saved matches the schema; absent: nothing
   * @returns the wake-ups that are due from now on
   */
  load(state: State, saved: unknown, now: number): readonly (WakeUp & { readonly endpointId: string })[];
}

/** An error answer. */
export function refuse(statusCode: number, reasonPhrase: string): Effects {
  return { reply: { statusCode, reasonPhrase } };
}

/** A success answer. */
export function accept(payload?: string): { readonly reply: Reply } {
  return { reply: payload === undefined ? { statusCode: 200 } : { statusCode: 200, payload } };
}
