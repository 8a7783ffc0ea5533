/**
 * CM, the endpoint tokens: which endpoint a token stands for, and whether it may be used.
 *
 * A token is unique within one application; an endpoint may have several. States: Inactive (new), Active (used),
 * Suspended, Revoked (final). A token that stops being usable is announced, so that sessions end at once. [16/ECAP]
 */
import type { Journal } from '../../../kernel/journal.js';
import type { EventBus } from '../../esp/events.js';

export type TokenState = 'Inactive' | 'Active' | 'Suspended' | 'Revoked';

export interface EndpointToken {
  readonly applicationName: string;
  readonly token: string;
  readonly endpointId: string;
  readonly state: TokenState;
}

interface Ports {
  readonly events: EventBus;
  readonly journal: Journal;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** From which states a management call leads to each state. (CM; Revoked from Inactive is inferred) */
const TRANSITIONS: Readonly<Record<TokenState, readonly TokenState[]>> = {
  Inactive: [],
  Active: ['Suspended'],
  Suspended: ['Active'],
  Revoked: ['Inactive', 'Active', 'Suspended'],
};

export class TokenRegister {
  readonly #ports: Ports;
  /** By application, then by token: every message asks, so no key is put together for it. */
  readonly #tokens = new Map<string, Map<string, Mutable<EndpointToken>>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Adds a token; false when the application has it already. */
  issue(applicationName: string, token: string, endpointId: string): boolean {
    const tokens = this.#tokens.get(applicationName) ?? new Map<string, Mutable<EndpointToken>>();
    if (tokens.has(token)) return false;
    tokens.set(token, { applicationName, token, endpointId, state: 'Inactive' });
    this.#tokens.set(applicationName, tokens);
    this.#ports.journal.append({ type: 'cm.token-issued', endpointId, application: applicationName, token });
    return true;
  }

  find(applicationName: string, token: string): EndpointToken | undefined {
    return this.#tokens.get(applicationName)?.get(token);
  }

  tokensOf(endpointId: string): EndpointToken[] {
    return [...this.all()].filter((entry) => entry.endpointId === endpointId);
  }

  *all(): Generator<EndpointToken> {
    for (const tokens of this.#tokens.values()) yield* tokens.values();
  }

  /**
   * A device identifies itself: the first time makes the token Active.
   * @returns the token when it may be used; otherwise why not, undefined meaning that it does not exist
   */
  identify(applicationName: string, token: string): EndpointToken | undefined {
    const entry = this.#tokens.get(applicationName)?.get(token);
    if (entry?.state === 'Inactive') this.#change(entry, 'Active');
    return entry;
  }

  /** A management call; false when the life cycle does not allow it. */
  transition(applicationName: string, token: string, to: TokenState): boolean {
    const entry = this.#tokens.get(applicationName)?.get(token);
    if (entry === undefined || !TRANSITIONS[to].includes(entry.state)) return false;
    const wasUsable = isUsable(entry);
    this.#change(entry, to);
    // [16/ECAP ECAP-15]
    if (wasUsable && !isUsable(entry)) {
      this.#ports.events.raise({
        type: 'token-revoked',
        applicationName,
        token,
        endpointId: entry.endpointId,
      });
    }
    return true;
  }

  #change(entry: Mutable<EndpointToken>, to: TokenState): void {
    const from = entry.state;
    entry.state = to;
    const { endpointId, applicationName: application, token } = entry;
    this.#ports.journal.append({ type: 'cm.token-state-changed', endpointId, application, token, from, to });
  }
}

export function isUsable(token: EndpointToken): boolean {
  return token.state === 'Inactive' || token.state === 'Active';
}
