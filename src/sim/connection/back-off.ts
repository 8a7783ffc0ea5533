/**
 * How long a client waits before it tries to connect again: longer each time, and not all clients the same.
 */
import type { Reconnect } from '../../blueprint/fleet/connection.js';
import { parseDuration } from '../../kernel/duration.js';
import type { RandomStream } from '../../kernel/random.js';

export interface BackOff {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** Share by which each wait is longer or shorter, 0 to 1. */
  readonly jitter: number;
  /** Attempts in a row before it gives up; 0: never. */
  readonly attempts: number;
}

const DEFAULT: BackOff = { firstMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.5, attempts: 0 };

/** Undefined when a lost connection is not to be opened again. */
export function backOffOf(reconnect: Reconnect | undefined): BackOff | undefined {
  if (reconnect === 'never') return undefined;
  if (reconnect === undefined) return DEFAULT;
  const { first, factor, max, jitter, attempts } = reconnect;
  const firstMs = parseDuration(first ?? '') ?? DEFAULT.firstMs;
  return {
    firstMs,
    factor: factor ?? DEFAULT.factor,
    maxMs: parseDuration(max ?? '') ?? Math.max(firstMs, DEFAULT.maxMs),
    jitter: jitter ?? DEFAULT.jitter,
    attempts: attempts ?? DEFAULT.attempts,
  };
}

/**
 * The wait before an attempt, in milliseconds.
 * @param attempt from 1
 * @returns undefined when it gives up
 */
export function waitBefore(attempt: number, backOff: BackOff, stream: RandomStream): number | undefined {
  const { firstMs, factor, maxMs, jitter, attempts } = backOff;
  if (attempts > 0 && attempt > attempts) return undefined;
  const wait = Math.min(maxMs, firstMs * factor ** (attempt - 1));
  return jitter === 0 ? wait : wait * (1 + jitter * (2 * stream.float() - 1));
}
