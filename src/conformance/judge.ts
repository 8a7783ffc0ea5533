/**
 * How a case ends when it does not pass, and the small set of demands that cases are made of.
 *
 * Each demand says what was expected and what was seen, in words that stand in the report as they are.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './probe.js';
import { payloadText } from './wire/trace.js';

/** The server does something else than the requirement demands. */
export class Failure extends Error {
  constructor(
    readonly expected: string,
    readonly seen: string,
  ) {
    super(`expected ${expected}; seen: ${seen}`);
  }
}

/** The case cannot tell. */
export class Undecided extends Error {}

/** The requirement does not concern this server or this protocol. */
export class NotApplicable extends Error {}

/** Fails unless something holds. */
export function demand(holds: boolean, expected: string, seen: string): asserts holds {
  if (!holds) throw new Failure(expected, seen);
}

/** Fails unless two JSON values are the same. */
export function same(actual: unknown, expected: unknown, what: string): void {
  demand(isDeepStrictEqual(actual, expected), `${what} ${show(expected)}`, show(actual));
}

/** Fails unless the answer says success. */
export function success(answer: Answer): void {
  demand(answer.outcome === 'status', `success on …/status to ${answer.request}`, describe(answer));
}

/** Fails unless the answer says failure. */
export function refused(answer: Answer, why: string): void {
  demand(answer.outcome === 'error', `an error, since ${why}`, describe(answer));
}

/** Fails unless the answer is a success without a payload. */
export function emptySuccess(answer: Answer): void {
  success(answer);
  demand(answer.payload.length === 0, 'a success whose payload has no bytes', describe(answer));
}

/** The answer's payload, when it is a success with JSON in it. */
export function jsonOf(answer: Answer): unknown {
  success(answer);
  return parse(answer.payload, describe(answer));
}

/** A payload as JSON. */
export function parse(payload: Buffer, seen = show(payloadText(payload))): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload));
  } catch {
    throw new Failure('a payload that is JSON in UTF-8', seen);
  }
}

/** The answer's payload, when it is a JSON object. */
export function objectOf(answer: Answer): Record<string, unknown> {
  return asObject(jsonOf(answer), describe(answer));
}

/** The value itself, when it is an object. */
export function asObject(value: unknown, seen = show(value)): Record<string, unknown> {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), 'a JSON object', seen);
  return value as Record<string, unknown>;
}

/** The answer's payload, when it is a JSON array. */
export function arrayOf(answer: Answer): unknown[] {
  const value = jsonOf(answer);
  demand(Array.isArray(value), 'a JSON array', describe(answer));
  return value;
}

export const show = (value: unknown): string => payloadText(JSON.stringify(value) ?? 'nothing');

/** An answer in one line. */
export function describe({ topic, payload }: Pick<Answer, 'topic' | 'payload'>): string {
  return `${topic} with ${payload.length === 0 ? 'no bytes' : payloadText(payload)}`;
}
