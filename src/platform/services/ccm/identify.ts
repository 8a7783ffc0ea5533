/**
 * Whose credentials a client has shown, by what the register knows of them. Passwords are compared as digests.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { LifeCycleState } from '../life-cycle.js';
import { type ClientConnection, type Identified, usable } from './credentials.js';
import { issuerKey, serialKey, splitUsername } from './identity.js';

export const digestOf = (password: string) => createHash('sha256').update(password).digest();
/** Compared with when there is no such user, so that the time tells nothing. */
const NOBODY = Buffer.alloc(32);

interface Living {
  readonly state: LifeCycleState;
}

/** @param known by `<user>@<tenant>` */
export function identifyUser<Entry extends Living>(
  known: ReadonlyMap<string, { readonly entry: Entry; readonly digest: Uint8Array }>,
  { username = '', password = '' }: ClientConnection,
): Identified<Entry> {
  const user = known.get(username);
  const isRight = timingSafeEqual(user?.digest ?? NOBODY, digestOf(password));
  if (splitUsername(username) === undefined) return { reason: 'the user name must be <user>@<tenant>' };
  if (user === undefined || !isRight) return { reason: 'the user name or the password is wrong' };
  return usable(user.entry);
}

/** @param known by {@link certificateKey} */
export function identifyCertificate<Entry extends Living>(
  known: ReadonlyMap<string, Entry>,
  { certificate }: ClientConnection,
): Identified<Entry> {
  const key = certificate && certificateKey(certificate.issuer, certificate.serialNumber);
  const entry = key === undefined ? undefined : known.get(key);
  return entry === undefined ? { reason: 'the client certificate is not known' } : usable(entry);
}

/** What a certificate is known by; undefined when its serial number is none. */
export function certificateKey(issuer: string, serialNumber: string): string | undefined {
  const serial = serialKey(serialNumber);
  return serial === undefined ? undefined : `${issuerKey(issuer)} ${serial}`;
}
