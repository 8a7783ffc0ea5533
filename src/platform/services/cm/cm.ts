/**
 * CM, the endpoint tokens: which endpoint a token stands for, and whether it may be used.
 *
 * A token is unique within one application; an endpoint may have several. States: Inactive (new), Active (used),
 * Suspended, Revoked (final). A token that stops being usable is announced, so that sessions end at once. [16/ECAP]
 * It knows no endpoints but by ID; when one is unregistered its tokens are deleted. Tokens have no expiry.
 */
import type { Clock } from '../../../kernel/clock.js';
import type { Journal } from '../../../kernel/journal.js';
import type { Random } from '../../../kernel/random.js';
import type { EventBus } from '../../esp/events.js';
import type { SavedToken } from '../../snapshot/schema.js';
import { isUsableState, type LifeCycleState, mayBecome } from '../life-cycle.js';
import type { CmSettings } from './settings.js';

export type TokenState = LifeCycleState;

export interface EndpointToken {
  /** What listings show instead of the token. */
  readonly tokenId: string;
  readonly applicationName: string;
  readonly token: string;
  readonly endpointId: string;
  readonly state: TokenState;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly journal: Journal;
  readonly settings: CmSettings;
}

/** A token as it is kept. Whoever still holds one that has been taken out holds no token. */
class Entry implements EndpointToken {
  readonly tokenId: string;
  readonly applicationName: string;
  readonly token: string;
  readonly endpointId: string;
  state: TokenState;
  readonly createdAt: number;
  updatedAt: number;
  #isKept = true;

