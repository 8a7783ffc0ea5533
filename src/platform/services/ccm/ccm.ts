/**
 * CCM, the client credentials: who may connect, by user name and password or by certificate. [22/CAP]
 *
 * They belong to a tenant and are good for every endpoint of it; which endpoint a message is about is said by its
 * token alone. Their life cycle is that of tokens. Whether a transport asks for them is up to the tenant: a setting of
 * KPC, off by default. Passwords are kept as digests only; they are in no listing and no journal.
 */
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { Random } from '../../../kernel/random.js';
import type { EventBus } from '../../esp/events.js';
import type { SavedCredentials } from '../../snapshot/schema.js';
import { isUsableState, type LifeCycleState, mayBecome } from '../life-cycle.js';
import {
  type Attempts,
  type Authentication,
  type BasicCredentials,
  type ClientConnection,
  type ClientCredentials,
  faultOf,
  type Identity,
  KINDS,
  type Kind,
  type X509Credentials,
} from './credentials.js';
import { certificateKey, digestOf, identifyCertificate, identifyUser } from './identify.js';
import { splitUsername } from './identity.js';
import type { Requirements } from './requirements.js';

export type {
  Authentication,
  BasicCredentials,
  ClientConnection,
  ClientCredentials,
  Identity,
  X509Credentials,
};

export interface CcmPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly journal: Journal;
  /** The tenant of whatever names none. */
  readonly tenant: string;
  /** What tenants require that nothing else is said about. */
  readonly requirements: Requirements;
  /** What the other tenants require. */
  readonly others?: ReadonlyMap<string, Requirements> | undefined;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Entry = Mutable<BasicCredentials> | Mutable<X509Credentials>;

type Of<Kind> = Kind & { readonly tenant?: string | undefined };

export class CredentialRegister {
  readonly #ports: CcmPorts;
  /** By tenant: those that there are. */
  readonly #requirements: Map<string, Requirements>;
  readonly #byId = new Map<string, Entry>();
  /** By `<user>@<tenant>`. */
  readonly #byUsername = new Map<string, { readonly entry: Entry; readonly digest: Uint8Array }>();
  readonly #byCertificate = new Map<string, Entry>();

  constructor(ports: CcmPorts) {
    this.#ports = ports;
    this.#requirements = new Map([[ports.tenant, ports.requirements], ...(ports.others ?? [])]);
  }

