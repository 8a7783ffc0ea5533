/**
 * Reason codes of MQTT 5, and what becomes of the return codes and failures of MQTT 3.1.1 in them. [MQTT 5, 2.4]
 */
import type { CloseCause } from '../session.js';

export const CODE = {
  success: 0x00,
  disconnectWithWill: 0x04,
  noSubscriptionExisted: 0x11,
  unspecified: 0x80,
  malformedPacket: 0x81,
  protocolError: 0x82,
  unsupportedVersion: 0x84,
  clientIdNotValid: 0x85,
  badUserNameOrPassword: 0x86,
  notAuthorized: 0x87,
  serverUnavailable: 0x88,
  serverShuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  receiveMaximumExceeded: 0x93,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  administrativeAction: 0x98,
  sharedSubscriptionsNotSupported: 0x9e,
  subscriptionIdentifiersNotSupported: 0xa1,
} as const;

/** What ends a connection. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

const CLOSE_CAUSES: Readonly<Record<CloseCause, Ending>> = {
  'token-revoked': { code: CODE.notAuthorized, reason: 'the endpoint token is not usable any more' },
  'credentials-revoked': {
    code: CODE.notAuthorized,
    reason: 'the client credentials are not usable any more',
  },
  'not-authenticated': {
    code: CODE.notAuthorized,
    reason: 'the tenant of the endpoint requires client credentials that the client has not',
  },
  'taken-over': { code: CODE.sessionTakenOver, reason: 'another client connected with the same client ID' },
  'keep-alive': { code: CODE.keepAliveTimeout, reason: 'nothing came within one and a half keep-alives' },
  'slow-reader': { code: CODE.quotaExceeded, reason: 'the client does not read what waits for it' },
  'bad-token-or-topic': { code: CODE.topicNameInvalid, reason: 'a message with a bad token or topic' },
  operator: { code: CODE.administrativeAction, reason: 'an operator has ended the connection' },
  restarting: { code: CODE.serverShuttingDown, reason: 'the platform restarts' },
  'shutting-down': { code: CODE.serverShuttingDown, reason: 'the platform is stopping' },
};

/** How a cause of KPC reads, and its code. */
export function endingOf(cause: CloseCause): Ending {
  return CLOSE_CAUSES[cause];
}

/** Return codes of CONNACK. [MQTT 3.1.1, 3.2.2.3] */
const CONNACK_CODES: Readonly<Record<number, number>> = {
  0: CODE.success,
  1: CODE.unsupportedVersion,
  2: CODE.clientIdNotValid,
  3: CODE.serverUnavailable,
  4: CODE.badUserNameOrPassword,
  5: CODE.notAuthorized,
};

/** The reason code for a return code of CONNACK. */
export function connackCodeOf(returnCode: number): number {
  return CONNACK_CODES[returnCode] ?? CODE.unspecified;
}

/** The codes that a CONNACK may carry, of those that end connections here; the others become a protocol error. */
const IN_CONNACK: ReadonlySet<number> = new Set([
  ...Object.values(CONNACK_CODES),
  CODE.unspecified,
  CODE.malformedPacket,
  CODE.protocolError,
  CODE.badAuthenticationMethod,
  CODE.topicNameInvalid,
  CODE.packetTooLarge,
  CODE.quotaExceeded,
]);

/** The code for a connection that ends before it was accepted. */
export function refusalCodeOf(code: number): number {
  return IN_CONNACK.has(code) ? code : CODE.protocolError;
}

/** Failures within aedes and the packet codec that are no fault of a packet; they have texts and no codes. */
const FAILURES: readonly (readonly [RegExp, number])[] = [
  [/^keep alive timeout/, CODE.keepAliveTimeout],
  [/^maxInflightInbound/, CODE.receiveMaximumExceeded],
  [/^drain timeout/, CODE.quotaExceeded],
  [/too large/, CODE.packetTooLarge],
];

/** The code for a connection that ended with an error. */
export function failureCodeOf(message: string): number {
  return FAILURES.find(([pattern]) => pattern.test(message))?.[1] ?? CODE.unspecified;
}
