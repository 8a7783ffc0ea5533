/**
 * What a contract test has seen so far: the journal, read event by event, by endpoint and by step.
 *
 * It grows and never changes what is there. Verdicts are found in it and in nothing else, so a journal that was kept gives the
 * verdicts of the test again.
 */
import type { JournalEvent } from '../../kernel/journal-events.js';
import { parseRequestTopic, parseServerTopic } from '../../kp1/topic.js';
import type { ConnectionChange, Refused, StepTrace } from './entries.js';
import { kindFromDevice, kindToDevice, type Message } from './message.js';

export interface TraceOptions {
  /** Service by name of the extension instance. */
  readonly services: Readonly<Record<string, string>>;
}

export class Trace {
  readonly #services: Readonly<Record<string, string>>;
  readonly #messages = new Map<string, Message[]>();
  readonly connections: ConnectionChange[] = [];
  readonly refused: Refused[] = [];
  readonly steps = new Map<string, StepTrace>();
  /** Tokens of the endpoints that are tested. */
  tokens: readonly string[] = [];
  /** Nobody else speaks to the platform. */
  isAlone = false;
  /** Clients that have spoken for a token. */
  readonly #clientsOf = new Map<string, Set<string>>();
  /** Clients that have a connection. */
  readonly #connected = new Set<string>();
  /** IDs of endpoints that a client speaks for, as the platform sees it. */
  readonly #spokenFor = new Set<string>();
  #endpointIds: ReadonlyMap<string, string> = new Map();
  /** Of the latest event; 0 before the first. */
  lastAt = 0;
  firstAt: number | undefined;
  endedAt: number | undefined;
  /** The device under test ended by itself. */
  deviceEnd: { readonly at: number; readonly exitCode: number } | undefined;

  constructor({ services }: TraceOptions) {
    this.#services = services;
  }

  /** Messages of an endpoint in both directions, oldest first; only those after a place in the journal. */
  messages(token: string, afterSeq = -1): readonly Message[] {
    const all = this.#messages.get(token) ?? [];
    return afterSeq < (all[0]?.seq ?? 0) ? all : all.slice(firstAfter(all, afterSeq));
  }

