/**
 * Why KPC did not pass a message on, in words, and what to do about it.
 *
 * The reason goes into the error answer and the journal; the remedy is for the person who reads the diagnostics.
 */
import type { IgnoredCode, NoticeCode } from '../../kernel/kpc-events.js';

/** What is known about the message that was not passed on. */
export interface RefusalFacts {
  readonly appVersion?: string;
  /** The application versions that are served; absent where that is nobody's business. */
  readonly served?: readonly string[] | undefined;
  readonly extensionInstance?: string;
  readonly token?: string;
  readonly tokenState?: string;
  readonly applicationName?: string;
  /** The armed fault that makes it so. */
  readonly fault?: string;
}

const REASONS: Readonly<Record<IgnoredCode, (facts: RefusalFacts) => string>> = {
  'not-kp1': () => 'the topic does not start with kp1/',
  'too-few-levels': () => 'the topic has fewer than four levels',
  'empty-level': () => 'the topic has an empty level: a leading, trailing or doubled slash',
  'server-topic': () => 'topics that end in /status or /error are for the platform to publish',
  'request-id-too-large': () => 'the request ID is above 2147483647',
  'request-id-not-positive': () => 'the request ID is not a positive integer without leading zeros',
  'unknown-app-version': ({ appVersion, served = [] }) =>
    `published under "${appVersion}", which this platform does not serve${servedText(served)}`,
  'client-not-authenticated': (facts) =>
    `the tenant of ${facts.appVersion} requires client credentials that the client has not`,
  'unknown-extension': (facts) => `there is no extension instance "${facts.extensionInstance}"`,
  'extension-not-allowed': (facts) =>
    `the extension instance "${facts.extensionInstance}" is not allowed for ${facts.appVersion}`,
  'unknown-token': (facts) => `the application ${facts.applicationName} has no token "${facts.token}"`,
  'token-not-usable': (facts) => `the token "${facts.token}" is ${facts.tokenState}`,
  'topic-too-long': () => 'the topic is longer than this platform takes',
  'topic-too-deep': () => 'the topic has more levels than this platform takes',
};

/** Versions that are named in a sentence. */
const SERVED_SHOWN = 4;

function servedText(served: readonly string[]): string {
  if (served.length === 0) return '';
  const others = served.length - SERVED_SHOWN;
  return `; it serves ${served.slice(0, SERVED_SHOWN).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

const REMEDIES: Readonly<Record<IgnoredCode, string>> = {
  'not-kp1': 'Publish to kp1/<appVersion>/<extensionInstance>/<token>/….',
  'too-few-levels': 'Publish to kp1/<appVersion>/<extensionInstance>/<token>/….',
  'empty-level': 'Take the extra slash out; MQTT counts it as a level.',
  'server-topic': 'Leave the suffix out; the platform adds it to the topic of your request.',
  'request-id-too-large': 'Use request IDs from 1 to 2147483647.',
  'request-id-not-positive':
    'Use request IDs from 1 to 2147483647 without leading zeros, or set requestIds: lenient in the settings of kpc.',
  'unknown-app-version': 'Publish under a version that is served, or add this one to blueprint.yaml.',
  'client-not-authenticated':
    'Connect with credentials of that tenant that are Active: a user name <user>@<tenant> with its password, or a client certificate.',
  'unknown-extension':
    'Use an extension instance from the ready table, or declare it under services in blueprint.yaml.',
  'extension-not-allowed': 'Add it to allowed-extension-instances in config/kpc.yaml.',
  'unknown-token': 'Use a token from the ready table, or declare the endpoint in blueprint.yaml.',
  'token-not-usable': 'Reactivate the token, or issue another one for the endpoint.',
  'topic-too-long': 'Shorten the topic, or raise limits.topicBytes in the settings of kpc.',
  'topic-too-deep': 'Use fewer levels, or raise limits.topicLevels in the settings of kpc.',
};

const NOTICES: Readonly<Record<NoticeCode, { readonly reason: string; readonly remedy: string }>> = {
  'retain-ignored': {
    reason: 'a message with the RETAIN flag is handled as one without it: nothing is retained',
    remedy: 'Publish without RETAIN; the platform keeps what an extension stores, and no message.',
  },
};

/** What a notice says, and what to do about it. */
export function noticeOf(code: NoticeCode): { readonly reason: string; readonly remedy: string } {
  return NOTICES[code];
}

/** Why, in words. */
export function reasonFor(code: IgnoredCode, facts: RefusalFacts): string {
  return REASONS[code](facts);
}

/** What to do about it. */
export function remedyFor(code: IgnoredCode): string {
  return REMEDIES[code];
}

/** The remedy for a client that ran into a limit. */
export function remedyForLimit(limit: string): string {
  return `Mend the client, or raise limits.${limit} in the settings of kpc.`;
}
