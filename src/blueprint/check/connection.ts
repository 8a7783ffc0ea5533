/**
 * `connection` of a fleet file: what its schema cannot say, since it is about members together.
 */

import { parseDuration } from '../../kernel/duration.js';
import { type Fields, fieldsOf, textOf } from '../data.js';
import type { Finding } from '../problems.js';
import type { Path } from '../source.js';
import { longerThanNothing } from './values-relations.js';

const SECURE: ReadonlySet<unknown> = new Set(['mqtts', 'wss', 'https']);
const HTTP: ReadonlySet<unknown> = new Set(['http', 'https']);
const PLACEHOLDER = /\{([^{}]*)\}/g;
const KNOWN_PLACEHOLDER = /^(?:index(?::[0-9]{1,2})?|token|fleet)$/;
const KEEP_ALIVE_MS_MIN = 1000;
/** MQTT counts the seconds in two bytes. [MQTT 3.1.1, 3.1.2.10] */
const KEEP_ALIVE_MS_MAX = 65_535_000;

export function checkConnection(fleet: Fields): Finding[] {
  const connection = fieldsOf(fleet.connection);
  return [
    ...checkTemplates(connection, fleet.gateways !== undefined),
    ...checkUser(connection),
    ...checkCertificate(connection),
    ...checkTimes(connection),
    ...checkRoaming(connection, fleet.gateways),
  ];
}

function checkTemplates({ username, password, certificate }: Fields, hasGateways: boolean): Finding[] {
  const texts: [Path, unknown][] = [
    [['username'], username],
    [['password'], password],
    ...Object.entries(fieldsOf(certificate)).map(([name, file]): [Path, unknown] => [
      ['certificate', name],
      file,
    ]),
  ];
  return texts.flatMap(([path, text]) =>
    placeholdersOf(text).flatMap((name) => {
      if (!KNOWN_PLACEHOLDER.test(name))
        return [problem(path, `has {${name}}; only {index}, {index:4}, {token} and {fleet} are known`)];
      if (name === 'token' && hasGateways)
        return [problem(path, 'has {token}, and a gateway has many; {index} counts the gateways')];
      return [];
    }),
  );
}

const placeholdersOf = (text: unknown) =>
  [...(textOf(text) ?? '').matchAll(PLACEHOLDER)].map((match) => match[1] as string);

function checkUser({ transport, username, password }: Fields): Finding[] {
  if (username === undefined && password !== undefined)
    return [problem(['password'], 'a password needs a username beside it', 'key')];
  if (username === undefined || !HTTP.has(transport)) return [];
  return [
    problem(['username'], 'Kaa has no user names over HTTP: the token is all that counts there', 'key'),
  ];
}

function checkCertificate({ transport, certificate }: Fields): Finding[] {
  if (certificate === undefined) return [];
  if (!SECURE.has(transport))
    return [problem(['certificate'], 'certificates need transport: mqtts, wss or https', 'key')];
  const { cert, key } = fieldsOf(certificate);
  if ((cert === undefined) === (key === undefined)) return [];
  return [problem(['certificate'], 'a certificate of the client needs both cert and key', 'key')];
}

function checkTimes({ transport, keepAlive, poll, reconnect }: Fields): Finding[] {
  const { first, max } = fieldsOf(reconnect);
  const keepAliveMs = msOf(keepAlive) ?? KEEP_ALIVE_MS_MIN;
  const [firstMs, maxMs] = [msOf(first), msOf(max)];
  const isTooShort = firstMs !== undefined && maxMs !== undefined && maxMs < firstMs;
  const isTold = transport !== undefined && !HTTP.has(transport);
  return [
    ...longerThanNothing(poll, ['connection', 'poll']),
    ...longerThanNothing(first, ['connection', 'reconnect', 'first']),
    ...(keepAliveMs < KEEP_ALIVE_MS_MIN || keepAliveMs > KEEP_ALIVE_MS_MAX
      ? [problem(['keepAlive'], 'must be from 1s to 65535s')]
      : []),
    ...(isTooShort ? [problem(['reconnect', 'max'], `must not be shorter than first, ${first}`)] : []),
    ...(isTold && poll !== undefined
      ? [problem(['poll'], `is for http and https: over ${transport} endpoints are told`, 'key')]
      : []),
  ];
}

function checkRoaming({ roaming }: Fields, gateways: unknown): Finding[] {
  if (roaming === undefined) return [];
  const every = longerThanNothing(fieldsOf(roaming).every, ['connection', 'roaming', 'every']);
  if (Number(gateways) >= 2) return every;
  return [
    ...every,
    problem(['roaming'], 'endpoints move between gateways: the fleet needs two at least', 'key'),
  ];
}

const msOf = (text: unknown) => parseDuration(textOf(text) ?? '');

const problem = (path: Path, message: string, at?: 'key'): Finding => ({
  path: ['connection', ...path],
  message,
  ...(at && { at }),
});
