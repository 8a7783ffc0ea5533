/**
 * What goes back to a client: answers, errors, and why a message was not passed on; and what the journal has of messages.
 *
 * An answer goes to the session that asked, on the topic of its request with a suffix, byte for byte; where the transport
 * has requests of its own (HTTP) it goes to the request instead. Everything that is sent or ignored is journaled here.
 */
import type { Journal } from '../../kernel/journal.js';
import type { IgnoredCode, MessageCause } from '../../kernel/kpc-events.js';
import { encodeErrorResponse, isSuccess } from '../../kp1/error-response.js';
import { answerTopic, type Outcome } from '../../kp1/topic.js';
import type { ExtensionData } from '../esp/messages.js';
import { shown } from './refusal-log.js';
import { noticeOf, type RefusalFacts, reasonFor } from './refusals.js';
import type { ClientMessage, ClientSession, Qos } from './session.js';
import type { KpcSettings } from './settings.js';

/** A message with the session that it came from. */
export interface Exchange {
  readonly session: ClientSession;
  readonly message: ClientMessage;
  /** The digits as received; undefined when the topic has none. */
  readonly requestId: string | undefined;
}

/** What is wrong with the topic itself. */
const UNANSWERED: ReadonlySet<IgnoredCode> = new Set([
  'too-few-levels',
  'empty-level',
  'topic-too-long',
  'topic-too-deep',
]);

/** Answered nowhere on MQTT; a request of HTTP must have an answer. */
const SILENT: ReadonlySet<IgnoredCode> = new Set(['not-kp1', 'server-topic']);
const SILENT_STATUS_CODE = 404;

export class Answers {
  readonly #settings: KpcSettings;
  readonly #journal: Journal;
  /** Sessions that have been told that RETAIN has no effect. */
  readonly #retainers = new WeakSet<ClientSession>();

  constructor(settings: KpcSettings, journal: Journal) {
    this.#settings = settings;
    this.#journal = journal;
  }

  /** A message as it came in, before anything is made of it. */
  noteReceived({ client }: ClientSession, { topic, qos, payload, isWill }: ClientMessage): void {
    if (this.#journal.skip('kpc.message-received')) return;
    this.#journal.append({
      type: 'kpc.message-received',
      client,
      topic: shown(topic, this.#settings.limits.topicBytes),
      qos,
      payload: payload.text,
      will: isWill === true ? true : undefined,
    });
  }

  /** The answer of an extension. [1/KP KP-12, KP-13, KP-14, KP-20] */
  answer(exchange: Exchange, data: ExtensionData): void {
    const { message, session, requestId } = exchange;
    if (isSuccess(data.statusCode)) {
      if (requestId !== undefined || message.respond !== undefined)
        this.#reply(exchange, 'status', data.statusCode, data.payload ?? '');
      return;
    }
    const { statusCode, reasonPhrase: reason = '', endpointId, extensionInstanceName, fault } = data;
    this.#journal.append({
      type: 'kpc.request-refused',
      endpointId,
      client: session.client,
      topic: message.topic,
      extensionInstance: extensionInstanceName,
      statusCode,
      reason,
      ...(fault !== undefined && { fault }),
    });
    this.#error(exchange, statusCode, reason);
  }

  /** Counts and explains what is not passed on; answers an error where a topic for it can be told. [§2.4] */
  ignore(exchange: Exchange, code: IgnoredCode, facts: RefusalFacts): void {
    const { message, session, requestId } = exchange;
    const reason = reasonFor(code, facts);
    const isSilent = SILENT.has(code);
    const statusCode = isSilent ? 0 : this.#settings.statusCodes[code as keyof KpcSettings['statusCodes']];
    const topic = shown(message.topic);
    this.#journal.append({
      type: 'kpc.message-ignored',
      client: session.client,
      topic,
      code,
      statusCode,
      reason,
      ...(facts.fault !== undefined && { fault: facts.fault }),
    });
    if (message.respond !== undefined) {
      this.#error(exchange, isSilent ? SILENT_STATUS_CODE : statusCode, reason);
      return;
    }
    // A topic that is wrong in itself is answered only if it asks for it with a request ID.
    if (isSilent || (requestId === undefined && UNANSWERED.has(code))) return;
    this.#error(exchange, statusCode, reason);
  }

  /** Tells, once for each session, that RETAIN has no effect. (reference, open question 7) */
  noteRetain(session: ClientSession): void {
    if (this.#retainers.has(session)) return;
    this.#retainers.add(session);
    const code = 'retain-ignored';
    const { reason } = noticeOf(code);
    this.#journal.append({ type: 'kpc.notice', client: session.client, code, reason });
  }

  /** Sends to a session, which may be gone. */
  send(session: ClientSession, topic: string, payload: string, qos: Qos, cause: MessageCause): void {
    if (session.closed) return;
    this.#noteSent(session, topic, payload, qos, cause);
    session.send(topic, payload, qos);
  }

  #error(exchange: Exchange, statusCode: number, reasonPhrase: string): void {
    const isMuted = exchange.requestId === undefined && this.#settings.errorsWithoutRequestId === 'mute';
    if (isMuted && exchange.message.respond === undefined) return;
    this.#reply(exchange, 'error', statusCode, encodeErrorResponse({ statusCode, reasonPhrase }));
  }

  /** On the topic of the request, or to the request itself where the transport has such a thing. */
  #reply({ session, message }: Exchange, outcome: Outcome, statusCode: number, payload: string): void {
    const { qos, respond } = message;
    const topic = answerTopic(message.topic, outcome);
    if (respond === undefined) {
      this.send(session, topic, payload, qos, outcome);
      return;
    }
    this.#noteSent(session, topic, payload, qos, outcome);
    respond({ statusCode, payload });
  }

  #noteSent({ client }: ClientSession, topic: string, payload: string, qos: Qos, cause: MessageCause): void {
    if (this.#journal.skip('kpc.message-sent')) return;
    this.#journal.append({ type: 'kpc.message-sent', client, topic, qos, payload, cause });
  }
}
