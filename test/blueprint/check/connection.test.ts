/** `connection` of a fleet file: what does not go together is told with its place. */
import { describe, expect, test } from 'vitest';
import { checkConnection } from '../../../src/blueprint/check/connection.js';

const findings = (connection: unknown, gateways?: number) =>
  checkConnection({ connection, gateways }).map(
    ({ path, message }) => `${path.slice(1).join('.')} ${message}`,
  );

describe('is right', () => {
  test.each([
    undefined,
    {},
    { transport: 'mqtt', username: 'dev-{index:4}', password: '{fleet}/{token}', keepAlive: '60s' },
    { transport: 'mqtts', certificate: { cert: 'c/{token}.pem', key: 'c/{token}.key', ca: 'ca.pem' } },
    { transport: 'https', certificate: { ca: 'ca.pem' }, poll: '30s' },
    { poll: '30s', reconnect: 'never' },
    { reconnect: { first: '1s', max: '1s' } },
  ])('%j', (connection) => {
    expect(findings(connection)).toEqual([]);
  });

  test('roaming with two gateways', () => {
    expect(findings({ roaming: { every: '10m' } }, 2)).toEqual([]);
  });
});

describe('is wrong', () => {
  test.each([
    [{ username: '{idx}' }, 'username has {idx}; only {index}, {index:4}, {token} and {fleet} are known'],
    [{ password: 'secret' }, 'password a password needs a username beside it'],
    [
      { transport: 'http', username: 'a' },
      'username Kaa has no user names over HTTP: the token is all that counts there',
    ],
    [{ transport: 'mqtt', certificate: {} }, 'certificate certificates need transport: mqtts, wss or https'],
    [{ certificate: {} }, 'certificate certificates need transport: mqtts, wss or https'],
    [
      { transport: 'mqtts', certificate: { cert: 'a' } },
      'certificate a certificate of the client needs both cert and key',
    ],
    [{ keepAlive: '500ms' }, 'keepAlive must be from 1s to 65535s'],
    [{ keepAlive: '1d' }, 'keepAlive must be from 1s to 65535s'],
    [{ transport: 'ws', poll: '1s' }, 'poll is for http and https: over ws endpoints are told'],
    [{ poll: '0s' }, 'poll must be longer than 0'],
    [{ reconnect: { first: '5s', max: '1s' } }, 'reconnect.max must not be shorter than first, 5s'],
    [{ reconnect: { first: '0s' } }, 'reconnect.first must be longer than 0'],
    [{ roaming: { every: '1m' } }, 'roaming endpoints move between gateways: the fleet needs two at least'],
  ])('%j', (connection, message) => {
    expect(findings(connection)).toEqual([message]);
  });

  test('a token behind gateways', () => {
    expect(findings({ username: '{token}' }, 4)).toEqual([
      'username has {token}, and a gateway has many; {index} counts the gateways',
    ]);
  });
});