  /** Every token that a message named. */
  spokenTokens(): readonly string[] {
    return [...this.#messages.keys()];
  }

  /** Clients that have spoken for the endpoint. */
  clientsOf(token: string): ReadonlySet<string> {
    return this.#clientsOf.get(token) ?? NOBODY;
  }

  /** Does a client speak for the endpoint, on a connection that it still has? Only then does a push arrive. */
  isReachable(token: string): boolean {
    return this.#spokenFor.has(this.#endpointIds.get(token) ?? '');
  }

  /** Has a client of the endpoint a connection, although it may not have spoken on it yet? */
  isConnected(token: string): boolean {
    return [...this.#connected].some((client) => this.isClientOf(token, client));
  }

  /** Does the client belong to the endpoint? A device may come back under another client ID. */
  isClientOf(token: string, client: string): boolean {
    return this.clientsOf(token).has(client) || (this.isAlone && this.tokens.length === 1);
  }

  /** What comes after the end of the test, such as the end of the device, is no part of it. */
  add(event: JournalEvent): void {
    if (this.endedAt !== undefined) return;
    this.lastAt = event.at;
    this.firstAt ??= event.at;
    switch (event.type) {
      case 'kpc.message-received':
        this.#received(event);
        break;
      case 'kpc.message-sent':
        this.#sent(event);
        break;
      case 'kpc.message-ignored':
      case 'kpc.request-refused':
        this.#refuse(event);
        break;
      case 'kpc.client-connected':
        this.#connected.add(event.client);
        this.#connection(event, 'connected', event.client);
        break;
      case 'kpc.client-disconnected':
        this.#connected.delete(event.client);
        this.#connection(event, 'disconnected', event.client);
        break;
      case 'kpc.endpoint-connected':
        this.#spokenFor.add(event.endpointId);
        break;
      case 'kpc.endpoint-disconnected':
        this.#spokenFor.delete(event.endpointId);
        break;
      case 'contract.connection-refused':
        this.#connection(event, 'attempt', event.client ?? '');
        break;
      default:
        this.#contract(event);
    }
  }

  #received(event: Extract<JournalEvent, { type: 'kpc.message-received' }>): void {
    const address = parseRequestTopic(event.topic);
    if (address.fault !== undefined) return;
    const { token } = address;
    const kind = kindFromDevice(this.#services[address.extensionInstance], address);
    this.#push({ ...messageOf(event), token, fromDevice: true, kind, address });
    const clients = this.#clientsOf.get(token) ?? new Set();
    this.#clientsOf.set(token, clients.add(event.client));
  }

  #sent(event: Extract<JournalEvent, { type: 'kpc.message-sent' }>): void {
    const address = parseServerTopic(event.topic);
    if (address === undefined) return;
    const { token, extensionInstance } = address;
    const kind = kindToDevice(this.#services[extensionInstance], address, event.cause);
    this.#push({ ...messageOf(event), token, fromDevice: false, kind, address });
  }

  #push(message: Message): void {
    const list = this.#messages.get(message.token);
    if (list === undefined) this.#messages.set(message.token, [message]);
    else list.push(message);
  }

  #refuse(event: Extract<JournalEvent, { type: 'kpc.message-ignored' | 'kpc.request-refused' }>): void {
    const address = parseRequestTopic(event.topic);
    const { seq, at, client, topic, statusCode, reason } = event;
    const token = address.fault === undefined ? address.token : undefined;
    const code = event.type === 'kpc.message-ignored' ? event.code : undefined;
    const byFault = event.fault !== undefined;
    this.refused.push({ seq, at, client, topic, token, statusCode, reason, code, byFault });
  }

  #connection({ seq, at }: JournalEvent, what: ConnectionChange['what'], client: string): void {
    this.connections.push({ seq, at, what, client });
  }

  #contract(event: JournalEvent): void {
    if (event.type === 'contract.began') {
      this.tokens = event.tokens;
      this.#endpointIds = new Map(
        event.tokens.map((token, index) => [token, event.endpointIds[index] ?? '']),
      );
      this.isAlone = event.isAlone;
    } else if (event.type === 'contract.ended') this.endedAt = event.at;
    else if (event.type === 'contract.device-ended')
      this.deviceEnd = { at: event.at, exitCode: event.exitCode };
    else if (event.type === 'contract.step-began') {
      const { at: beganAt, seq: beganSeq } = event;
      this.steps.set(event.step, {
        beganAt,
        beganSeq,
        endedAt: undefined,
        endedSeq: undefined,
        provoked: new Map(),
        notProvoked: new Map(),
      });
    } else if (event.type === 'contract.provoked') {
      const provoked = this.steps.get(event.step)?.provoked;
      const { what, commandType, commandId, configId } = event;
      // What is known of it only afterwards, such as an ID, comes in a second event; it began with the first.
      const { seq, at } = provoked?.get(event.token) ?? event;
      provoked?.set(event.token, { seq, at, what, commandType, commandId, configId });
    } else if (event.type === 'contract.not-provoked') {
      const step = this.steps.get(event.step);
      // It was noted before it was tried.
      step?.provoked.delete(event.token);
      step?.notProvoked.set(event.token, event.reason);
    } else if (event.type === 'contract.step-ended') {
      const step = this.steps.get(event.step);
      if (step === undefined) return;
      step.endedAt = event.at;
      step.endedSeq = event.seq;
    }
  }
}

/** By halving: a driver looks often, and what it looks for is at the end. */
function firstAfter(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle] as Message).seq > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

const NOBODY: ReadonlySet<string> = new Set();

function messageOf(event: { seq: number; at: number; client: string; topic: string; payload: string }) {
  const { seq, at, client, topic, payload } = event;
  return { seq, at, client, topic, payload };
}
