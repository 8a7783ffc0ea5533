/**
 * Payloads as people read them: JSON on one line where it fits, else indented; whatever is no JSON, or nested without end, as it is.
 */
import { isTooDeep } from '../../kp1/validator.js';

/** A payload on one line; the empty text for none. */
export function compactPayload(payload: string): string {
  return payload.replace(/\s*\n\s*/g, ' ');
}

/** A payload as lines, JSON indented when it is longer than `width`. */
export function prettyPayload(payload: string, width: number): string[] {
  if (payload === '') return [];
  const value = parsed(payload);
  if (value === undefined) return payload.split('\n');
  const short = JSON.stringify(value);
  return short.length <= width ? [short] : JSON.stringify(value, null, 2).split('\n');
}

function parsed(payload: string): unknown {
  if (isTooDeep(payload)) return undefined;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
