/**
 * Which of the messages of a recording are sent again, and as what.
 *
 * What endpoints ask and tell of their own accord is; what they answered is not: results of commands and applied configurations
 * are about what the platform had sent then, under IDs that mean nothing now.
 */

import { parseRequestTopic } from '../../kp1/topic.js';
import type { RequestKind } from '../connection/requests.js';
import type { RecordedMessage } from './message.js';

/** A message to be sent again, but for its request ID. */
export interface RecordedRequest {
  readonly kind: RequestKind;
  readonly appVersion: string;
  readonly token: string;
  readonly extension: string;
  readonly resourcePath: string;
  readonly payload: string;
  /** Data samples in it; 0 for other kinds. */
  readonly samples: number;
}

/** Why a message is not sent again. */
export type LeftOut = 'not 1/KP' | 'not a text' | 'a command result' | 'an applied configuration';

export type Requested =
  | { readonly request: RecordedRequest }
  | { readonly leftOut: LeftOut }
  /** Of the platform. */
  | { readonly ofPlatform: true };

export function requestOf({ direction, topic, payload, encoding }: RecordedMessage): Requested {
  if (direction === 'out') return { ofPlatform: true };
  const address = parseRequestTopic(topic);
  if (address.fault !== undefined) return { leftOut: 'not 1/KP' };
  if (encoding !== undefined) return { leftOut: 'not a text' };
  const { appVersion, token, extensionInstance: extension, resourcePath } = address;
  const kind = kindOf(resourcePath);
  if (kind === 'result') return { leftOut: 'a command result' };
  if (kind === 'applied') return { leftOut: 'an applied configuration' };
  const samples = kind === 'samples' ? countSamples(payload) : 0;
  return { request: { kind, appVersion, token, extension, resourcePath, payload, samples } };
}

const KINDS: Readonly<Record<string, RequestKind>> = {
  json: 'samples',
  plain: 'samples',
  get: 'metadata',
  update: 'metadata',
  delete: 'metadata',
  result: 'result',
  applied: 'applied',
};

/** By the first level of the resource path; whatever else there is asks something. */
const kindOf = (resourcePath: string): RequestKind => KINDS[resourcePath.split('/')[1] ?? ''] ?? 'poll';

/** A list has as many as it has members, anything else is one. [2/DCP DCP-02] */
function countSamples(payload: string): number {
  if (!payload.trimStart().startsWith('[')) return 1;
  try {
    const value: unknown = JSON.parse(payload);
    return Array.isArray(value) ? Math.max(1, value.length) : 1;
  } catch {
    return 1;
  }
}
