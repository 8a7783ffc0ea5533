/**
 * Why a connection failed, in words: the codes of the operating system and of TLS, for people.
 */

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
export const isUntrusted = (error: FailureLike): boolean => UNKNOWN_AUTHORITY.has(error.code);

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

type FailureLike = Error & { readonly code?: unknown };

const knownReasonOf = (error: FailureLike) => REASONS[String(error.code)] ?? TEXTS[error.message];
