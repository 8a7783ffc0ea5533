/**
 * Times that are drawn between two: how long a command takes, how long a state lasts.
 */
import type { Span as SpanText } from '../../blueprint/fleet/effects.js';
import { parseDuration } from '../../kernel/duration.js';
import type { RandomStream } from '../../kernel/random.js';

/** In milliseconds; both are the same when nothing is to be drawn. */
export interface Span {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** A duration, or two, of a fleet file. */
export function compileSpan(text: SpanText): Span {
  const [shortest, longest] = typeof text === 'string' ? [text, text] : text;
  return { shortestMs: parseDuration(shortest) ?? 0, longestMs: parseDuration(longest) ?? 0 };
}

/** The same for a time that may be absent, which is none. */
export const compileOptionalSpan = (text: SpanText | undefined): Span | undefined =>
  text === undefined ? undefined : compileSpan(text);

/** Draws only where there is something to draw. */
export function drawMs(span: Span | undefined, stream: () => RandomStream): number {
  if (span === undefined) return 0;
  const { shortestMs, longestMs } = span;
  return shortestMs === longestMs ? shortestMs : shortestMs + stream().float() * (longestMs - shortestMs);
}
