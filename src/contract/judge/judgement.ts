/**
 * What is found about one expectation and one endpoint, and the evidence for it.
 *
 * `open` means that more time could change it: the driver of a test waits, the report of an ended one says unknown.
 */

import type { Action } from '../plan/step.js';
import type { Provoked, StepTrace } from '../trace/entries.js';
import type { Message } from '../trace/message.js';
import type { Trace } from '../trace/trace.js';

/** Why an expectation is broken, with the message that shows it. */
export interface Evidence {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What was held against what was seen: `result`, `schema of data samples`. */
  readonly rule: string;
  /** In the payload, as a JSON pointer; absent for the whole. */
  readonly path?: string | undefined;
  readonly expected: string;
  readonly seen: string;
  readonly message?: MessageView | undefined;
}

/** A message as a report shows it; `seq` is its number in the journal. */
export interface MessageView {
  readonly seq: number;
  readonly at: number;
  readonly from: 'device' | 'platform';
  readonly topic: string;
  readonly payload: string;
}

export type Judgement =
  | {
      readonly state: 'kept';
      /** Until then another message could still break it. */
      readonly settlesAt: number;
    }
  | { readonly state: 'broken'; readonly evidence: readonly Evidence[] }
  | { readonly state: 'open' }
  | { readonly state: 'unexercised'; readonly reason: string };

/** Everything that a judge looks at, for one endpoint. */
export interface Situation {
  readonly trace: Trace;
  readonly token: string;
  /** Milliseconds since the epoch: when the looking ends, or now. */
  readonly now: number;
  /** The step that is judged. */
  readonly step: StepTrace;
  /** What it is about; undefined when nothing needed to happen. */
  readonly cause: Provoked | undefined;
  readonly action: Action | undefined;
  /** Did this very step provoke, or an earlier one? */
  readonly isOwnCause: boolean;
}

/** What judges need besides the journal. */
export interface JudgeTools {
  /** What is wrong with a value by a JSON Schema, with the place in it. */
  readonly validate: (schema: object, value: unknown) => readonly SchemaFault[];
  /** Does an expression hold for a data sample? */
  readonly holds: (expression: string, sample: unknown) => boolean;
}

export interface SchemaFault {
  /** Members and indexes from the root of the value. */
  readonly path: readonly (string | number)[];
  /** `must be a number, not "21"` */
  readonly message: string;
}

export const kept = (settlesAt: number): Judgement => ({ state: 'kept', settlesAt });
export const broken = (...evidence: readonly Evidence[]): Judgement => ({ state: 'broken', evidence });
export const unexercised = (reason: string): Judgement => ({ state: 'unexercised', reason });
export const OPEN: Judgement = { state: 'open' };

const PAYLOAD_MAX = 2000;

/** A message as a report shows it. */
export function viewOf({ seq, at, fromDevice, topic, payload }: Message): MessageView {
  const shown = payload.length > PAYLOAD_MAX ? `${payload.slice(0, PAYLOAD_MAX)}…` : payload;
  return { seq, at, from: fromDevice ? 'device' : 'platform', topic, payload: shown };
}

/** Messages of the device since something happened, of one kind. */
export function fromDevice(
  { trace, token }: Situation,
  kind: Message['kind'] | 'any',
  afterSeq: number,
): Message[] {
  return trace
    .messages(token, afterSeq)
    .filter((message) => message.fromDevice && (kind === 'any' || message.kind === kind));
}

/** Messages to the device since something happened, of one kind. */
export function toDevice({ trace, token }: Situation, kind: Message['kind'], afterSeq: number): Message[] {
  return trace.messages(token, afterSeq).filter((message) => !message.fromDevice && message.kind === kind);
}

/** Where the time of an expectation begins: with what its own step did, or with the step. */
export function startOf({ step, cause, isOwnCause }: Situation): number {
  return isOwnCause && cause !== undefined ? cause.at : step.beganAt;
}
