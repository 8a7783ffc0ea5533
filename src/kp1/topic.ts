/**
 * The topic grammar of 1/KP: the only place where topics are taken apart and put together.
 *
 *     kp1/<appVersion>/<extensionInstance>/<token><resourcePath>[/<requestId>]           endpoint to platform
 *     kp1/<appVersion>/<extensionInstance>/<token><resourcePath>[/<requestId>]/status    platform to endpoint
 *     kp1/<appVersion>/<extensionInstance>/<token><resourcePath>[/<requestId>]/error     platform to endpoint
 *
 * The resource path is what follows the token, with its leading slash (`/json`, `/config/json`, or empty as for TSX).
 * It knows names and levels, not whether an application version, an extension or a token exists.
 */

/** The highest request ID: it travels as a signed 32-bit number between services. [4/ESP] */
export const REQUEST_ID_MAX = 2_147_483_647;

export interface ResourceAddress {
  readonly appVersion: string;
  readonly extensionInstance: string;
  readonly token: string;
  /** With its leading slash; empty when nothing follows the token. */
  readonly resourcePath: string;
  /** The digits as received, leading zeros kept, since clients compare the text. [1/KP KP-10] */
  readonly requestId?: string | undefined;
}

export type TopicFault =
  | 'not-kp1'
  | 'too-few-levels'
  | 'empty-level'
  | 'server-topic'
  | 'request-id-too-large';

export type ParsedTopic =
  | ({ readonly fault?: undefined } & ResourceAddress)
  | { readonly fault: TopicFault; readonly requestId?: string | undefined };

export type Outcome = 'status' | 'error';

const PREFIX = 'kp1/';
/** The topic filter of everything. */
export const EVERY_TOPIC = `${PREFIX}#`;
const DIGITS = /^[0-9]+$/;
const POSITIVE = /^[1-9][0-9]*$/;
const WILDCARD = /[+#]/;

/** Reads the topic of a message from a client. [1/KP KP-01..05, KP-10, KP-11] */
export function parseRequestTopic(topic: string): ParsedTopic {
  if (!topic.startsWith(PREFIX)) return { fault: 'not-kp1' };
  const levels = topic.split('/');
  const last = levels[levels.length - 1] as string;
  const requestId = levels.length > 4 && DIGITS.test(last) ? last : undefined;
  if (levels.length < 4) return { fault: 'too-few-levels', requestId: DIGITS.test(last) ? last : undefined };
  if (levels.includes('')) return { fault: 'empty-level', requestId };
  if (levels.length > 4 && (last === 'status' || last === 'error')) return { fault: 'server-topic' };
  if (requestId !== undefined && Number(requestId) > REQUEST_ID_MAX)
    return { fault: 'request-id-too-large', requestId };
  return addressOf(levels, levels.length - (requestId === undefined ? 0 : 1), requestId);
}

/** Is a request ID a positive integer without leading zeros? 1/KP asks for no more than digits. [1/KP KP-10] */
export function isPositiveRequestId(requestId: string): boolean {
  return POSITIVE.test(requestId);
}

/** The version, extension instance and token that a topic filter names; undefined unless it names all three. */
export function parseFilter(
  filter: string,
): Pick<ResourceAddress, 'appVersion' | 'extensionInstance' | 'token'> | undefined {
  if (!filter.startsWith(PREFIX)) return undefined;
  const [, appVersion, extensionInstance, token] = filter.split('/', 4);
  if (!appVersion || !extensionInstance || !token) return undefined;
  if (WILDCARD.test(appVersion + extensionInstance + token)) return undefined;
  return { appVersion, extensionInstance, token };
}

/**
 * Reads the topic of a message from the platform, on the client's side.
 * Undefined when it is none: a client ignores it. [1/KP KP-13, KP-14, KP-15]
 */
export function parseServerTopic(
  topic: string,
): (ResourceAddress & { readonly outcome: Outcome }) | undefined {
  if (!topic.startsWith(PREFIX)) return undefined;
  const levels = topic.split('/');
  const outcome = levels.pop();
  if (outcome !== 'status' && outcome !== 'error') return undefined;
  if (levels.length < 4) return undefined;
  const last = levels[levels.length - 1] as string;
  const requestId = levels.length > 4 && DIGITS.test(last) ? last : undefined;
  return { ...addressOf(levels, levels.length - (requestId === undefined ? 0 : 1), requestId), outcome };
}

/** The topic on which a client publishes to a resource. */
export function requestTopic(address: ResourceAddress): string {
  const base = `${PREFIX}${address.appVersion}/${address.extensionInstance}/${address.token}${address.resourcePath}`;
  return address.requestId === undefined ? base : `${base}/${address.requestId}`;
}

/** The topic of an answer: the request topic, verbatim, and the outcome. [1/KP KP-13, KP-14] */
export function answerTopic(topic: string, outcome: Outcome): string {
  return `${topic}/${outcome}`;
}

/** The topic of a message that the platform sends of its own accord: no request ID, always `/status`. */
export function pushTopic(address: ResourceAddress): string {
  return answerTopic(requestTopic({ ...address, requestId: undefined }), 'status');
}

function addressOf(levels: readonly string[], end: number, requestId: string | undefined): ResourceAddress {
  let resourcePath = '';
  for (let i = 4; i < end; i++) resourcePath += `/${levels[i]}`;
  return {
    appVersion: levels[1] as string,
    extensionInstance: levels[2] as string,
    token: levels[3] as string,
    resourcePath,
    requestId,
  };
}
