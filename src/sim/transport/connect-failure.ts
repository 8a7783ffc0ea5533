/**
 * Why a connection of MQTT was not opened, as an error for people: what CONNACK, TLS or the network said.
 */
import { type KaaError, kaaError } from '../../errors.js';
import { failureOf, refusalOf } from './reasons.js';

/** CONNACK codes that are about who connects. [MQTT 3.1.1, 3.2.2.3] */
const LOGIN_CODES: Readonly<Record<number, string>> = {
  2: 'the client ID is not allowed',
  4: 'bad user name or password',
  5: 'not authorized',
};
const OTHER_CODES: Readonly<Record<number, string>> = {
  1: 'the server does not speak MQTT 3.1.1',
  3: 'the server says that it is unavailable',
};

/** Why a connection that was to be opened was not. */
export function refusal(error: Error & { code?: number | string }, target: string): KaaError {
  const code = Number(error.code);
  const login = LOGIN_CODES[code];
  if (login !== undefined) return kaaError('LOGIN_REFUSED', { target, reason: login }, { cause: error });
  return failureOf(target, error, OTHER_CODES[code] ?? refusalOf(error));
}

/** There is no connection, for this reason. */
export function unreachable(target: string, reason: string, cause?: unknown): KaaError {
  return kaaError('TARGET_UNREACHABLE', { target, reason }, { cause });
}
