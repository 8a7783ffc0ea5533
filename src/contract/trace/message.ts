/**
 * A message of 1/KP as a contract test sees it: whose it is, and what it is about.
 *
 * The kinds are those of the extensions' resources; what is none of them is a `request`. Payloads stay texts until somebody asks.
 */

import type { ResourceAddress } from '../../kp1/topic.js';
import { parsePlainSample } from './plain-sample.js';

export type MessageKind =
  /** From the device: data samples. [2/DCP] */
  | 'samples'
  /** From the device: metadata that it writes. [10/EPMP] */
  | 'metadata'
  /** From the device: results of commands. [11/CEP] */
  | 'result'
  /** From the device: what became of a configuration. [7/CMP] */
  | 'applied'
  /** From the device: anything else, such as asking for its configuration. */
  | 'request'
  /** To the device: commands, as an answer or a push. */
  | 'commands'
  /** To the device: a configuration, as an answer or a push. */
  | 'configuration'
  /** To the device: an answer, a refusal, or another push. */
  | 'answer'
  | 'refusal'
  | 'push';

export interface Message {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly token: string;
  readonly client: string;
  readonly fromDevice: boolean;
  readonly kind: MessageKind;
  readonly topic: string;
  readonly address: ResourceAddress;
  readonly payload: string;
}

export type Cause = 'status' | 'error' | 'push';

/** What a message of a device is about. @param service of the extension instance that it is for */
export function kindFromDevice(service: string | undefined, { resourcePath }: ResourceAddress): MessageKind {
  if (service === 'dcx') return 'samples';
  if (service === 'epmx') return /^\/update(\/keys)?$/.test(resourcePath) ? 'metadata' : 'request';
  if (service === 'cex') return resourcePath.startsWith('/result/') ? 'result' : 'request';
  if (service === 'cmx') return /^\/applied\/json(\/|$)/.test(resourcePath) ? 'applied' : 'request';
  return 'request';
}

/** What a message to a device is about. */
export function kindToDevice(
  service: string | undefined,
  { resourcePath }: ResourceAddress,
  cause: Cause,
): MessageKind {
  if (cause === 'error') return 'refusal';
  if (service === 'cex' && /^\/command(\/|$)/.test(resourcePath)) return 'commands';
  if (service === 'cmx' && /^\/config\/json(\/|$)/.test(resourcePath)) return 'configuration';
  return cause === 'push' ? 'push' : 'answer';
}

/** The JSON of a payload; undefined when it is none. */
export function jsonOf({ payload }: Pick<Message, 'payload'>): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** The data samples of a message, one or many; none when its payload is no JSON. [2/DCP DCP-01..03] */
export function samplesOf(message: Message): readonly unknown[] {
  const { resourcePath } = message.address;
  if (resourcePath.startsWith('/plain/')) {
    const sample = parsePlainSample(resourcePath.slice('/plain/'.length), message.payload);
    return sample === undefined ? [] : [sample];
  }
  const value = jsonOf(message);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export interface ResultView {
  readonly id: unknown;
  readonly statusCode: unknown;
  readonly reasonPhrase: unknown;
  readonly payload: unknown;
}

/** The results in a message, one or many. [11/CEP CEP-18] */
export function resultsOf(message: Message): readonly ResultView[] {
  const value = jsonOf(message);
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is ResultView => typeof item === 'object' && item !== null);
}

/** The command type of a message of cex: what follows `/result/` or `/command/`. */
export function commandTypeOf({ address }: Message): string | undefined {
  return /^\/(?:result|command)\/([^/]+)$/.exec(address.resourcePath)?.[1];
}
