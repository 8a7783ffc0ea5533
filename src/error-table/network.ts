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
    next: ['Write it as mqtt://host:port, or with mqtts, ws, wss, http or https.'],
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
      'If the server is yours, name the certificate of its authority: --ca <CA path>',
      'kaa platform start prints that path for the certificates that it makes.',
    ],
  },
  CONNECTIONS_EXHAUSTED: {
    kind: 'user',
    message: 'No more connections to {target}: {reason}.',
    next: [
      'Let endpoints share connections (gateways in the fleet file), or use --transport memory without --target.',
      'Or raise the limit of open files (ulimit -n); to one address and port a machine has about 28,000 connections.',
    ],
  },
  FLEET_TRANSPORT_OTHER: {
    kind: 'user',
    message: 'Fleet {fleet} connects over {transport}, and {target} is an address of {protocol}.',
    next: ['Name a target of {transport}, or leave connection.transport out of the fleet file.'],
  },
  FLEET_TRANSPORT_OFF: {
    kind: 'user',
    message: 'Fleet {fleet} connects over {transport}, which the settings of kpc have turned off.',
    next: ['Turn it on under transports in the settings of kpc, or let the fleet speak another one.'],
  },
  FLEET_NEEDS_MQTT: {
    kind: 'user',
    message: 'Fleet {fleet} cannot go without MQTT: {reason}.',
    next: ['Take --transport memory, which is MQTT without a network.'],
  },
  FLEET_CERTIFICATE: {
    kind: 'user',
    message: 'Fleet {fleet} names the certificate {file}: {reason}.',
    next: ['Paths are relative to blueprint.yaml, and places such as the token are filled for each client.'],
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
    next: [
      'Name the REST of the server, and the suite makes its own: --rest URL, with --api-token TOKEN if it takes one',
      'Or name the application version of an endpoint and its token: --app-version NAME --token TOKEN (twice for two)',
    ],
  },
  APP_VERSION_NOT_SEEN: {
    kind: 'user',
    message: 'No application at {url} that may be seen has the version "{appVersion}".',
    next: ['Check --app-version, and that the API token may see its application (--api-token).'],
  },
  AUTHORITY_UNREADABLE: {
    kind: 'user',
    message: 'Cannot use {file} as certificates to trust: {reason}.',
    next: ['Name a file in PEM, such as the one that kaa platform start prints as "CA to trust".'],
  },
  TOKEN_NOT_SERVED: {
    kind: 'user',
    message: '{target} does not serve the token "{token}" of {appVersion}: {reason}.',
    next: ['Check --app-version and --token: both must be known to that server.'],
  },
} as const satisfies Record<string, ErrorEntry>;
