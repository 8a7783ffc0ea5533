/**
 * KPC, the communication service: from a client's message to an extension instance and back.
 *
 * It is not a broker: nothing is routed between clients, subscriptions have no part in delivery, and whatever the
 * platform sends goes to the one client that last spoke for the endpoint, once (the settings `subscribeBinds` and `pushTo`
 * change that). It does not know transports; they
 * call {@link Communication.receive} and implement {@link ClientSession}. Payloads pass through untouched. [1/KP KP-06]
 */

import type { Journal } from '../../kernel/journal.js';
import type { IgnoredCode } from '../../kernel/journal-events.js';
import {
  isPositiveRequestId,
  parseFilter,
  parseRequestTopic,
  pushTopic,
  type ResourceAddress,
} from '../../kp1/topic.js';
import type { EventBus, PlatformEvent } from '../esp/events.js';
import type { Answer, ClientData, ExtensionData } from '../esp/messages.js';
import { type AdmissionPorts, admit } from './admission.js';
import { Answers, type Exchange } from './answers.js';
import { shown } from './refusal-log.js';
import { noticeOf, type RefusalFacts } from './refusals.js';
import { type Route, Routes } from './routes.js';
import type { ClientMessage, ClientSession } from './session.js';
import type { KpcSettings } from './settings.js';

export interface CommunicationPorts extends AdmissionPorts {
  readonly settings: KpcSettings;
  readonly journal: Journal;
  readonly events: EventBus;
  /** Hands a message to an extension instance. [4/ESP] */
  readonly submit: (data: ClientData, answer: Answer) => void;
}

/**
 * The request ID under which extensions see a request without one, on transports where every request is answered: with
 * none they would take their answer for a push.
 */
const UNNAMED_REQUEST = '0';

/** Bytes to text for the journal; never throws. */
const textOf = (payload: Uint8Array) =>
  Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');

export class Communication {
  readonly #ports: CommunicationPorts;
  readonly #answers: Answers;
  readonly #routes: Routes;
  /** Sessions that have been told that RETAIN has no effect. */
  readonly #retainers = new WeakSet<ClientSession>();

  constructor(ports: CommunicationPorts) {
    this.#ports = ports;
    this.#answers = new Answers(ports.settings, ports.journal);
    this.#routes = new Routes(ports.settings.pushTo === 'all');
    ports.events.listen((event) => this.#onEvent(event));
  }

  /** Takes what a client published. Never throws on what a client sends. */
  receive(session: ClientSession, message: ClientMessage): void {
    const { topic, qos } = message;
    this.#ports.journal.append({
      type: 'kpc.message-received',
      client: session.client,
      topic: shown(topic, this.#ports.settings.limits.topicBytes),
      qos,
      payload: textOf(message.payload),
    });
    if (message.retain === true) this.#noteRetain(session);
    const fault = this.#sizeFaultOf(topic);
    if (fault !== undefined) {
      this.#ignore({ session, message, requestId: undefined }, fault);
      return;
    }
    const address = parseRequestTopic(topic);
    const exchange = { session, message, requestId: address.requestId };
    if (address.fault !== undefined) {
      this.#ignore(exchange, address.fault);
      return;
    }
    if (this.#isTooLenient(address.requestId)) {
      this.#ignore(exchange, 'request-id-not-positive');
      return;
    }
    const admission = admit(this.#ports, address);
    if (admission.refused === undefined) this.#submit(exchange, address, admission.endpointId);
    else this.#ignore(exchange, admission.refused, admission.facts);
  }

  /** A client has subscribed: with `subscribeBinds` it speaks for the endpoints that it names. (open question 8) */
  subscribed(session: ClientSession, filters: readonly string[]): void {
    if (!this.#ports.settings.subscribeBinds) return;
    for (const filter of filters) {
      const named = parseFilter(filter);
      if (named === undefined) continue;
      const admission = admit(this.#ports, { ...named, resourcePath: '' });
      if (admission.refused === undefined) this.#bind(session, admission.endpointId, named);
    }
  }

  /** Sends a message that no request waits for to the client that last spoke for the endpoint, or to all that have. */
  push(data: ExtensionData): void {
    const routes = this.#routes.to(data.endpointId);
    if (routes.length === 0) {
      this.#ports.journal.append({
        type: 'kpc.message-undelivered',
        endpointId: data.endpointId,
        topic: `${data.extensionInstanceName}${data.resourcePath}`,
        reason: 'no client speaks for the endpoint',
      });
      return;
    }
    const { extensionInstanceName: extensionInstance, resourcePath, payload = '' } = data;
    for (const { session, appVersion, token } of routes) {
      const topic = pushTopic({ appVersion, extensionInstance, token, resourcePath });
      this.#answers.send(session, topic, payload, this.#ports.settings.pushQos, 'push');
    }
  }

  /** The connection of a client is gone: its endpoints are disconnected. [9/ELCE ELCE-03] */
  closed(session: ClientSession): void {
    for (const route of [...this.#routes.of(session)]) this.#disconnect(route);
  }

  /** Ends every session that speaks for an endpoint: what its client knows of the platform no longer holds. */
  closeAll(): void {
    for (const session of this.#routes.sessions()) {
      this.closed(session);
      session.close('shutting-down');
    }
  }

  isConnected(endpointId: string): boolean {
    return this.#routes.find(endpointId) !== undefined;
  }

  /** Says why a message is not passed on; with `badTokenOrTopic: disconnect` its client goes. (open question 3) */
  #ignore(exchange: Exchange, code: IgnoredCode, facts: RefusalFacts = {}): void {
    this.#answers.ignore(exchange, code, facts);
    const isRequest = exchange.message.respond !== undefined;
    if (this.#ports.settings.badTokenOrTopic === 'disconnect' && !isRequest)
      exchange.session.end('bad-token-or-topic');
  }

  /** (reference, open question 5) */
  #isTooLenient(requestId: string | undefined): boolean {
    const isStrict = this.#ports.settings.requestIds === 'strict';
    return isStrict && requestId !== undefined && !isPositiveRequestId(requestId);
  }

  /** (reference, open question 7) */
  #noteRetain(session: ClientSession): void {
    if (this.#retainers.has(session)) return;
    this.#retainers.add(session);
    const code = 'retain-ignored';
    const { reason } = noticeOf(code);
    this.#ports.journal.append({ type: 'kpc.notice', client: session.client, code, reason });
  }

  #sizeFaultOf(topic: string): 'topic-too-long' | 'topic-too-deep' | undefined {
    const { topicBytes, topicLevels } = this.#ports.settings.limits;
    // A character has three bytes at most, so short topics need not be measured.
    if (topic.length * 3 > topicBytes && Buffer.byteLength(topic) > topicBytes) return 'topic-too-long';
    let levels = 1;
    for (let i = topic.indexOf('/'); i >= 0; i = topic.indexOf('/', i + 1)) levels++;
    return levels > topicLevels ? 'topic-too-deep' : undefined;
  }

  /** [4/ESP] */
  #submit(exchange: Exchange, address: ResourceAddress, endpointId: string): void {
    const { session, message } = exchange;
    const isVisit = message.respond !== undefined && this.#visit(session, endpointId, address);
    if (message.respond === undefined) this.#bind(session, endpointId, address);
    const data: ClientData = {
      appVersionName: address.appVersion,
      extensionInstanceName: address.extensionInstance,
      endpointId,
      resourcePath: address.resourcePath,
      requestId: address.requestId ?? (message.respond === undefined ? undefined : UNNAMED_REQUEST),
      payload: message.payload,
    };
    this.#ports.submit(data, (answer) => this.#answers.answer(exchange, answer));
    if (isVisit) this.#announce('disconnected', session, endpointId, address.appVersion);
  }

