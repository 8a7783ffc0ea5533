/**
 * Which request a topic of the platform answers, found without taking it apart: most of what a fleet receives are answers.
 *
 *     kp1/<appVersion>/<extensionInstance>/<token><resourcePath>/<requestId>/status
 *
 * An answer repeats the topic of its request, so the number says which request it may be and the whole text whether it is.
 * Whatever is found to be no answer here is read by {@link parseServerTopic}. [1/KP KP-13, KP-14, KP-15]
 */
import type { Outcome } from './topic.js';

const ZERO = 48;
const NINE = 57;
/** As many as the highest request ID has. */
const DIGITS_MAX = 10;

/** The level before the last, if that is a number; undefined otherwise. */
export function answeredRequestId(topic: string): number | undefined {
  const end = topic.lastIndexOf('/');
  const start = topic.lastIndexOf('/', end - 1) + 1;
  if (end <= start || end - start > DIGITS_MAX) return undefined;
  let id = 0;
  for (let at = start; at < end; at++) {
    const digit = topic.charCodeAt(at);
    if (digit < ZERO || digit > NINE) return undefined;
    id = id * 10 + digit - ZERO;
  }
  return id;
}

/** What the topic says of the request that was sent on the other; undefined when it is not its answer. */
export function outcomeFor(requestTopic: string, topic: string): Outcome | undefined {
  if (!topic.startsWith(requestTopic)) return undefined;
  const rest = topic.length - requestTopic.length;
  if (rest === '/status'.length && topic.endsWith('/status')) return 'status';
  return rest === '/error'.length && topic.endsWith('/error') ? 'error' : undefined;
}
