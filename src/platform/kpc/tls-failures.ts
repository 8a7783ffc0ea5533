/**
 * Failures of TLS handshakes as sentences: what the client did, and what mends it. OpenSSL's own lines name its source files.
 */

export interface TlsFailure {
  readonly reason: string;
  readonly remedy: string;
}

const DEFAULT_REMEDY = 'Use mqtts:// with TLS 1.2 or newer, and trust the authority of the ready table.';
const TRUST =
  'Give the client the authority of the ready table ("CA to trust"), and connect by a name in the certificate.';

/** By the code of Node, or what the text of OpenSSL has in it; the first that fits. */
const FAILURES: readonly (readonly [RegExp, TlsFailure])[] = [
  [
    /UNKNOWN_CA|unknown ca|CERTIFICATE_UNKNOWN|certificate unknown|BAD_CERTIFICATE|bad certificate/i,
    { reason: 'the client does not trust the certificate of this platform', remedy: TRUST },
  ],
  [
    /CERTIFICATE_EXPIRED|certificate expired/i,
    {
      reason: 'the client takes the certificate of this platform for expired',
      remedy: 'Check the clock of the device; a certificate of your own may have to be renewed.',
    },
  ],
  [
    /HTTP_REQUEST|http request/i,
    {
      reason: 'the client speaks HTTP on the port of MQTT over TLS',
      remedy: 'Use the HTTP port of the ready table.',
    },
  ],
  [
    /WRONG_VERSION_NUMBER|wrong version number|PACKET_LENGTH_TOO_LONG|packet length too long|RECORD_LAYER_FAILURE/i,
    {
      reason: 'the client does not speak TLS on the port of MQTT over TLS',
      remedy: 'Use mqtts:// here, or the port of plain MQTT of the ready table.',
    },
  ],
  [
    /UNSUPPORTED_PROTOCOL|unsupported protocol|PROTOCOL_VERSION|protocol version|VERSION_TOO_LOW|version too low/i,
    { reason: 'the client offers no TLS newer than 1.1', remedy: 'Let the client use TLS 1.2 or 1.3.' },
  ],
  [
    /NO_SHARED_CIPHER|no shared cipher|HANDSHAKE_FAILURE|handshake failure|no suitable/i,
    {
      reason: 'client and platform have no cipher or signature algorithm in common',
      remedy: 'Let the client use TLS 1.2 or 1.3 with its usual ciphers.',
    },
  ],
  [
    /HANDSHAKE_TIMEOUT|handshake timeout/i,
    { reason: 'the client did not finish the TLS handshake in time', remedy: DEFAULT_REMEDY },
  ],
  [
    /ECONNRESET|socket hang up|EPIPE/,
    {
      reason:
        'the client closed the connection during the TLS handshake, as one does that does not trust the certificate',
      remedy: TRUST,
    },
  ],
];

/** What went wrong in a handshake, in words. */
export function tlsFailure({
  code = '',
  message,
}: {
  readonly code?: string;
  readonly message: string;
}): TlsFailure {
  const found = FAILURES.find(([pattern]) => pattern.test(code) || pattern.test(message));
  if (found !== undefined) return found[1];
  // OpenSSL: error:<number>:<library>:<function>:<reason>:<file>:<line>:
  const text = /^[0-9A-F]*:?error:[^:]*:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;
  return { reason: `the TLS handshake failed: ${text.trim()}`, remedy: DEFAULT_REMEDY };
}
