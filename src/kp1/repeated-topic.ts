/**
 * The topic that a client sent to last: most send to the same resource again and again, and only the request ID is new.
 *
 * It reads nothing that has not been read before: what it finds is a topic that differs from the one noted in the digits at its end
 * alone, is no longer, and so passes every check that the other has passed.
 */
import type { ResourceAddress } from './topic.js';

/** Digits that are surely no larger than the largest request ID. */
const DIGITS_MAX = 9;
const [ZERO, NINE] = [48, 57];

export class RepeatedTopic {
  /** Up to the request ID; never found while empty. */
  #prefix = '';
  #lengthMax = 0;
  #address: ResourceAddress | undefined;

  /** The address of a topic that has been noted, but for its request ID; undefined when it must be read. */
  find(topic: string): ResourceAddress | undefined {
    const before = this.#address;
    const start = this.#prefix.length;
    if (before === undefined || topic.length > this.#lengthMax || !topic.startsWith(this.#prefix))
      return undefined;
    if (!isRequestId(topic, start)) return undefined;
    const { appVersion, extensionInstance, token, resourcePath } = before;
    return { appVersion, extensionInstance, token, resourcePath, requestId: topic.slice(start) };
  }

  /** Remembers a topic that has been read and passed every check. */
  note(topic: string, address: ResourceAddress): void {
    if (address.requestId === undefined) return;
    this.#prefix = topic.slice(0, topic.length - address.requestId.length);
    this.#lengthMax = topic.length;
    this.#address = address;
  }
}

/** Positive, without leading zeros, and not too large: who would ask for less takes it as well. */
function isRequestId(topic: string, start: number): boolean {
  const { length } = topic;
  if (length === start || length - start > DIGITS_MAX || topic.charCodeAt(start) === ZERO) return false;
  for (let at = start; at < length; at++) {
    const code = topic.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}
