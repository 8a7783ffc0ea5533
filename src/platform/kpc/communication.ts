/**
 * KPC, the communication service: from a client's message to an extension instance and back.
 *
 * It is not a broker: nothing is routed between clients, subscriptions have no part in delivery, and whatever the
 * platform sends goes to the one client that last spoke for the endpoint, once. It does not know transports; they
 * call {@link Communication.receive} and implement {@link ClientSession}. Payloads pass through untouched. [1/KP KP-06]
 */

import type { Journal } from '../../kernel/journal.js';
import type { IgnoredCode } from '../../kernel/journal-events.js';
import { encodeErrorResponse, isSuccess } from '../../kp1/error-response.js';
import { answerTopic, parseRequestTopic, pushTopic, type ResourceAddress } from '../../kp1/topic.js';
import type { EventBus, PlatformEvent } from '../esp/events.js';
import type { Answer, ClientData, ExtensionData } from '../esp/messages.js';
import { type EndpointToken, isUsable, type TokenRegister } from '../services/cm/cm.js';
import type { Tekton } from '../services/tekton/tekton.js';
import { type RefusalFacts, reasonFor } from './refusals.js';
import { type Route, Routes } from './routes.js';
import type { ClientMessage, ClientSession } from './session.js';
import type { KpcSettings, RefusalCode } from './settings.js';

export interface CommunicationPorts {
  readonly settings: KpcSettings;
  readonly journal: Journal;
  readonly events: EventBus;
  readonly tekton: Tekton;
  readonly tokens: TokenRegister;
  /** Is there an extension instance of that name? */
  readonly hasInstance: (name: string) => boolean;
  /** Hands a message to an extension instance. [4/ESP] */
  readonly submit: (data: ClientData, answer: Answer) => void;
}

/** Bytes to text for the journal; never throws. */
const textOf = (payload: Uint8Array) =>
  Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');

export class Communication {
  readonly #ports: CommunicationPorts;
  readonly #routes = new Routes();

