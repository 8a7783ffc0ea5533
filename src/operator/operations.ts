/**
 * What goes wrong on purpose at a running local platform, asked for over its REST: faults, ended connections, restarts.
 * Another Kaa has nothing of the kind.
 */
import { kaaError } from '../errors.js';
import { path, type Rest, statusOf } from './rest.js';
import { platformStatus } from './status.js';

export interface FaultWish {
  readonly kind: string;
  readonly byMs?: number | undefined;
  readonly statusCode?: number | undefined;
  readonly reasonPhrase?: string | undefined;
  readonly id?: string | undefined;
  readonly extension?: string | undefined;
  readonly endpointIds?: readonly string[] | undefined;
  /** 0 to 1. */
  readonly rate?: number | undefined;
  readonly times?: number | undefined;
  /** In milliseconds after it is armed. */
  readonly window?: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined } | undefined;
}

export interface Fault extends FaultWish {
  readonly id: string;
  /** ISO 8601. */
  readonly armedAt: string;
  readonly struck: number;
  readonly state: 'waiting' | 'armed' | 'over';
}

/** @throws KaaError FAULT_REFUSED, REST_UNREACHABLE, REST_UNAUTHORIZED, REST_REFUSED */
export async function armFault(rest: Rest, wish: FaultWish): Promise<Fault> {
  try {
    return (await rest.call({ method: 'POST', path: '/kaa/faults', body: wish })).body as Fault;
  } catch (error) {
    const { message } = (error as { details?: { message?: string } }).details ?? {};
    if (statusOf(error) !== 400) throw error;
    // The platform says the same sentence as the library: here it is told once.
    const reason = String(message)
      .replace(/^(?:The fault cannot be armed: |the body )/, '')
      .replace(/\.$/, '');
    throw kaaError('FAULT_REFUSED', { reason }, { cause: error });
  }
}

/** In the order in which they were armed. @throws KaaError REST_UNREACHABLE, REST_UNAUTHORIZED, REST_REFUSED */
export async function listFaults(rest: Rest): Promise<readonly Fault[]> {
  const { body } = await rest.call({ path: '/kaa/faults' });
  return (body as { faults: Fault[] }).faults;
}

/** @returns what it was at the end @throws KaaError FAULT_UNKNOWN, REST_UNREACHABLE, REST_UNAUTHORIZED */
export async function disarmFault(rest: Rest, id: string): Promise<Fault> {
  const answer = await rest.find({ method: 'DELETE', path: path`/kaa/faults/${id}` });
  if (answer === undefined) throw kaaError('FAULT_UNKNOWN', { id });
  return answer.body as Fault;
}

/** @returns those that were there */
export async function disarmFaults(rest: Rest): Promise<readonly Fault[]> {
  const { body } = await rest.call({ method: 'DELETE', path: '/kaa/faults' });
  return (body as { faults: Fault[] }).faults;
}

/**
 * Ends the connection of the client that speaks for an endpoint.
 * @returns the names of the clients @throws KaaError ENDPOINT_NOT_CONNECTED, REST_REFUSED when there is no such endpoint
 */
export async function disconnectEndpoint(rest: Rest, endpointId: string): Promise<readonly string[]> {
  try {
    const where = path`/kaa/endpoints/${endpointId}/disconnect`;
    const { body } = await rest.call({ method: 'POST', path: where, body: {} });
    return (body as { clients: string[] }).clients;
  } catch (error) {
    if (statusOf(error) === 409) throw kaaError('ENDPOINT_NOT_CONNECTED', { endpointId }, { cause: error });
    throw error;
  }
}

/** Between two looks whether it is back, in milliseconds. */
const LOOK_MS = 50;
/** What a restart may take beyond the time that it is down. */
const GRACE_MS = 10_000;

/**
 * Restarts the platform and waits until it serves again.
 * @returns how long that took, in milliseconds
 * @throws KaaError PLATFORM_NOT_BACK, REST_UNREACHABLE, REST_UNAUTHORIZED, REST_REFUSED
 */
export async function restartPlatform(rest: Rest, downMs: number): Promise<number> {
  const { clock, url } = rest;
  const began = clock.now();
  const { body } = await rest.call({ method: 'POST', path: '/kaa/restart', body: { downMs } });
  const { restarts } = body as { restarts: number };
  while (clock.now() - began < downMs + GRACE_MS) {
    await new Promise<void>((resolve) => {
      clock.schedule(LOOK_MS, 'a look whether the platform is back', resolve);
    });
    const status = await platformStatus(rest).catch(() => undefined);
    if (status !== undefined && status.restarts > restarts) return clock.now() - began;
  }
  throw kaaError('PLATFORM_NOT_BACK', { url, seconds: (downMs + GRACE_MS) / 1000 });
}
