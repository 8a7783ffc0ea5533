/**
 * What is in a recording, before it is replayed: who speaks in it, from when to when, and what will not be sent again.
 *
 * Its size is that of the endpoints, not of the recording.
 */

import type { RecordedMessage } from './message.js';
import type { LeftOut } from './request.js';
import { requestOf } from './request.js';

/** A part of a recording, in milliseconds from its first message. */
export interface Range {
  readonly fromMs: number;
  /** Infinity: to its end. */
  readonly toMs: number;
}

export class Survey {
  readonly #range: Range;
  /** Tokens by application version, in the order in which they first speak. */
  readonly #tokens = new Map<string, Set<string>>();
  readonly #leftOut = new Map<LeftOut, number>();
  #startedAt: number | undefined;
  #first: number | undefined;
  #last = 0;
  #elapsed = 0;
  #requests = 0;
  #ofPlatform = 0;
  missed = 0;

  constructor(range: Range) {
    this.#range = range;
  }

  see(message: RecordedMessage): void {
    this.#startedAt ??= message.at;
    const elapsed = Math.max(this.#elapsed, message.at - this.#startedAt);
    this.#elapsed = elapsed;
    if (!isWithin(this.#range, elapsed)) return;
    const found = requestOf(message);
    if ('ofPlatform' in found) {
      this.#ofPlatform++;
      return;
    }
    if ('leftOut' in found) {
      this.#leftOut.set(found.leftOut, (this.#leftOut.get(found.leftOut) ?? 0) + 1);
      return;
    }
    const { appVersion, token } = found.request;
    const tokens = this.#tokens.get(appVersion) ?? new Set();
    this.#tokens.set(appVersion, tokens.add(token));
    this.#first ??= elapsed;
    this.#last = elapsed;
    this.#requests++;
  }

  get requests(): number {
    return this.#requests;
  }

  get ofPlatform(): number {
    return this.#ofPlatform;
  }

  get tokens(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#tokens;
  }

  /** When the first and the last request are sent, in milliseconds from the first message. */
  get span(): { readonly firstMs: number; readonly lastMs: number } {
    return { firstMs: this.#first ?? 0, lastMs: this.#last };
  }

  /** What a person should know. */
  notes(): string[] {
    const leftOut = [...this.#leftOut].map(([what, count]) => `Not sent again: ${SAID[what]}: ${count}.`);
    const missed =
      this.missed === 0
        ? []
        : [`Messages that the recording does not have, as it says itself: ${this.missed}.`];
    return [...leftOut, ...missed];
  }
}

const SAID: Readonly<Record<LeftOut, string>> = {
  'not 1/KP': 'messages on topics that are not of 1/KP',
  'not a text': 'messages that are no text',
  'a command result': 'results of commands, which the platform has not sent this time',
  'an applied configuration': 'reports of configurations, which the platform has not sent this time',
};

export const isWithin = ({ fromMs, toMs }: Range, elapsedMs: number) =>
  elapsedMs >= fromMs && elapsedMs < toMs;
