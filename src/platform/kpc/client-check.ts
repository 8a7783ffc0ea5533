/**
 * Whether a client may speak for the endpoints of a tenant: it must have come with what the tenant requires. (reference §2.5)
 *
 * A client is asked who it is when it connects, before it has named an application version, and so a tenant. A client that
 * one tenant lets in may be none of another's: that shows with its first message, and its connection ends. (reference §2.4)
 */
import type { EventOf } from '../esp/events.js';
import type { Tekton } from '../services/tekton/tekton.js';
import type { ClientIdentity } from './authentication.js';
import type { Communication } from './communication.js';
import type { ClientSession, CloseCause } from './session.js';

/** What is asked of CCM about clients that have been let in. */
export interface ClientCredentials {
  maySpeakFor(tenant: string, identity: ClientIdentity): boolean;
  /** Is there any tenant whose endpoints it may speak for? */
  mayStay(identity: ClientIdentity): boolean;
}

export interface ClientCheckPorts {
  readonly tekton: Tekton;
  /** Absent: every client may speak for everybody. */
  readonly credentials?: ClientCredentials | undefined;
}

/** Clients of transports without authentication are not asked. */
export function maySpeakFor(
  { tekton, credentials }: ClientCheckPorts,
  { identity }: ClientSession,
  appVersionName: string,
): boolean {
  if (identity === undefined || credentials === undefined) return true;
  return credentials.maySpeakFor(tekton.tenantOf(appVersionName), identity);
}

/** Whether a client may stay connected, with the versions of the endpoints that it speaks for. */
export function mayStay(
  ports: ClientCheckPorts,
  session: ClientSession,
  versions: Iterable<string>,
): boolean {
  const { identity } = session;
  if (identity === undefined || ports.credentials === undefined) return true;
  if (!ports.credentials.mayStay(identity)) return false;
  for (const version of versions) if (!maySpeakFor(ports, session, version)) return false;
  return true;
}

/** The events after which a client may have to go. */
export const CUTTING_OFF = ['credentials-revoked', 'client-authentication-changed'] as const;

/** Ends the sessions that an event of CCM is against. [22/CAP CAP-17] */
export function cutOff(
  event: EventOf<(typeof CUTTING_OFF)[number]>,
  sessions: Iterable<ClientSession>,
  communication: Communication,
): void {
  const causeFor = (session: ClientSession): CloseCause | undefined => {
    if (event.type === 'credentials-revoked') {
      const isHeld = session.identity?.credentialsIds.includes(event.credentialsId) ?? false;
      return isHeld ? 'credentials-revoked' : undefined;
    }
    return communication.mayStay(session) ? undefined : 'not-authenticated';
  };
  for (const session of [...sessions]) {
    const cause = causeFor(session);
    if (cause !== undefined) session.close(cause);
  }
}
