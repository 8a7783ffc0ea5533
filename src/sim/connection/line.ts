/**
 * One client and its connection: opened, lost, opened again after a while, held closed, given up.
 *
 *     open() ─► connecting ─► open ─► lost ─► waiting ─► connecting …
 *                                └──► held (switched off, cut by a fault) ─► connecting
 *
 * What was outstanding when a connection ends stays unanswered. It does not know which endpoints it carries.
 */
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { RandomStream } from '../../kernel/random.js';
import type { Session, SessionOptions, Transport } from '../transport/transport.js';
import { type BackOff, waitBefore } from './back-off.js';
import type { Carrier, Kp1Client, UnansweredCause } from './kp1-client.js';

/** Why a connection is held closed: its endpoint is off, or a fault has cut it. */
export type Hold = 'off' | 'fault';

/** What lies between a client and its session, to harm messages; see `faults/link.ts`. */
export interface Link extends Carrier {
  attach(session: Session): void;
  receive(topic: string, payload: Uint8Array): void;
  /** The connection is gone, and what is on its way with it. */
  clear(): void;
}

/** Shared by the lines of a fleet. */
export interface LinePorts {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Undefined: a lost connection is not opened again. */
  readonly backOff: BackOff | undefined;
  /** Who the client of that number says it is, and how it connects. */
  readonly identityOf: (line: Line) => Omit<SessionOptions, 'onMessage' | 'onLost'>;
  readonly waitsOf: (line: Line) => RandomStream;
  readonly onOpened: (line: Line, isAgain: boolean) => void;
  /** It is closed on purpose. */
  readonly onHeld: (line: Line, why: Hold) => void;
  readonly onLost: (line: Line, reason: string) => void;
  /** It tries again in so many milliseconds. @param reason of the attempt that failed; undefined before the first */
  readonly onWaiting: (line: Line, attempt: number, inMs: number, reason: string | undefined) => void;
  /** It will never be open again. @param attempts that have failed */
  readonly onGone: (line: Line, attempts: number) => void;
}

export class Line {
  /** Of the client in the run. */
  readonly number: number;
  readonly client: Kp1Client;
  readonly #ports: LinePorts;
  readonly #link: Link | undefined;
  #session: Session | undefined;
  #state: 'new' | 'idle' | 'connecting' | 'waiting' | 'gone' = 'new';
  #holds: readonly Hold[] = [];
  /** Of the connection that counts: what an earlier one still brings is ignored. */
  #generation = 0;
  #attempts = 0;
  #wasOpen = false;
  #cancel: Cancel | undefined;
  #waits: RandomStream | undefined;
  #connecting: Promise<void> | undefined;

  constructor(number: number, client: Kp1Client, ports: LinePorts, link?: Link | undefined) {
    this.number = number;
    this.client = client;
    this.#ports = ports;
    this.#link = link;
  }

  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  /** The first time, unless it is held. @throws KaaError as the transport does; there is no second attempt */
  async open(): Promise<void> {
    this.#state = 'idle';
    if (this.#holds.length === 0) await this.#connect();
  }

  /** Closes it until it is released. @param how `goodbye: false`: breaks off without one */
  hold(why: Hold, how: { readonly goodbye: boolean }): void {
    if (this.#holds.includes(why)) return;
    this.#holds = [...this.#holds, why];
    this.#stopWaiting();
    this.#generation++;
    const session = this.#detach(why);
    if (session === undefined) return;
    this.#ports.onHeld(this, why);
    void session.close(how);
  }

  /** Opens it again, unless it is held for another reason. */
  release(why: Hold): void {
    this.#holds = this.#holds.filter((held) => held !== why);
    if (this.#state !== 'idle' || this.#session !== undefined) return;
    if (this.#holds.length === 0) this.#tryToConnect();
  }

  /** For good. */
  async close(): Promise<void> {
    this.#state = 'gone';
    this.#stopWaiting();
    this.#generation++;
    await this.#detach('stopped')?.close();
    await this.#connecting?.catch(() => {});
  }

  async #connect(): Promise<void> {
    this.#state = 'connecting';
    const generation = ++this.#generation;
    this.#connecting = this.#openSession(generation);
    try {
      await this.#connecting;
    } finally {
      this.#connecting = undefined;
      if ((this.#state as string) === 'connecting') this.#state = 'idle';
    }
    // Held and released while it was being opened.
    if (generation !== this.#generation && this.#state === 'idle' && this.#holds.length === 0)
      await this.#connect();
  }

  async #openSession(generation: number): Promise<void> {
    let lostBecause: string | undefined;
    const { clientId, username, password, protocol, tls, keepAliveSeconds } = this.#ports.identityOf(this);
    const session = await this.#ports.transport.open({
      // One by one: an object that is made by spreading has a shape of its own, which takes more than the object.
      clientId,
      username,
      password,
      protocol,
      tls,
      keepAliveSeconds,
      onMessage: (topic, payload) => {
        if (generation === this.#generation) (this.#link ?? this.client).receive(topic, payload);
      },
      onLost: (reason) => {
        // Before it was known to be open: told when it is.
        if (this.#session === undefined) lostBecause = reason;
        else if (generation === this.#generation) this.#lose(reason);
      },
    });
    if (generation !== this.#generation) {
      await session.close();
      return;
    }
    this.#session = session;
    this.#state = 'idle';
    this.#attempts = 0;
    this.#link?.attach(session);
    this.client.attach(this.#link ?? session);
    const isAgain = this.#wasOpen;
    this.#wasOpen = true;
    this.#ports.onOpened(this, isAgain);
    if (lostBecause !== undefined && generation === this.#generation) this.#lose(lostBecause);
  }

  #lose(reason: string): void {
    this.#generation++;
    this.#detach('connection-lost');
    this.#ports.onLost(this, reason);
    this.#wait(undefined);
  }

  #detach(cause: UnansweredCause): Session | undefined {
    const session = this.#session;
    this.#session = undefined;
    this.#link?.clear();
    this.client.detach(cause);
    return session;
  }

  /** @param reason of the attempt that failed */
  #wait(reason: string | undefined): void {
    if (this.#state === 'gone') return;
    const { backOff, clock } = this.#ports;
    const attempt = ++this.#attempts;
    if (backOff !== undefined) this.#waits ??= this.#ports.waitsOf(this);
    const inMs = backOff && this.#waits && waitBefore(attempt, backOff, this.#waits);
    if (inMs === undefined) {
      this.#state = 'gone';
      this.#ports.onGone(this, attempt - 1);
      return;
    }
    this.#state = 'waiting';
    this.#ports.onWaiting(this, attempt, inMs, reason);
    this.#cancel = clock.schedule(inMs, 'another attempt to connect', () => {
      this.#cancel = undefined;
      this.#tryToConnect();
    });
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#state === 'waiting') this.#state = 'idle';
  }

  #tryToConnect(): void {
    this.#connect().catch((error: unknown) => {
      if (this.#state === 'idle' && this.#holds.length === 0) this.#wait((error as Error).message);
    });
  }
}
