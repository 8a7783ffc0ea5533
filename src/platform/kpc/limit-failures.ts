/**
 * Which limit a connection ran into, told by the words with which aedes and the packet guard end it: they have no codes.
 */
import type { LimitName } from './limits.js';

const LIMITS: readonly (readonly [RegExp, LimitName])[] = [
  [/^packet too large/, 'packetBytes'],
  [/^maxInflightInbound/, 'inflightQos2'],
  [/^drain timeout/, 'drainTimeoutMs'],
  [/^connect did not arrive/, 'connectTimeoutMs'],
];

/** Undefined when it was no limit. */
export const limitOf = (message: string): LimitName | undefined =>
  LIMITS.find(([pattern]) => pattern.test(message))?.[1];
