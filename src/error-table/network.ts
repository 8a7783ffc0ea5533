/**
 * What can be wrong with addresses, ports, certificates and servers elsewhere. One part of the table in `errors.ts`.
 */
import type { ErrorEntry } from './entry.js';

export const NETWORK_ERRORS = {
  PORT_BUSY: {
    kind: 'user',
    message: 'Port {port} on {host} is in use by another program.',
    next: ['Stop that program, or choose another port: --port 0 takes any free one.'],
  },
  HTTP_PORT_BUSY: {
    kind: 'user',
    message: 'Port {port} on {host}, for HTTP and WebSocket, is in use by another program.',
    next: ['Stop that program, or choose another port: --http-port 0 takes any free one.'],
  },
  TLS_PORT_BUSY: {
    kind: 'user',
    message: 'Port {port} on {host}, for MQTT over TLS, is in use by another program.',
    next: ['Stop that program, or choose another port: --tls-port 0 takes any free one.'],
  },
  CERTIFICATE_UNUSABLE: {
    kind: 'user',
    message: 'The certificate in {file} cannot be used: {reason}.',
    next: [
      'If it is yours, check the files that kpc names under transports.tls in its settings.',
      'If kaa made it, delete {file} and what lies beside it: both are made again at the next start.',
    ],
  },
  LISTEN_FAILED: {
    kind: 'user',
    message: 'Cannot listen on {host}:{port}: {reason}.',
    next: ['Choose an address of this machine with --host and a port above 1023 with --port.'],
  },
  TARGET_INVALID: {
    kind: 'user',
    message: '--target {target}: {reason}.',
    next: ['Write it as mqtt://host:port.'],
  },
  TARGET_NOT_LOOPBACK: {
    kind: 'user',
    message: '{target} is not on this machine.',
    next: ['Add --allow-remote if you mean to send data samples there.'],
  },
  TARGET_UNREACHABLE: {
    kind: 'external',
    message: 'Cannot reach {target}: {reason}.',
    next: ['Check that a 1/KP server runs there (kaa platform start prints its address), and the port.'],
  },
  TARGET_UNTRUSTED: {
    kind: 'external',
    message: 'Cannot trust {target}: {reason}.',
    next: [
      'If the server is yours, name the certificate of its authority: NODE_EXTRA_CA_CERTS=<CA path> kaa …',
      'kaa platform start prints that path for the certificates that it makes.',
    ],
  },
  LOGIN_REFUSED: {
    kind: 'external',
    message: '{target} refused the connection: {reason}.',
    next: ['Check the user name and password (--username, --password), and that the server allows them.'],
  },
  ADDRESS_INVALID: {
    kind: 'user',
    message: '"{address}" is no address of a 1/KP server: {reason}.',
    next: ['Write it as mqtt://host:port, ws://host:port/ws or http://host:port.'],
  },
  TOKEN_MISSING: {
    kind: 'user',
    message: 'To judge {target}, the suite needs an endpoint there.',
    next: ['Name its application version and its token: --app-version NAME --token TOKEN (twice for two)'],
  },
  TOKEN_NOT_SERVED: {
    kind: 'user',
    message: '{target} does not serve the token "{token}" of {appVersion}: {reason}.',
    next: ['Check --app-version and --token: both must be known to that server.'],
  },
} as const satisfies Record<string, ErrorEntry>;
