/**
 * What a message's topic names, or why KPC does not take it: length and depth first, then the grammar of 1/KP.
 *
 * It knows no endpoint and no application version; whether those exist is decided in `admission.ts`.
 */
import type { IgnoredCode } from '../../kernel/kpc-events.js';
import type { RepeatedTopic } from '../../kp1/repeated-topic.js';
import { isPositiveRequestId, parseRequestTopic, type ResourceAddress } from '../../kp1/topic.js';
import type { KpcSettings } from './settings.js';

export type ReadTopic =
  | { readonly fault?: undefined; readonly address: ResourceAddress }
  | { readonly fault: IgnoredCode; readonly requestId: string | undefined };

/** @param last what the same client sent before, if that is known: nearly always only the request ID is new */
export function readTopic(topic: string, settings: KpcSettings, last?: RepeatedTopic): ReadTopic {
  const repeated = last?.find(topic);
  if (repeated !== undefined) return { address: repeated };
  const read = readNewTopic(topic, settings);
  if (read.fault === undefined) last?.note(topic, read.address);
  return read;
}

function readNewTopic(topic: string, { limits, requestIds }: KpcSettings): ReadTopic {
  const sizeFault = sizeFaultOf(topic, limits);
  if (sizeFault !== undefined) return { fault: sizeFault, requestId: undefined };
  const address = parseRequestTopic(topic);
  const { requestId } = address;
  if (address.fault !== undefined) return { fault: address.fault, requestId };
  // (reference, open question 5)
  if (requestIds === 'strict' && requestId !== undefined && !isPositiveRequestId(requestId))
    return { fault: 'request-id-not-positive', requestId };
  return { address };
}

function sizeFaultOf(
  topic: string,
  { topicBytes, topicLevels }: KpcSettings['limits'],
): 'topic-too-long' | 'topic-too-deep' | undefined {
  // A character has three bytes at most, so short topics need not be measured.
  if (topic.length * 3 > topicBytes && Buffer.byteLength(topic) > topicBytes) return 'topic-too-long';
  let levels = 1;
  for (let i = topic.indexOf('/'); i >= 0; i = topic.indexOf('/', i + 1)) levels++;
  return levels > topicLevels ? 'topic-too-deep' : undefined;
}
