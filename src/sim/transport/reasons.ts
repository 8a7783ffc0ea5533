/**
 * Why a connection failed, in words: the codes of the operating system and of TLS, for people.
 */
import { type KaaError, kaaError } from '../../errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the server reset the connection',
  EPIPE: 'the server closed the connection',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be resolved',
  EHOSTUNREACH: 'there is no route to that host',
  ENETUNREACH: 'there is no network to that host',
  ETIMEDOUT: 'it does not answer',
  EADDRNOTAVAIL: 'this machine has no free port left, or not that address',
  EMFILE: 'this process may open no more connections (raise the limit: ulimit -n)',
  ENFILE: 'this machine may open no more connections',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain has a self-signed certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'the authority of its certificate is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority of its certificate is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on that port',
  EPROTO: 'it does not speak TLS on that port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on that port',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a client certificate',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it refuses the TLS handshake (does it want a client certificate?)',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not know the authority of the client certificate',
};

const NO_MQTT = 'it accepts the connection but does not answer as an MQTT server';

/** The library's own texts, which have no code. */
const TEXTS: Readonly<Record<string, string>> = {
  'connack timeout': NO_MQTT,
  'Keepalive timeout': 'the server gave no sign of life',
};

/** Codes of TLS for a certificate of an authority that is not known here. */
const UNKNOWN_AUTHORITY: ReadonlySet<unknown> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether the certificate would do if its authority were known. */
const isUntrusted = (error: FailureLike): boolean => UNKNOWN_AUTHORITY.has(error.code);

/** Why a connection broke. */
export function reasonOf(error: FailureLike): string {
  const known = knownReasonOf(error);
  if (known !== undefined) return known;
  const text = error.message === '' ? String(error.code ?? error.name) : error.message;
  return text.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}

/** Why a connection never came about: without a code it is about bytes that are no MQTT. */
export function refusalOf(error: FailureLike): string {
  return error.code === undefined ? (knownReasonOf(error) ?? NO_MQTT) : reasonOf(error);
}

/** Codes of a machine that has no more to give. */
const EXHAUSTED: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL']);

/** The error for people about a connection that did not come about; `reason` in place of what its code says. */
export function failureOf(target: string, error: FailureLike, reason = reasonOf(error)): KaaError {
  const facts = { target, reason };
  const cause = { cause: error };
  if (isUntrusted(error)) return kaaError('TARGET_UNTRUSTED', facts, cause);
  if (EXHAUSTED.has(error.code)) return kaaError('CONNECTIONS_EXHAUSTED', facts, cause);
  return kaaError('TARGET_UNREACHABLE', facts, cause);
}

type FailureLike = Error & { readonly code?: unknown };

const knownReasonOf = (error: FailureLike) =>
  REASONS[String(error.code)] ?? TEXTS[error.message] ?? upgradeRefusal(error.message);

/** A server of HTTP that has no WebSocket there; the library gives no code. */
function upgradeRefusal(message: string): string | undefined {
  const status = /^Unexpected server response: ([0-9]{3})$/.exec(message)?.[1];
  return status && `it answers the WebSocket with HTTP ${status} (Kaa has it at the path /ws)`;
}
