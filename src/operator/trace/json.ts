/**
 * Entries of a trace for programs: the topic taken apart, JSON payloads as JSON, times in ISO 8601.
 */
import type { TraceEntry } from './exchange.js';
import { explanationOf, outcomeOf } from './verdict.js';

/** One entry as it is printed with `--json`. */
export function entryJson(entry: TraceEntry): Record<string, unknown> {
  const at = new Date(entry.at).toISOString();
  const { seq, kind } = entry;
  if (entry.kind === 'note') return { seq, at, kind, text: entry.text };
  const { topic, address, client, payload } = entry;
  return {
    ...{ seq, at, kind, outcome: outcomeOf(entry) },
    explanation: explanationOf(entry),
    ...{ client, topic },
    appVersion: address?.appVersion,
    extensionInstance: address?.extensionInstance,
    resourcePath: address?.resourcePath,
    requestId: address?.requestId,
    payload: jsonOrText(payload),
    ...(entry.kind === 'request' && entry.answer !== undefined
      ? {
          answer: {
            at: new Date(entry.answer.at).toISOString(),
            isError: entry.answer.isError,
            elapsedMs: Math.round(entry.answer.elapsedMs * 1000) / 1000,
            payload: jsonOrText(entry.answer.payload),
          },
        }
      : {}),
  };
}

/** JSON as a value, any other text as it is, null for none. */
function jsonOrText(payload: string): unknown {
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