  constructor(token: EndpointToken) {
    this.tokenId = token.tokenId;
    this.applicationName = token.applicationName;
    this.token = token.token;
    this.endpointId = token.endpointId;
    this.state = token.state;
    this.createdAt = token.createdAt;
    this.updatedAt = token.updatedAt;
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  release(): void {
    this.#isKept = false;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** As in `JTjdbENzHh`, Kaa's own example. */
const TOKEN_LENGTH = 10;

/** The tokens of all applications. */
export class TokenRegister {
  readonly #ports: Ports;
  /** By application, then by token: every message asks, so no key is put together for it. */
  readonly #tokens = new Map<string, Map<string, Entry>>();
  readonly #byEndpoint = new Map<string, readonly EndpointToken[]>();

  constructor(ports: Ports) {
    this.#ports = ports;
    ports.events.listen(['endpoint-unregistered'], ({ endpointId }) => this.#deleteAll(endpointId));
  }

  /** Adds a token, Inactive; undefined when the application has or had it and it may not be issued again. */
  issue(applicationName: string, token: string, endpointId: string): EndpointToken | undefined {
    const before = this.#tokens.get(applicationName)?.get(token);
    if (before !== undefined && !this.#mayReplace(before)) return undefined;
    if (before !== undefined) this.#remove(before);
    const { clock, random, journal } = this.#ports;
    const now = Math.floor(clock.now());
    // A token that replaces a revoked one of the same text has an ID of its own.
    const name = `cm/${applicationName}/${token}/${before?.tokenId ?? ''}`;
    const tokenId = random.stream(name).uuid();
    const times = { createdAt: now, updatedAt: now };
    const entry = new Entry({ tokenId, applicationName, token, endpointId, state: 'Inactive', ...times });
    this.#keep(entry);
    journal.append({ type: 'cm.token-issued', endpointId, application: applicationName, token });
    return entry;
  }

  /** A token that the application does not have, such as `JTjdbENzHh`; it is not issued yet. */
  freshToken(applicationName: string, endpointId: string): string {
    const stream = this.#ports.random.stream(`cm/fresh/${applicationName}/${endpointId}`);
    for (;;) {
      const token = stream.text(TOKEN_LENGTH, ALPHABET);
      if (this.find(applicationName, token) === undefined) return token;
    }
  }

  find(applicationName: string, token: string): EndpointToken | undefined {
    return this.#tokens.get(applicationName)?.get(token);
  }

  tokensOf(endpointId: string): EndpointToken[] {
    return [...(this.#byEndpoint.get(endpointId) ?? [])];
  }

  *all(): Generator<EndpointToken> {
    for (const tokens of this.#tokens.values()) yield* tokens.values();
  }

  /**
   * A device identifies itself: the first time makes the token Active.
   * @param before what its client identified itself with last: nearly always the same, and found without a search
   * @returns the token in whatever state it is; undefined when it does not exist
   */
  identify(applicationName: string, token: string, before?: EndpointToken): EndpointToken | undefined {
    const entry = isStill(before, applicationName, token)
      ? before
      : this.#tokens.get(applicationName)?.get(token);
    if (entry?.state === 'Inactive') this.#change(entry, 'Active');
    return entry;
  }

  /** A management call; false when the life cycle does not allow it. [16/ECAP ECAP-08] */
  transition(applicationName: string, token: string, to: TokenState): boolean {
    const entry = this.#tokens.get(applicationName)?.get(token);
    if (entry === undefined || !mayBecome(entry.state, to)) return false;
    if (entry.state === 'Inactive' && this.#ports.settings.revokeInactive === 'refuse') return false;
    const wasUsable = isUsable(entry);
    this.#change(entry, to);
    if (wasUsable && !isUsable(entry)) this.#announce(entry);
    return true;
  }

  /** Takes a token out altogether; false when there is none. */
  delete(applicationName: string, token: string): boolean {
    const entry = this.#tokens.get(applicationName)?.get(token);
    if (entry === undefined) return false;
    this.#remove(entry);
    const { endpointId } = entry;
    const { journal } = this.#ports;
    journal.append({ type: 'cm.token-deleted', endpointId, application: applicationName, token });
    if (isUsable(entry)) this.#announce(entry);
    return true;
  }

  /** Every token as plain data, by application. */
  capture(): SavedToken[] {
    return [...this.all()].map((token) => ({ ...token }));
  }

  /** Puts captured tokens in place of all that there are; announces nothing. */
  restore(saved: readonly SavedToken[]): void {
    for (const tokens of this.#tokens.values()) for (const entry of tokens.values()) entry.release();
    this.#tokens.clear();
    this.#byEndpoint.clear();
    for (const token of saved) this.#keep(new Entry(token));
  }

  /** [9/ELCE] The tokens of an endpoint end with it. (CM) */
  #deleteAll(endpointId: string): void {
    for (const { applicationName, token } of this.tokensOf(endpointId)) this.delete(applicationName, token);
  }

  #mayReplace({ state }: EndpointToken): boolean {
    return state === 'Revoked' && this.#ports.settings.revokedTokenAgain === 'allow';
  }

  #keep(entry: Entry): void {
    const { applicationName, token, endpointId } = entry;
    const tokens = this.#tokens.get(applicationName) ?? new Map<string, Entry>();
    this.#tokens.set(applicationName, tokens.set(token, entry));
    const others = this.#byEndpoint.get(endpointId);
    this.#byEndpoint.set(endpointId, others === undefined ? [entry] : [...others, entry]);
  }

  #remove(entry: Entry): void {
    const { applicationName, token, endpointId } = entry;
    entry.release();
    this.#tokens.get(applicationName)?.delete(token);
    const left = this.tokensOf(endpointId).filter((other) => other !== entry);
    if (left.length === 0) this.#byEndpoint.delete(endpointId);
    else this.#byEndpoint.set(endpointId, left);
  }

  #change(entry: Entry, to: TokenState): void {
    const from = entry.state;
    entry.state = to;
    entry.updatedAt = Math.floor(this.#ports.clock.now());
    const { endpointId, applicationName: application, token } = entry;
    this.#ports.journal.append({ type: 'cm.token-state-changed', endpointId, application, token, from, to });
  }

  /** [16/ECAP ECAP-15] */
  #announce({ applicationName, token, endpointId }: EndpointToken): void {
    this.#ports.events.raise({ type: 'token-revoked', applicationName, token, endpointId });
  }
}

function isStill(before: EndpointToken | undefined, applicationName: string, token: string): before is Entry {
  const isSame = before?.token === token && before.applicationName === applicationName;
  return isSame && (before as Entry).isKept;
}

/** Whether an endpoint may identify with it. */
export function isUsable(token: EndpointToken): boolean {
  return isUsableState(token.state);
}
