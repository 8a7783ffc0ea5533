/**
 * CCM, the client credentials: who may connect, by user name and password or by certificate. [22/CAP]
 *
 * They belong to the tenant and are good for every endpoint of it; which endpoint a message is about is said by its
 * token alone. Their life cycle is that of tokens. Whether a transport asks for them is a setting of KPC, off by
 * default. Passwords are kept as digests only; they are in no listing and no journal.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { Random } from '../../../kernel/random.js';
import type { EventBus } from '../../esp/events.js';
import type { SavedCredentials } from '../../snapshot/schema.js';
import { isUsableState, type LifeCycleState, mayBecome } from '../life-cycle.js';
import { issuerKey, serialKey, splitUsername } from './identity.js';
import type { ClientTransport, Requirements } from './requirements.js';

interface Credentials {
  readonly credentialsId: string;
  readonly state: LifeCycleState;
  /** Milliseconds since the epoch, as are all dates here. */
  readonly createdDate: number;
  readonly updatedDate: number;
  /** When a client last identified with them. */
  readonly lastUseDate?: number | undefined;
}

export interface BasicCredentials extends Credentials {
  readonly kind: 'basic';
  /** Without the tenant. */
  readonly username: string;
}

export interface X509Credentials extends Credentials {
  readonly kind: 'x509';
  readonly issuer: string;
  /** Base 10. */
  readonly serialNumber: string;
}

export type ClientCredentials = BasicCredentials | X509Credentials;

/** What a client came with. The certificate has passed the checks of TLS: chain, dates. [22/CAP CAP-08] */
export interface ClientConnection {
  readonly transport: ClientTransport;
  /** `<user>@<tenant>` */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Serial number in base 10. */
  readonly certificate?: { readonly issuer: string; readonly serialNumber: string } | undefined;
}

/**
 * `credentialsIds` are those the client has identified with: its session ends when one of them is revoked.
 * `credentialsId` is the first; what its transport requires comes before what it does not.
 */
export type Authentication =
  | { readonly ok: true; readonly credentialsId?: string; readonly credentialsIds: readonly string[] }
  | { readonly ok: false; readonly reason: string };

export interface CcmPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly journal: Journal;
  readonly tenant: string;
  readonly requirements: Requirements;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Entry = Mutable<BasicCredentials> | Mutable<X509Credentials>;
type Identified = { readonly entry: Entry } | { readonly reason: string };

const digestOf = (password: string) => createHash('sha256').update(password).digest();
/** Compared with when there is no such user, so that the time tells nothing. */
const NOBODY = Buffer.alloc(32);

export class CredentialRegister {
  readonly #ports: CcmPorts;
  #requirements: Requirements;
  readonly #byId = new Map<string, Entry>();
  readonly #byUsername = new Map<string, { readonly entry: Entry; readonly digest: Uint8Array }>();
  readonly #byCertificate = new Map<string, Entry>();

  constructor(ports: CcmPorts) {
    this.#ports = ports;
    this.#requirements = ports.requirements;
  }