  constructor(ports: CommunicationPorts) {
    this.#ports = ports;
    ports.events.listen((event) => this.#onEvent(event));
  }

  /** Takes what a client published. Never throws on what a client sends. */
  receive(session: ClientSession, message: ClientMessage): void {
    const { topic, qos } = message;
    this.#ports.journal.append({
      type: 'kpc.message-received',
      client: session.client,
      topic,
      qos,
      payload: textOf(message.payload),
    });
    const address = parseRequestTopic(topic);
    if (address.fault !== undefined) {
      this.#ignore(session, message, address.fault, address.requestId, {});
      return;
    }
    const endpointId = this.#admit(session, message, address);
    if (endpointId === undefined) return;
    this.#bind(session, endpointId, address);
    const data: ClientData = {
      appVersionName: address.appVersion,
      extensionInstanceName: address.extensionInstance,
      endpointId,
      resourcePath: address.resourcePath,
      requestId: address.requestId,
      payload: message.payload,
    };
    this.#ports.submit(data, (answer) => this.#answer(session, message, address.requestId, answer));
  }

  /** Sends a message that no request waits for to the client that last spoke for the endpoint. */
  push(data: ExtensionData): void {
    const route = this.#routes.find(data.endpointId);
    if (route === undefined) {
      this.#ports.journal.append({
        type: 'kpc.message-undelivered',
        endpointId: data.endpointId,
        topic: `${data.extensionInstanceName}${data.resourcePath}`,
        reason: 'no client speaks for the endpoint',
      });
      return;
    }
    const topic = pushTopic({
      appVersion: route.appVersion,
      extensionInstance: data.extensionInstanceName,
      token: route.token,
      resourcePath: data.resourcePath,
    });
    this.#send(route.session, topic, data.payload ?? '', this.#ports.settings.pushQos, 'push');
  }

  /** The connection of a client is gone: its endpoints are disconnected. [9/ELCE ELCE-03] */
  closed(session: ClientSession): void {
    for (const route of [...this.#routes.of(session)]) this.#disconnect(route);
  }

  isConnected(endpointId: string): boolean {
    return this.#routes.find(endpointId) !== undefined;
  }

  /** Who may speak, and where to: version, extension instance, token. Undefined when refused. */
  #admit(session: ClientSession, message: ClientMessage, address: ResourceAddress): string | undefined {
    const refusal = (code: RefusalCode, facts: RefusalFacts) => {
      this.#ignore(session, message, code, address.requestId, facts);
      return undefined;
    };
    const { appVersion, extensionInstance, token } = address;
    const version = this.#ports.tekton.version(appVersion);
    if (version === undefined) return refusal('unknown-app-version', { appVersion });
    if (!this.#ports.hasInstance(extensionInstance))
      return refusal('unknown-extension', { extensionInstance });
    const allowed = this.#ports.tekton.config('kpc', appVersion).version['allowed-extension-instances'];
    if (Array.isArray(allowed) && !allowed.includes(extensionInstance)) {
      return refusal('extension-not-allowed', { extensionInstance, appVersion });
    }
    const { applicationName } = version;
    const entry: EndpointToken | undefined = this.#ports.tokens.identify(applicationName, token);
    if (entry === undefined) return refusal('unknown-token', { applicationName, token });
    if (!isUsable(entry)) return refusal('token-not-usable', { token, tokenState: entry.state });
    return entry.endpointId;
  }

  /** Notes who speaks for the endpoint now; announces it when that is news. [9/ELCE ELCE-02] */
  #bind(session: ClientSession, endpointId: string, address: ResourceAddress): void {
    const { appVersion, token } = address;
    const known = this.#routes.find(endpointId);
    if (known !== undefined && known.session === session && known.appVersion === appVersion) {
      known.token = token;
      return;
    }
    this.#routes.add({ endpointId, session, token, appVersion });
    this.#ports.journal.append({
      type: 'kpc.endpoint-connected',
      endpointId,
      client: session.client,
      appVersion,
    });
    this.#ports.events.raise({ type: 'endpoint-connected', endpointId, appVersionName: appVersion });
  }

  /** [1/KP KP-12, KP-13, KP-14, KP-20] */
  #answer(
    session: ClientSession,
    message: ClientMessage,
    requestId: string | undefined,
    data: ExtensionData,
  ): void {
    if (!isSuccess(data.statusCode)) {
      const {
        statusCode,
        reasonPhrase: reason = '',
        endpointId,
        extensionInstanceName: extensionInstance,
      } = data;
      const { topic } = message;
      const { client } = session;
      this.#ports.journal.append({
        type: 'kpc.request-refused',
        endpointId,
        client,
        topic,
        extensionInstance,
        statusCode,
        reason,
      });
      this.#answerError(session, message, requestId, statusCode, reason);
    } else if (requestId !== undefined) {
      this.#send(session, answerTopic(message.topic, 'status'), data.payload ?? '', message.qos, 'status');
    }
  }

  #answerError(
    session: ClientSession,
    message: ClientMessage,
    requestId: string | undefined,
    statusCode: number,
    reasonPhrase: string,
  ): void {
    if (requestId === undefined && this.#ports.settings.errorsWithoutRequestId === 'mute') return;
    const body = encodeErrorResponse({ statusCode, reasonPhrase });
    this.#send(session, answerTopic(message.topic, 'error'), body, message.qos, 'error');
  }

  /** Counts and explains what is not passed on; answers an error where a topic for it can be told. [§2.4] */
  #ignore(
    session: ClientSession,
    message: ClientMessage,
    code: IgnoredCode,
    requestId: string | undefined,
    facts: RefusalFacts,
  ): void {
    const reason = reasonFor(code, facts);
    const statusCode =
      code === 'not-kp1' || code === 'server-topic' ? 0 : this.#ports.settings.statusCodes[code];
    const { topic } = message;
    this.#ports.journal.append({
      type: 'kpc.message-ignored',
      client: session.client,
      topic,
      code,
      statusCode,
      reason,
    });
    // A topic that is too short or has an empty level is answered only if it asks for it with a request ID.
    const isMalformed = code === 'too-few-levels' || code === 'empty-level';
    if (statusCode === 0 || (isMalformed && requestId === undefined)) return;
    this.#answerError(session, message, requestId, statusCode, reason);
  }

  #send(
    session: ClientSession,
    topic: string,
    payload: string,
    qos: 0 | 1 | 2,
    cause: 'status' | 'error' | 'push',
  ): void {
    if (session.closed) return;
    this.#ports.journal.append({
      type: 'kpc.message-sent',
      client: session.client,
      topic,
      qos,
      payload,
      cause,
    });
    session.send(topic, payload, qos);
  }

  #onEvent(event: PlatformEvent): void {
    if (event.type !== 'token-revoked') return;
    const route = this.#routes.find(event.endpointId);
    // The endpoint may speak under another of its tokens: that session goes on. [16/ECAP ECAP-16]
    if (route === undefined || route.token !== event.token) return;
    this.#disconnect(route);
    const { session } = route;
    if (this.#ports.settings.tokenRevoked === 'connection' && this.#routes.count(session) === 0)
      session.close();
  }

  #disconnect(route: Route): void {
    const { endpointId, session, appVersion } = route;
    this.#routes.remove(endpointId);
    this.#ports.journal.append({
      type: 'kpc.endpoint-disconnected',
      endpointId,
      client: session.client,
      appVersion,
    });
    this.#ports.events.raise({ type: 'endpoint-disconnected', endpointId, appVersionName: appVersion });
  }
}