  /**
   * A request of a transport that cannot be pushed to: it makes no route, and takes none over. An endpoint that nobody
   * speaks for is connected for as long as the request is handled. (reference, open question 31)
   * @returns true when the endpoint must be disconnected afterwards
   */
  #visit(session: ClientSession, endpointId: string, address: ResourceAddress): boolean {
    const route = this.#routes.find(endpointId);
    if (route !== undefined) {
      this.#bind(route.session, endpointId, { ...address, token: route.token });
      return false;
    }
    if (this.#ports.settings.transports.http.connectivity === 'none') return false;
    this.#announce('connected', session, endpointId, address.appVersion);
    return true;
  }

  /** Notes who speaks for the endpoint now; announces it when that is news. [9/ELCE ELCE-02] */
  #bind(
    session: ClientSession,
    endpointId: string,
    { appVersion, token }: Pick<ResourceAddress, 'appVersion' | 'token'>,
  ): void {
    const known = this.#routes.find(endpointId, session);
    if (known?.appVersion === appVersion) {
      known.token = token;
      if (this.#routes.find(endpointId) !== known) this.#routes.add(known);
      return;
    }
    this.#routes.add({ endpointId, session, token, appVersion });
    this.#announce('connected', session, endpointId, appVersion);
  }

  #onEvent(event: PlatformEvent): void {
    if (event.type !== 'token-revoked') return;
    for (const route of [...this.#routes.to(event.endpointId)]) {
      // The endpoint may speak under another of its tokens: that session goes on. [16/ECAP ECAP-16]
      if (route.token !== event.token) continue;
      this.#disconnect(route);
      const { session } = route;
      if (this.#ports.settings.tokenRevoked === 'connection' && this.#routes.count(session) === 0)
        session.close('token-revoked');
    }
  }

  #disconnect(route: Route): void {
    const { endpointId, session, appVersion } = route;
    this.#routes.remove(route);
    // With `pushTo: all` somebody else may still speak for it.
    if (this.#routes.find(endpointId) !== undefined) return;
    this.#announce('disconnected', session, endpointId, appVersion);
  }

  #announce(
    what: 'connected' | 'disconnected',
    { client }: ClientSession,
    endpointId: string,
    appVersion: string,
  ): void {
    this.#ports.journal.append({ type: `kpc.endpoint-${what}`, endpointId, client, appVersion });
    this.#ports.events.raise({ type: `endpoint-${what}`, endpointId, appVersionName: appVersion });
  }
}