  /** Undefined when there is such a user already, or nothing in the user name. */
  createBasic({
    username,
    password,
    tenant = this.#ports.tenant,
  }: Of<{ username: string; password: string }>) {
    const wireName = `${username}@${tenant}`;
    if (username === '' || this.#byUsername.has(wireName)) return undefined;
    const name = tenant === this.#ports.tenant ? username : wireName;
    const entry: Mutable<BasicCredentials> = {
      kind: 'basic',
      username,
      tenant,
      ...this.#begin('basic', name),
    };
    this.#byUsername.set(wireName, { entry, digest: digestOf(password) });
    return this.#add(entry, name);
  }

  /** Undefined when any tenant knows the certificate already, or its serial number is not a whole number in base 10. */
  createX509({
    issuer,
    serialNumber,
    tenant = this.#ports.tenant,
  }: Of<{ issuer: string; serialNumber: string }>) {
    const key = certificateKey(issuer, serialNumber);
    if (key === undefined || this.#byCertificate.has(key)) return undefined;
    const begun = this.#begin('x509', key);
    const entry: Mutable<X509Credentials> = { kind: 'x509', issuer, serialNumber, tenant, ...begun };
    this.#byCertificate.set(key, entry);
    return this.#add(entry, key);
  }

  /** Those that there are, the platform's own first. */
  get tenants(): readonly string[] {
    return [...this.#requirements.keys()];
  }

  /** Which client credentials each transport requires for the endpoints of a tenant. */
  requirementsOf(tenant: string): Requirements {
    return this.#requirements.get(tenant) ?? this.#ports.requirements;
  }

  /** Changes that; sessions that do not meet it end. (reference §2.4, §8.2) */
  require(requirements: Requirements, tenant: string = this.#ports.tenant): void {
    this.#requirements.set(tenant, requirements);
    this.#ports.events.raise({ type: 'client-authentication-changed', tenant });
  }

  find(credentialsId: string): ClientCredentials | undefined {
    const entry = this.#byId.get(credentialsId);
    return entry === undefined ? undefined : Object.freeze({ ...entry });
  }

  /** In the order of their creation; copies. */
  list(kind?: ClientCredentials['kind'], tenant?: string): readonly ClientCredentials[] {
    const entries = [...this.#byId.values()].filter(
      (entry) => (kind ?? entry.kind) === entry.kind && (tenant ?? entry.tenant) === entry.tenant,
    );
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

  /**
   * Whether a client may connect: who names a tenant, to that one, anybody else if some tenant lets them in. What is not
   * required is looked at, and never refused. [22/CAP]
   */
  authenticate(connection: ClientConnection): Authentication {
    const { username, certificate, transport } = connection;
    const attempts: Attempts<Entry> = {
      ...(certificate !== undefined && { x509: identifyCertificate(this.#byCertificate, connection) }),
      ...(username !== undefined && { basic: identifyUser(this.#byUsername, connection) }),
    };
    const named = splitUsername(username ?? '')?.tenant ?? '';
    const tenants = this.#requirements.has(named) ? [named] : [...this.#requirements.keys()];
    const faults = tenants.map((tenant) => faultOf(attempts, tenant, this.requirementsOf(tenant)[transport]));
    const [reason] = faults;
    if (reason !== undefined && !faults.includes(undefined)) return { ok: false, reason };
    const found = Object.values(attempts).flatMap((one) => ('entry' in one ? [one.entry] : []));
    return { ok: true, credentialsIds: found.map((entry) => this.#used(entry)) };
  }

  /** Whether a client that has been let in may speak for endpoints of a tenant; asked for every message. */
  maySpeakFor(tenant: string, { transport, credentialsIds }: Identity): boolean {
    const required = this.requirementsOf(tenant)[transport];
    if (!required.basic && !required.x509) return true;
    const entries = credentialsIds.map((credentialsId) => this.#byId.get(credentialsId));
    const has = (kind: Kind) => entries.some((entry) => entry?.kind === kind && entry.tenant === tenant);
    return KINDS.every((kind) => !required[kind] || has(kind));
  }

  /** Whether it may stay: there is a tenant whose endpoints it may speak for. */
  mayStay(identity: Identity): boolean {
    return [...this.#requirements.keys()].some((tenant) => this.maySpeakFor(tenant, identity));
  }

  /** Everything as plain data; of passwords their digests. */
  capture(): SavedCredentials {
    const basic = [...this.#byUsername.values()].map(({ entry, digest }) => {
      const { kind: _, username, tenant, ...state } = entry as BasicCredentials;
      const passwordDigest = Buffer.from(digest).toString('hex');
      return { username, passwordDigest, ...this.#foreign(tenant), ...state };
    });
    const x509 = [...this.#byCertificate.values()].map((entry) => {
      const { kind: _, issuer, serialNumber, tenant, ...state } = entry as X509Credentials;
      return { issuer, serialNumber, ...this.#foreign(tenant), ...state };
    });
    return { basic, x509 };
  }

  /** Puts what was captured in place of everything; whoever may no longer identify is announced. [22/CAP CAP-16] */
  restore({ basic, x509 }: SavedCredentials): void {
    const before = [...this.#byId.values()].filter(({ state }) => isUsableState(state));
    for (const map of [this.#byId, this.#byUsername, this.#byCertificate]) map.clear();
    const { tenant } = this.#ports;
    for (const { passwordDigest, ...saved } of basic) {
      const entry: Entry = { kind: 'basic', tenant, ...saved };
      this.#byId.set(entry.credentialsId, entry);
      this.#byUsername.set(`${saved.username}@${entry.tenant}`, {
        entry,
        digest: Buffer.from(passwordDigest, 'hex'),
      });
    }
    for (const saved of x509) {
      const entry: Entry = { kind: 'x509', tenant, ...saved };
      this.#byId.set(entry.credentialsId, entry);
      this.#byCertificate.set(certificateKey(saved.issuer, saved.serialNumber) as string, entry);
    }
    for (const { kind, credentialsId } of before) {
      if (isUsableState(this.#byId.get(credentialsId)?.state ?? 'Revoked')) continue;
      this.#ports.events.raise({ type: 'credentials-revoked', kind, credentialsId });
    }
  }

  /** In a snapshot whatever names no tenant is of the platform's own. */
  #foreign(tenant: string): { tenant?: string } {
    return tenant === this.#ports.tenant ? {} : { tenant };
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