  /** Undefined when there is such a user already, or nothing in the user name. */
  createBasic({ username, password }: { readonly username: string; readonly password: string }) {
    if (username === '' || this.#byUsername.has(username)) return undefined;
    const entry: Mutable<BasicCredentials> = { kind: 'basic', username, ...this.#begin('basic', username) };
    this.#byUsername.set(username, { entry, digest: digestOf(password) });
    return this.#add(entry, username);
  }

  /** Undefined when the certificate is known already, or its serial number is not a whole number in base 10. */
  createX509({ issuer, serialNumber }: { readonly issuer: string; readonly serialNumber: string }) {
    const key = certificateKey(issuer, serialNumber);
    if (key === undefined || this.#byCertificate.has(key)) return undefined;
    const begun = this.#begin('x509', key);
    const entry: Mutable<X509Credentials> = { kind: 'x509', issuer, serialNumber, ...begun };
    this.#byCertificate.set(key, entry);
    return this.#add(entry, key);
  }

  /** Which client credentials each transport requires. */
  get requirements(): Requirements {
    return this.#requirements;
  }

  /** Changes that for clients that connect from now on. (reference §8.2) */
  require(requirements: Requirements): void {
    this.#requirements = requirements;
  }

  find(credentialsId: string): ClientCredentials | undefined {
    const entry = this.#byId.get(credentialsId);
    return entry === undefined ? undefined : Object.freeze({ ...entry });
  }

  /** In the order of their creation; copies. */
  list(kind?: ClientCredentials['kind']): readonly ClientCredentials[] {
    const entries = [...this.#byId.values()].filter((entry) => kind === undefined || entry.kind === kind);
    return entries.map((entry) => Object.freeze({ ...entry }));
  }

  /** A management call; false when there are none such, or the life cycle does not allow it. */
  transition(credentialsId: string, to: LifeCycleState): boolean {
    const entry = this.#byId.get(credentialsId);
    if (entry === undefined || !mayBecome(entry.state, to)) return false;
    const wasUsable = isUsableState(entry.state);
    this.#change(entry, to);
    // [22/CAP CAP-16]
    if (wasUsable && !isUsableState(to))
      this.#ports.events.raise({ type: 'credentials-revoked', kind: entry.kind, credentialsId });
    return true;
  }

  /** Whether a client may connect. What its transport does not require is looked at, and never refused. [22/CAP] */
  authenticate(connection: ClientConnection): Authentication {
    const { username, certificate, transport } = connection;
    const required = this.#requirements[transport];
    const credentialsIds: string[] = [];
    const checks = [
      { given: certificate !== undefined, required: required.x509, what: 'a client certificate' },
      { given: username !== undefined, required: required.basic, what: 'a user name and a password' },
    ] as const;
    for (const [index, check] of checks.entries()) {
      if (!check.given && check.required) return { ok: false, reason: `${check.what} is required` };
      if (!check.given) continue;
      const found = index === 0 ? this.#identifyCertificate(connection) : this.#identifyUser(connection);
      if ('entry' in found && check.required) credentialsIds.unshift(this.#used(found.entry));
      else if ('entry' in found) credentialsIds.push(this.#used(found.entry));
      else if (check.required) return { ok: false, reason: found.reason };
    }
    const [credentialsId] = credentialsIds;
    return { ok: true, credentialsIds, ...(credentialsId === undefined ? {} : { credentialsId }) };
  }

  /** Everything as plain data; of passwords their digests. */
  capture(): SavedCredentials {
    const basic = [...this.#byUsername.values()].map(({ entry, digest }) => {
      const { kind: _, username, ...state } = entry as BasicCredentials;
      return { username, passwordDigest: Buffer.from(digest).toString('hex'), ...state };
    });
    const x509 = [...this.#byCertificate.values()].map((entry) => {
      const { kind: _, issuer, serialNumber, ...state } = entry as X509Credentials;
      return { issuer, serialNumber, ...state };
    });
    return { basic, x509 };
  }

  /** Puts what was captured in place of everything; whoever may no longer identify is announced. [22/CAP CAP-16] */
  restore({ basic, x509 }: SavedCredentials): void {
    const before = [...this.#byId.values()].filter(({ state }) => isUsableState(state));
    for (const map of [this.#byId, this.#byUsername, this.#byCertificate]) map.clear();
    for (const { passwordDigest, ...saved } of basic) {
      const entry: Entry = { kind: 'basic', ...saved };
      this.#byId.set(entry.credentialsId, entry);
      this.#byUsername.set(saved.username, { entry, digest: Buffer.from(passwordDigest, 'hex') });
    }
    for (const saved of x509) {
      const entry: Entry = { kind: 'x509', ...saved };
      this.#byId.set(entry.credentialsId, entry);
      this.#byCertificate.set(certificateKey(saved.issuer, saved.serialNumber) as string, entry);
    }
    for (const { kind, credentialsId } of before) {
      if (isUsableState(this.#byId.get(credentialsId)?.state ?? 'Revoked')) continue;
      this.#ports.events.raise({ type: 'credentials-revoked', kind, credentialsId });
    }
  }

  #identifyUser({ username = '', password = '' }: ClientConnection): Identified {
    const name = splitUsername(username);
    const known = name?.tenant === this.#ports.tenant ? this.#byUsername.get(name.user) : undefined;
    const isRight = timingSafeEqual(known?.digest ?? NOBODY, digestOf(password));
    if (name === undefined) return { reason: 'the user name must be <user>@<tenant>' };
    if (known === undefined || !isRight) return { reason: 'the user name or the password is wrong' };
    return usable(known.entry);
  }

  #identifyCertificate({ certificate }: ClientConnection): Identified {
    const key = certificate && certificateKey(certificate.issuer, certificate.serialNumber);
    const entry = key === undefined ? undefined : this.#byCertificate.get(key);
    return entry === undefined ? { reason: 'the client certificate is not known' } : usable(entry);
  }

  #used(entry: Entry): string {
    entry.lastUseDate = this.#now();
    if (entry.state === 'Inactive') this.#change(entry, 'Active');
    return entry.credentialsId;
  }

  #begin(kind: string, name: string) {
    const credentialsId = this.#ports.random.stream(`ccm/${kind}/${name}`).uuid();
    const now = this.#now();
    return { credentialsId, state: 'Inactive' as const, createdDate: now, updatedDate: now };
  }

  #add<Added extends Entry>(entry: Added, name: string): Readonly<Added> {
    const { credentialsId, kind } = entry;
    this.#byId.set(credentialsId, entry);
    this.#ports.journal.append({ type: 'ccm.credentials-created', credentialsId, kind, name });
    return Object.freeze({ ...entry });
  }

  #change(entry: Entry, to: LifeCycleState): void {
    const { state: from, credentialsId, kind } = entry;
    entry.state = to;
    entry.updatedDate = this.#now();
    this.#ports.journal.append({ type: 'ccm.credentials-state-changed', credentialsId, kind, from, to });
  }

  #now(): number {
    return Math.floor(this.#ports.clock.now());
  }
}

function usable(entry: Entry): Identified {
  return isUsableState(entry.state) ? { entry } : { reason: `the client credentials are ${entry.state}` };
}

function certificateKey(issuer: string, serialNumber: string): string | undefined {
  const serial = serialKey(serialNumber);
  return serial === undefined ? undefined : `${issuerKey(issuer)} ${serial}`;
}
